internal import GRDB
package import Records

/// Reads prompts with all their responses, on a connection of its own; used by one thread.
package final class ResponseReader {
  private let store: Store
  private let selection: Selection
  private let columns: Columns

  /// What a batch carries besides ids, pairs and decisions.
  package struct Columns: Sendable {
    package var texts = true
    package var models = false
    package var extras = false
    /// The pairs that each of the records behind `extras` judges; then these are all records that judge any.
    package var recordPairs = false
    /// Names of the sources of each prompt.
    package var sources = false
    /// Names of scores.
    package var scores: [String] = []
    /// Whether prompts without a response come too.
    package var barePrompts = false

    package init(
      texts: Bool = true, models: Bool = false, extras: Bool = false, recordPairs: Bool = false,
      sources: Bool = false, scores: [String] = [], barePrompts: Bool = false
    ) {
      self.recordPairs = recordPairs
      self.barePrompts = barePrompts
      self.sources = sources
      self.texts = texts
      self.models = models
      self.extras = extras
      self.scores = scores
    }
  }

  package init(
    _ store: Store, _ selection: Selection, _ columns: Columns
  ) throws(WinnowError) {
    self.store = try Store(reading: store.path)
    self.selection = selection
    self.columns = columns
  }

  /// Bytes of text after which a batch is handed on.
  private static let batchBytes = 16 << 20

  /// Gives the prompts in `prompts` that have a live response, in batches; a prompt is never cut.
  ///
  /// - Parameter largest: prompts with more responses than this are passed over.
  /// - Returns: how many live pairs were passed over because of their split, and which prompts for their size.
  package func read(
    prompts: ClosedRange<Int64>, largest: Int, _ body: (ResponseBatch) throws -> Void
  ) throws(WinnowError) -> (heldOut: Int, tooLarge: [(prompt: Int64, responses: Int)]) {
    try store.perform { db in
      let found = try Gathering(db, selection, prompts, bare: columns.barePrompts)
      let filling = try ResponseFilling(db, selection, columns)
      var batch = ResponseBatch()
      var heldOut = 0
      var tooLarge: [(prompt: Int64, responses: Int)] = []
      for prompt in found.prompts {
        if let splits = selection.splits, !splits.contains(prompt.split) {
          heldOut += prompt.pairs.count
          continue
        }
        guard prompt.responses.count <= largest else {
          tooLarge.append((prompt.row, prompt.responses.count))
          continue
        }
        try filling.append(prompt, to: &batch)
        if batch.arena.count > Self.batchBytes {
          try body(batch)
          batch.removeAll()
        }
      }
      if !batch.prompts.isEmpty { try body(batch) }
      return (heldOut, tooLarge)
    }
  }
}

/// The prompts of a slice with the rows of their live responses and pairs.
struct Gathering {
  struct Prompt {
    var row: Int64
    var split: String
    var responses: Set<Int64> = []
    var pairs: [Pair] = []
    /// Responses of pairs that are not live.
    var fallen: Set<Int64> = []
    /// Those pairs; `b` is 0 for a single response.
    var fallenPairs: [(a: Int64, b: Int64)] = []
  }

  struct Pair {
    var row: Int64
    var a: Int64
    var b: Int64
    var decision: Decision
    var probability: Double
    var role: String?
  }

  private(set) var prompts: [Prompt] = []

  init(
    _ db: Database, _ selection: Selection, _ range: ClosedRange<Int64>, bare: Bool = false
  ) throws {
    var arguments: StatementArguments = [
      "first": range.lowerBound, "last": range.upperBound, "ingests": selection.ingestsJSON,
    ]
    if !selection.verdicts.isEmpty { arguments += ["verdicts": selection.verdictsJSON] }
    try readPairs(db, selection, arguments + ["derived": Selection.json(selection.derived)])
    try readCandidates(db, selection, arguments)
    prompts.removeAll { $0.responses.isEmpty }
    if bare {
      try readBarePrompts(db, selection, arguments)
      prompts.sort { $0.row < $1.row }
    }
  }

  private mutating func place(_ row: Int64, _ split: @autoclosure () -> String) -> Int {
    if let last = prompts.last, last.row == row { return prompts.count - 1 }
    if let known = prompts.firstIndex(where: { $0.row == row }) { return known }
    prompts.append(Prompt(row: row, split: split()))
    return prompts.count - 1
  }

  private mutating func readPairs(
    _ db: Database, _ selection: Selection, _ arguments: StatementArguments
  ) throws {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT p.id, p.prompt, p.a, coalesce(p.b, 0), prompt_group.split, \(selection.isLive),
          \(selection.decision), \(selection.probability),
          (SELECT role FROM derivation WHERE derivation.pair = p.id
            AND derivation.run IN (SELECT value FROM json_each(:derived)) ORDER BY role LIMIT 1)
        FROM pair AS p JOIN prompt ON prompt.id = p.prompt
        JOIN prompt_group ON prompt_group.id = prompt."group"
        WHERE p.prompt BETWEEN :first AND :last AND \(Selection.isSelected)
        ORDER BY p.prompt, p.digest
        """, arguments: arguments)
    while let row = try rows.next() {
      let at = place(row[1], row[4])
      let (a, b): (Int64, Int64) = (row[2], row[3])
      guard row[5] as Bool else {
        prompts[at].fallen.formUnion([a, b])
        prompts[at].fallenPairs.append((a, b))
        continue
      }
      let decided: UInt8? = row[6]
      prompts[at].responses.formUnion(b == 0 ? [a] : [a, b])
      prompts[at].pairs.append(
        Pair(
          row: row[0], a: a, b: b,
          decision: decided.flatMap(Decision.init(rawValue:)) ?? .undecided,
          probability: row[7] ?? 0.5, role: row[8]))
    }
  }

  /// Prompts whose records hold no response, where no other record has one.
  private mutating func readBarePrompts(
    _ db: Database, _ selection: Selection, _ arguments: StatementArguments
  ) throws {
    let dropped =
      selection.verdicts.isEmpty
      ? "0"
      : """
      EXISTS (SELECT 1 FROM verdict AS v WHERE v.run IN (SELECT value FROM json_each(:verdicts))
        AND v.action = 'drop' AND v.kind = 0 AND v.subject = bare.prompt)
      """
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT DISTINCT bare.prompt, prompt_group.split
        FROM bare_prompt AS bare CROSS JOIN member ON member.id = bare.record >> 32
        CROSS JOIN prompt ON prompt.id = bare.prompt
        CROSS JOIN prompt_group ON prompt_group.id = prompt."group"
        WHERE bare.prompt BETWEEN :first AND :last
          AND member.run IN (SELECT value FROM json_each(:ingests)) AND NOT \(dropped)
        ORDER BY bare.prompt
        """, arguments: arguments)
    let known = Set(prompts.map(\.row))
    while let row = try rows.next() {
      let prompt: Int64 = row[0]
      if !known.contains(prompt) { prompts.append(Prompt(row: prompt, split: row[1])) }
    }
  }

  /// Responses that stand in no pair.
  private mutating func readCandidates(
    _ db: Database, _ selection: Selection, _ arguments: StatementArguments
  ) throws {
    let dropped =
      selection.verdicts.isEmpty
      ? "0"
      : """
      EXISTS (SELECT 1 FROM verdict AS v WHERE v.run IN (SELECT value FROM json_each(:verdicts))
        AND v.action = 'drop' AND (v.kind = 1 AND v.subject = r.id OR v.kind = 0 AND v.subject = r.prompt))
      """
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT DISTINCT r.prompt, r.id, prompt_group.split
        FROM response AS r CROSS JOIN candidate AS c ON c.response = r.id
        CROSS JOIN member ON member.id = c.record >> 32
        CROSS JOIN prompt ON prompt.id = r.prompt
        CROSS JOIN prompt_group ON prompt_group.id = prompt."group"
        WHERE r.prompt BETWEEN :first AND :last
          AND member.run IN (SELECT value FROM json_each(:ingests)) AND NOT \(dropped)
        ORDER BY r.prompt
        """, arguments: arguments)
    while let row = try rows.next() {
      let at = place(row[0], row[2])
      let response: Int64 = row[1]
      if !prompts[at].fallen.contains(response) { prompts[at].responses.insert(response) }
    }
  }
}
