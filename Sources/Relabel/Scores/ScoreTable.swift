internal import Pipeline
internal import Records
internal import Scoring
internal import Store
internal import Synchronization

/// How the number of a record is found.
struct ScoreFileValue: Sendable {
  enum Length: String, CaseIterable, Sendable { case ignored, tokens }

  let score: JSONPointer
  let beta: Double
  let length: Length

  /// What is read of a record.
  var fields: [JSONPointer] {
    [score] + ["logp", "ref_logp", "beta", "tokens"].map { JSONPointer(key: $0) }
  }

  /// The number, or why there is none, from the values of `fields`.
  func number(_ values: ArraySlice<SideValue>) -> (value: Double?, isImplicit: Bool, why: String) {
    let values = Array(values)
    if let score = values[0].number { return (score, false, "") }
    if case .text(let text) = values[0], !text.isEmpty {
      return (nil, false, "the score is no finite number: `\(text.prefix(40))`")
    }
    guard let logp = values[1].number else {
      return (nil, false, "there is neither a score nor a `logp`")
    }
    var difference = logp
    if let reference = values[2].number {
      difference -= reference
    } else if length == .ignored {
      return (nil, true, "there is a `logp` without a `ref_logp`")
    }
    if length == .tokens {
      guard let tokens = values[4].number, tokens >= 1 else {
        return (nil, true, "`tokens` is missing or below 1")
      }
      difference /= tokens
    }
    return ((values[3].number ?? beta) * difference, true, "")
  }
}

/// How a record names a response.
enum ScoreKey: Hashable, Sendable {
  case id(PublicID)
  case text(PublicID)
  /// The first half of the SHA-256 of the text.
  case plain(PublicID)
  case side(PublicID, Side)
  /// Prompt and response by their texts.
  case texts(prompt: PublicID, response: PublicID)

  enum Side: UInt8, Sendable { case chosen, rejected, a, b }

  /// Names of fields that name a response.
  static let fields = ["id", "text_digest", "pair", "side", "text", "prompt"].map {
    JSONPointer(key: $0)
  }

  /// Reads the name of a record from the values of `fields`; or why there is none.
  static func read(_ values: ArraySlice<SideValue>) -> (key: ScoreKey?, why: String) {
    let texts = values.map(\.text)
    if let id = texts[0] {
      return (hexadecimal(id).map { .id($0) }, "`id` is no public id of 32 hexadecimal digits")
    }
    if let digest = texts[1] {
      if digest.utf8.count == 64 {
        return (
          hexadecimal(String(digest.prefix(32))).map { .plain($0) }, "`text_digest` is no digest"
        )
      }
      return (
        hexadecimal(digest).map { .text($0) },
        "`text_digest` has neither 32 nor 64 hexadecimal digits"
      )
    }
    if let pair = texts[2] {
      guard let id = hexadecimal(pair) else {
        return (nil, "`pair` is no public id of 32 hexadecimal digits")
      }
      let side: Side? =
        switch texts[3] {
        case "chosen": .chosen
        case "rejected": .rejected
        case "a": .a
        case "b": .b
        default: nil
        }
      return (
        side.map { .side(id, $0) }, "`side` is none of `chosen`, `rejected`, `a` and `b`"
      )
    }
    guard let text = texts[4] else { return (nil, "nothing names a response") }
    guard let prompt = texts[5] else { return (.text(digest(text)), "") }
    return (.texts(prompt: digest(prompt), response: digest(text)), "")
  }

  private static func hexadecimal(_ text: String) -> PublicID? {
    PublicID(hexadecimal: Array(text.lowercased().utf8).span)
  }

  private static func digest(_ text: String) -> PublicID {
    ReferenceTexts.key(Array(text.utf8))
  }

  /// What a prompt may be called: its text, and that of its last user turn.
  static func prompts(_ body: Body, _ batch: ResponseBatch) -> [PublicID] {
    var text: [UInt8] = []
    batch.read(body, into: &text)
    let whole = ReferenceTexts.key(text)
    guard body.form == .messages else { return [whole] }
    batch.read(body, .lastUserTurn, into: &text)
    return [whole, ReferenceTexts.key(text)]
  }

  /// The names a response goes by, but for its places in pairs.
  static func all(
    _ response: ResponseBatch.Response, _ batch: ResponseBatch, prompts: [PublicID], texts: Bool
  ) -> [ScoreKey] {
    var keys: [ScoreKey] = [.id(response.id)]
    guard texts else { return keys }
    let stored = batch.digest(response.body)
    var text: [UInt8] = []
    batch.read(response.body, into: &text)
    let plain = ReferenceTexts.key(text)
    keys.append(.text(stored))
    if plain != stored { keys.append(.text(plain)) }
    keys.append(.plain(unsafe text.withUnsafeBytes { unsafe PublicID.sha256(of: $0) }))
    keys += prompts.map { .texts(prompt: $0, response: plain) }
    return keys
  }

  /// The places of responses in a pair.
  static func sides(of pair: ResponseBatch.Pair) -> [(side: Side, response: Int)] {
    guard pair.a >= 0, pair.b >= 0 else { return pair.a >= 0 ? [(.a, pair.a)] : [] }
    var sides: [(side: Side, response: Int)] = [(.a, pair.a), (.b, pair.b)]
    if let (chosen, rejected) = pair.ordered {
      sides += [(.chosen, chosen), (.rejected, rejected)]
    }
    return sides
  }
}

/// The numbers of a file by what they name.
struct ScoreTable: Sendable {
  private var entries: [ScoreKey: Int] = [:]
  /// Of each name; a list where it comes several times.
  private var values: [[Double]] = []
  private var rows = 0
  private var bad = 0
  private var implicit = 0
  private(set) var needsTexts = false
  private(set) var hasTexts = false
  private(set) var hasPairs = false

  /// Bytes of memory that a name takes, about.
  private static let bytesPerName: Int64 = 200

  init(_ file: RunPlan.PlannedFile, _ value: ScoreFileValue, _ corpus: Corpus) throws(WinnowError) {
    let names = ScoreKey.fields.count
    var (entries, values, implicit) = ([ScoreKey: Int](), [[Double]](), 0)
    (rows, bad) = try corpus.forEachRow(of: file, fields: ScoreKey.fields + value.fields) {
      (row) throws(WinnowError) in
      let name = ScoreKey.read(row.values[..<names])
      guard let key = name.key else { return name.why }
      let number = value.number(row.values[names...])
      guard let score = number.value else { return number.why }
      if number.isImplicit { implicit += 1 }
      if let known = entries[key] {
        values[known].append(score)
        return nil
      }
      entries[key] = values.count
      values.append([score])
      guard Int64(values.count) * Self.bytesPerName < corpus.memory / 2 else {
        throw WinnowError(
          WinnowError.Code("too-little-memory", exitStatus: 2),
          "`\(file.name)` names more responses than there is memory for: \(values.count)",
          hint: "raise `memory:`, or leave out scores of other corpora")
      }
      return nil
    }
    (self.entries, self.values, self.implicit) = (entries, values, implicit)
    for key in entries.keys {
      switch key {
      case .id: break
      case .text, .plain: needsTexts = true
      case .side: hasPairs = true
      case .texts: (needsTexts, hasTexts) = (true, true)
      }
    }
  }

  /// Different names.
  var count: Int { values.count }

  func entry(_ key: ScoreKey) -> Int? { entries[key] }

  /// The mean of all numbers of some names; in the order of size, so that that of the file does not matter.
  func mean(of names: Set<Int>) -> Double {
    let all = names.flatMap { values[$0] }.sorted()
    let count = Double(max(1, all.count))
    let sum = all.reduce(0, +)
    // Numbers near the end of what there is have no sum.
    return sum.isFinite ? sum / count : all.reduce(0) { $0 + $1 / count }
  }

  func notes(_ file: String, unmatched: Int) -> [RunNote] {
    var notes = [
      RunNote(
        "file",
        "`\(file)`: \(rows) records with \(count) names of responses, \(unmatched) of them of none in this corpus"
      )
    ]
    if implicit > 0 {
      notes.append(RunNote("file", "\(implicit) of the scores are implicit rewards"))
    }
    if bad > 0 {
      notes.append(
        RunNote("warning", "warning: \(bad) of \(rows) records of `\(file)` are unusable"))
    }
    return notes
  }
}

/// Which names of a file were found; from any thread.
final class Matched: Sendable {
  private let found: Mutex<[Bool]>

  init(count: Int) { found = Mutex([Bool](repeating: false, count: count)) }

  func insert(_ entries: [Int]) {
    found.withLock { found in
      for entry in entries { found[entry] = true }
    }
  }

  /// How many were not found.
  var left: Int { found.withLock { found in found.count { !$0 } } }
}
