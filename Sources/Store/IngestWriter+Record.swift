internal import GRDB
internal import Records

/// One record on its way into the store.
struct RecordWriting {
  let row: Int64
  let member: Int64
  let input: DigestedBatch
  let index: Int
  /// Index of the record's first response in the columns of the batch's digests.
  let firstResponse: Int
  var prompt: Int64 = 0

  var record: RecordRow { input.batch.records[index] }
}

extension IngestWriter {
  /// Writes one record; `false` when it is a duplicate of an earlier one of its member.
  mutating func write(
    _ writing: inout RecordWriting, _ sql: Statements, _ counts: inout IngestCounts
  ) throws -> Bool {
    try writePrompt(&writing, sql, &counts)
    try writeResponses(writing, sql)
    let record = writing.record
    let digest = writing.input.records[writing.index]
    // An equal record of the member would have made the first comparison. So only a record whose first
    // comparison is known, or that has none, can be a duplicate, and only those are indexed.
    var repeats = true
    pairRows.removeAll(keepingCapacity: true)
    if let vote = record.votes.first {
      let (pair, isNew) = try writePair(writing, sql, vote: Int(vote))
      pairRows.append(pair)
      repeats = !isNew
    }
    if repeats, let original = try sql.original(of: digest, pair: pairRows.first, writing.member) {
      try sql.duplicate(writing.row, record, digest, original)
      return false
    }
    try sql.record(
      writing.row, record, digest, repeats: repeats, prompt: writing.prompt,
      writing.input.batch.arena)
    for vote in record.votes {
      let ordinal = Int(vote - record.votes.lowerBound)
      if ordinal > 0 { pairRows.append(try writePair(writing, sql, vote: Int(vote)).pair) }
      try writeVote(writing, sql, vote: Int(vote), pair: pairRows[ordinal], ordinal: ordinal)
    }
    try writeCandidates(writing, sql)
    try writeScores(writing, sql)
    return true
  }

  private mutating func writePrompt(
    _ writing: inout RecordWriting, _ sql: Statements, _ counts: inout IngestCounts
  ) throws {
    let record = writing.record
    let arena = writing.input.batch.arena
    let ids = writing.input.prompts[writing.index]
    let wanted = record.split.isEmpty ? declaredSplit : arena.string(record.split)
    if wanted == nil, let known = prompts[ids.prompt] {
      writing.prompt = known
      return
    }
    let (group, split) = try writeGroup(ids.group, sql, wanted: wanted)
    if let wanted, let split, split != wanted { counts.splitMoved += 1 }
    if let known = prompts[ids.prompt] {
      writing.prompt = known
      return
    }
    let text = try writeText(ids.text, record.prompt, arena, sql).id
    writing.prompt = try sql.insertPrompt(next.prompt, ids.prompt, group: group, text: text)
    if writing.prompt == next.prompt { next.prompt += 1 }
    prompts.insert(ids.prompt, writing.prompt)
  }

  /// The row of a group and, where it was asked for or looked up, the split it is in.
  private mutating func writeGroup(
    _ id: PublicID, _ sql: Statements, wanted: String?
  ) throws -> (Int64, split: String?) {
    if wanted == nil, let known = groups[id] { return (known, nil) }
    let split = wanted ?? splits.split(of: id)
    if try sql.insertGroup(next.group, id, split) {
      groups.insert(id, next.group)
      next.group += 1
      return (next.group - 1, split)
    }
    let (row, stored) = try sql.group(id)
    groups.insert(id, row)
    return (row, stored)
  }

  private mutating func writeText(
    _ id: PublicID, _ body: Body, _ arena: ByteArena, _ sql: Statements
  ) throws -> (id: Int64, isNew: Bool) {
    if let known = texts[id] { return (known, false) }
    let row = try sql.insertText(next.text, id, body, arena)
    let isNew = row == next.text
    if isNew { next.text += 1 }
    texts.insert(id, row)
    return (row, isNew)
  }

  private mutating func writeResponses(_ writing: RecordWriting, _ sql: Statements) throws {
    let record = writing.record
    let arena = writing.input.batch.arena
    responseRows.removeAll(keepingCapacity: true)
    for (offset, i) in record.responses.enumerated() {
      let row = writing.input.batch.responses[Int(i)]
      let ids = writing.input.responses[writing.firstResponse + offset]
      if let known = responses[ids.response] {
        responseRows.append(known)
        continue
      }
      let text = try writeText(ids.text, row.body, arena, sql).id
      let response = try sql.insertResponse(
        next.response, ids.response, prompt: writing.prompt, text: text)
      if response == next.response { next.response += 1 }
      responses.insert(ids.response, response)
      responseRows.append(response)
    }
  }

  /// Finds or makes the comparison a vote is about.
  private mutating func writePair(
    _ writing: RecordWriting, _ sql: Statements, vote index: Int
  ) throws -> (pair: Int64, isNew: Bool) {
    let vote = writing.input.batch.votes[index]
    let (a, b) = ordered(vote, writing)
    let id = PublicID.pair(a.id, b?.id)
    let ordinal = Int64(index) - Int64(writing.record.votes.lowerBound)
    let pair = try sql.insertPair(
      next.pair, id, prompt: writing.prompt, a: a.row, b: b?.row, record: writing.row,
      ordinal: ordinal)
    if pair == next.pair {
      next.pair += 1
      return (pair, true)
    }
    if !isOwn(pair) { try sql.reusePair(run: run, pair, record: writing.row, ordinal: ordinal) }
    return (pair, false)
  }

  /// Whether this run made the pair.
  private func isOwn(_ pair: Int64) -> Bool {
    pair >= firstPairOfSession || ownPairs.contains { $0.contains(pair) }
  }

  /// The two responses of a vote, a before b by digest.
  private func ordered(
    _ vote: VoteRow, _ writing: RecordWriting
  ) -> (a: (id: PublicID, row: Int64), b: (id: PublicID, row: Int64)?) {
    func response(_ index: Int32) -> (id: PublicID, row: Int64) {
      (
        writing.input.responses[writing.firstResponse + Int(index)].response,
        responseRows[Int(index)]
      )
    }
    let first = response(vote.first)
    guard vote.second >= 0 else { return (first, nil) }
    let second = response(vote.second)
    return second.id < first.id ? (second, first) : (first, second)
  }

  private mutating func writeVote(
    _ writing: RecordWriting, _ sql: Statements, vote index: Int, pair: Int64, ordinal: Int
  ) throws {
    let vote = writing.input.batch.votes[index]
    let arena = writing.input.batch.arena
    let digests = writing.input.responses
    var row = VoteWriting(
      pair: pair, ordinal: Int64(ordinal), winner: vote.winner, firstIsA: true, annotator: 0,
      aModel: try model(writing, sql, response: vote.first))
    if vote.second >= 0 {
      row.bModel = try model(writing, sql, response: vote.second)
      let first = digests[writing.firstResponse + Int(vote.first)].response
      let second = digests[writing.firstResponse + Int(vote.second)].response
      row.firstIsA = !(second < first)
    }
    if !row.firstIsA {
      swap(&row.aModel, &row.bModel)
      if row.winner == .first {
        row.winner = .second
      } else if row.winner == .second {
        row.winner = .first
      }
    }
    let kind = vote.annotatorKind.rawValue
    let source = source
    row.annotator = unsafe try annotators.id(arena[vote.annotator], kind: kind) { name in
      unsafe try sql.annotator(source: source, kind: Int64(kind), name)
    }
    try sql.vote(row, writing.row, vote, arena)
  }

  /// The row of the model that wrote a response of the record; `nil` if the record does not say.
  private mutating func model(
    _ writing: RecordWriting, _ sql: Statements, response: Int32
  ) throws -> Int64? {
    let batch = writing.input.batch
    let name = batch.responses[Int(writing.record.responses.lowerBound + response)].model
    if name.isEmpty { return nil }
    return unsafe try models.id(batch.arena[name]) { name in unsafe try sql.model(name) }
  }

  /// Writes the responses of a record of which not all stand in its votes, so that none is lost.
  private mutating func writeCandidates(_ writing: RecordWriting, _ sql: Statements) throws {
    let record = writing.record
    if record.responses.isEmpty { return try sql.barePrompt(writing.prompt, writing.row) }
    let votes = writing.input.batch.votes[
      Int(record.votes.lowerBound)..<Int(record.votes.upperBound)]
    // Nearly all records: two responses and a vote on them.
    if record.responses.count == 2, votes.contains(where: { $0.second >= 0 }) { return }
    let judged = Set(votes.flatMap { [$0.first, $0.second] }).subtracting([-1])
    guard judged.count < record.responses.count else { return }
    for (ordinal, response) in responseRows.enumerated() {
      try sql.candidate(
        writing.row, Int64(ordinal), response,
        model: try model(writing, sql, response: Int32(ordinal)))
    }
  }

  private mutating func writeScores(_ writing: RecordWriting, _ sql: Statements) throws {
    let record = writing.record
    let arena = writing.input.batch.arena
    for i in record.scores {
      let score = writing.input.batch.scores[Int(i)]
      let name = unsafe try scoreNames.id(arena[score.name]) { name in
        unsafe try sql.scoreName(name)
      }
      try sql.score(
        responseRows[Int(score.response)], name: name, record: writing.row,
        ordinal: Int64(i - record.scores.lowerBound), score.value)
    }
  }
}
