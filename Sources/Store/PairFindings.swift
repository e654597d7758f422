internal import GRDB
internal import Records

/// A statement over pairs that stands on one of them, as `KeptPairs` reads it.
struct Cursor {
  let statement: RawStatement
  /// Of the pair the cursor stands on; `nil` at the end.
  private(set) var place: Place?

  /// Where a part of the pipeline has a pair.
  struct Place {
    var record: Int64
    var ordinal: Int64
  }

  init(_ db: Database, _ sql: String, ingest: Int64, prompt: Int64? = nil) throws {
    statement = try RawStatement(db, sql)
    statement.bind(1, ingest)
    if let prompt { statement.bind(2, prompt) }
    try advance()
  }

  mutating func advance() throws {
    place =
      try statement.next()
      ? Place(record: statement.int(0), ordinal: statement.int(1)) : nil
  }

  /// The run that made the pair, where it is not the cursor's own.
  var maker: Int64 { statement.int(2) }
  var pair: Int64 { statement.int(3) }
  var id: PublicID { unsafe PublicID(loading: statement.bytes(4)) }
  var texts: PairTexts.Place {
    PairTexts.Place(prompt: statement.int(5), a: statement.int(6), b: statement.int(7))
  }
  var split: String { statement.string(8) }
  var prompt: Int64 { statement.int(9) }
}

/// Which pairs earlier parts of the pipeline hold.
struct EarlierParts {
  private let runs: Set<Int64>
  /// Those of them that met pairs of other runs; mostly none.
  private let meeting: [Int64]
  private let statement: RawStatement

  init(_ db: Database, _ runs: [Int64]) throws {
    self.runs = Set(runs)
    let statement = try RawStatement(db, "SELECT 1 FROM pair_reuse WHERE run = ? LIMIT 1")
    meeting = try runs.filter { run in
      statement.bind(1, run)
      defer { statement.reset() }
      return try statement.next()
    }
    self.statement = try RawStatement(
      db, "SELECT 1 FROM pair_reuse WHERE run = ? AND pair = ? LIMIT 1")
  }

  /// Whether `run`, which made a pair, is one of them.
  func made(_ run: Int64) -> Bool { runs.contains(run) }

  /// Whether one of them met the pair.
  func met(_ pair: Int64) throws -> Bool {
    for run in meeting {
      statement.bind(1, run)
      statement.bind(2, pair)
      defer { statement.reset() }
      if try statement.next() { return true }
    }
    return false
  }
}

/// Looks up what the runs of a selection say of a pair.
///
/// One look-up for all labels and one for all verdicts of a pair; which of them count, and in which
/// order, is told by the selection, so that hundreds of runs cost no more than one.
struct PairFindings {
  private let labelOrder: [Int64: Int]
  private let verdictRuns: Set<Int64>
  private let labels: RawStatement
  private let verdicts: RawStatement
  private let weights: StandingWeights
  /// Kinds of subjects besides pairs that have verdicts at all.
  private let otherKinds: Set<SubjectKind>

  init(_ db: Database, _ selection: Selection) throws {
    labelOrder = Dictionary(zip(selection.labels, 0...)) { $1 }
    verdictRuns = Set(selection.verdicts)
    labels = try RawStatement(db, "SELECT run, decision, probability FROM label WHERE pair = ?")
    let some = try RawStatement(db, "SELECT 1 FROM verdict WHERE kind = ? LIMIT 1")
    otherKinds = Set(
      try [SubjectKind.prompt, .response].filter { kind in
        guard !selection.verdicts.isEmpty else { return false }
        some.bind(1, kind.rawValue)
        defer { some.reset() }
        return try some.next()
      })
    verdicts = try RawStatement(
      db, "SELECT run, action FROM verdict WHERE kind = ? AND subject = ?")
    weights = try StandingWeights(db, selection)
  }

  /// The pair `cursor` stands on, with everything that was said of it.
  func row(_ cursor: Cursor) throws -> KeptPairs.Row {
    let pair = cursor.pair
    var row = KeptPairs.Row(
      row: pair, prompt: cursor.prompt, id: cursor.id, split: cursor.split, decision: .undecided,
      probability: 0.5,
      isFlipped: false, weight: 1, texts: cursor.texts, dropped: false)
    try decide(&row)
    if !verdictRuns.isEmpty { try judge(&row, prompt: cursor.prompt) }
    return row
  }

  /// The last label run that saw the pair decides.
  private func decide(_ row: inout KeptPairs.Row) throws {
    var latest = -1
    labels.bind(1, row.row)
    while try labels.next() {
      guard let place = labelOrder[labels.int(0)], place > latest else { continue }
      latest = place
      row.decision = Decision(rawValue: UInt8(truncatingIfNeeded: labels.int(1))) ?? .undecided
      row.probability = labels.double(2)
    }
  }

  private func judge(_ row: inout KeptPairs.Row, prompt: Int64) throws {
    var isWeighed = false
    try forEachVerdict(.pair, row.row) { action in
      switch action {
      case "drop": row.dropped = true
      case "flip": row.isFlipped = true
      case "weight": isWeighed = true
      default: break
      }
    }
    if isWeighed { row.weight = try weights.weight(of: row.row) ?? 1 }
    for (kind, subject) in [
      (SubjectKind.prompt, prompt), (.response, row.texts.a), (.response, row.texts.b),
    ] where otherKinds.contains(kind) && !row.dropped {
      try forEachVerdict(kind, subject) { action in
        if action == "drop" { row.dropped = true }
      }
    }
  }

  private func forEachVerdict(
    _ kind: SubjectKind, _ subject: Int64, _ body: (String) -> Void
  ) throws {
    verdicts.bind(1, kind.rawValue)
    verdicts.bind(2, subject)
    while try verdicts.next() {
      if verdictRuns.contains(verdicts.int(0)) { body(verdicts.string(1)) }
    }
  }
}
