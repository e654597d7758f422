internal import Foundation
package import Records

/// A batch of records with the public id of every part, ready to be written.
///
/// Digests are made by the reading thread, so that the writer does nothing but write.
///
package final class DigestedBatch: Sendable {
  package let batch: RecordBatch
  /// One per record: the ids of its prompt, the prompt's text and its group.
  package let prompts: [(prompt: PublicID, text: PublicID, group: PublicID)]
  /// One per record: the canonical content, equal for equal records.
  package let records: [PublicID]
  /// One per response.
  package let responses: [(response: PublicID, text: PublicID)]

  private let pool: ArenaPool?

  /// - Parameter pool: is given the batch's arena when this dies.
  package init(_ batch: RecordBatch, pool: ArenaPool? = nil) {
    self.pool = pool
    var digesting = Digesting(batch: batch)
    for record in batch.records { digesting.add(record) }
    self.batch = batch
    prompts = digesting.prompts
    records = digesting.records
    responses = digesting.responses
  }

  deinit { pool?.give(batch.arena) }
}

/// Makes the ids of a batch, record by record.
private struct Digesting {
  let batch: RecordBatch
  var prompts: [(prompt: PublicID, text: PublicID, group: PublicID)] = []
  var records: [PublicID] = []
  var responses: [(response: PublicID, text: PublicID)] = []
  private static let slots = 4096
  /// Records of the batch by a hash of their prompt.
  private var recentPrompts = [Int?](repeating: nil, count: slots)
  /// Responses of the batch, with their places in `responses`, by a hash of their text.
  private var recentTexts = [(row: Int32, place: Int)?](repeating: nil, count: slots)

  init(batch: RecordBatch) {
    self.batch = batch
    prompts.reserveCapacity(batch.records.count)
    records.reserveCapacity(batch.records.count)
    responses.reserveCapacity(batch.responses.count)
  }

  mutating func add(_ record: RecordRow) {
    let none = PublicID(high: 0, low: 0)
    guard record.quarantine == nil else {
      prompts.append((none, none, none))
      records.append(none)
      return
    }
    let prompt = addPrompt(of: record)
    var digest = DigestBuilder("winnow record 1")
    digest.add(prompt)
    for i in record.responses {
      let row = batch.responses[Int(i)]
      let text = textID(of: row.body, at: i)
      let response = PublicID.response(prompt: prompt, text: text)
      responses.append((response, text))
      digest.add(response)
      unsafe digest.add(batch.arena[row.model])
    }
    addJudgements(of: record, to: &digest)
    records.append(digest.finish())
  }

  /// The digests of the record's prompt: those of an earlier record of the batch where it is the same one,
  /// as it is in most corpora.
  private mutating func addPrompt(of record: RecordRow) -> PublicID {
    let slot = Int(truncatingIfNeeded: hash(of: record.prompt)) & (Self.slots - 1)
    if let earlier = recentPrompts[slot], hasPrompt(of: batch.records[earlier], record) {
      prompts.append(prompts[earlier])
    } else {
      let text = id(of: record.prompt)
      prompts.append((.prompt(text: text), text, group(of: record)))
      recentPrompts[slot] = prompts.count - 1
    }
    return prompts[prompts.count - 1].prompt
  }

  private func hasPrompt(of a: RecordRow, _ b: RecordRow) -> Bool {
    isEqual(a.prompt, b.prompt) && isEqual(a.rootSystem, b.rootSystem)
      && isEqual(a.rootUser, b.rootUser)
  }

  /// The digest of a response's text: that of an earlier response of the batch where it is the same one,
  /// as it is for half of them where many models are compared with one.
  private mutating func textID(of body: Body, at row: Int32) -> PublicID {
    let slot = Int(truncatingIfNeeded: hash(of: body)) & (Self.slots - 1)
    if let earlier = recentTexts[slot], isEqual(batch.responses[Int(earlier.row)].body, body) {
      return responses[earlier.place].text
    }
    recentTexts[slot] = (row, responses.count)
    return id(of: body)
  }

  private func isEqual(_ a: Body, _ b: Body) -> Bool {
    a.form == b.form && isEqual(a.slice, b.slice)
  }

  private func isEqual(_ a: ByteSlice, _ b: ByteSlice) -> Bool {
    guard a.count == b.count else { return false }
    guard let first = unsafe batch.arena[a].baseAddress,
      let second = unsafe batch.arena[b].baseAddress
    else { return true }
    return unsafe memcmp(first, second, Int(a.count)) == 0
  }

  /// Of the length and the first and last bytes: enough to find a candidate, which is then compared.
  private func hash(of body: Body) -> UInt64 {
    let bytes = unsafe batch.arena[body.slice]
    var hash = UInt64(bytes.count) &* 0x9e37_79b9_7f4a_7c15
    for i in 0..<min(48, bytes.count) {
      hash = unsafe (hash ^ UInt64(bytes[i])) &* 0x100_0000_01b3
    }
    for i in max(48, bytes.count - 16)..<max(48, bytes.count) {
      hash = unsafe (hash ^ UInt64(bytes[i])) &* 0x100_0000_01b3
    }
    return hash ^ hash >> 32
  }

  private func addJudgements(of record: RecordRow, to digest: inout DigestBuilder) {
    digest.add(record.votes.count)
    for i in record.votes {
      let vote = batch.votes[Int(i)]
      digest.add(Int(vote.first))
      digest.add(Int(vote.second))
      digest.add(Int(vote.winner.rawValue) << 8 | Int(vote.annotatorKind.rawValue))
      digest.add(vote.strength)
      unsafe digest.add(batch.arena[vote.annotator])
      unsafe digest.add(batch.arena[vote.rationale])
    }
    digest.add(record.scores.count)
    for i in record.scores {
      let score = batch.scores[Int(i)]
      digest.add(Int(score.response))
      unsafe digest.add(batch.arena[score.name])
      digest.add(score.value)
    }
    unsafe digest.add(batch.arena[record.split])
    unsafe digest.add(batch.arena[record.licence])
    unsafe digest.add(batch.arena[record.extra])
  }

  private func id(of body: Body) -> PublicID {
    unsafe PublicID.text(body.form, batch.arena[body.slice])
  }

  /// The digest of the root prompt: system and first user turn.
  private func group(of record: RecordRow) -> PublicID {
    var digest = DigestBuilder("winnow group 1")
    unsafe digest.add(batch.arena[record.rootSystem])
    unsafe digest.add(batch.arena[record.rootUser])
    return digest.finish()
  }
}
