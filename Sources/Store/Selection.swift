internal import GRDB
internal import Records

/// What a stage, an export or a report sees: the runs whose output counts, never "all rows".
package struct Selection: Sendable {
  /// Runs whose pairs and votes are in, in the order of the pipeline: of ingest, then of stages that made pairs.
  package var ingests: [Int64]
  /// Those among `ingests` that are of stages.
  package var derived: [Int64] = []
  /// Runs whose verdicts count, in order.
  package var verdicts: [Int64]
  /// Runs whose labels count, in order; the last to speak of a pair decides.
  package var labels: [Int64]
  /// Runs among `verdicts` that turn labels round: what is decided is told turned.
  package var flips: [Int64] = []
  /// Splits that are let through; `nil` for all.
  package var splits: [String]?

  /// Whether anything may be fitted on what is in `split`: nothing is on held-out prompts that are named beside
  /// `train`, while whoever leaves `train` out has only what is named.
  package func fits(_ split: String) -> Bool {
    split == "train" || !(splits ?? []).contains("train")
  }

  package init(
    ingests: [Int64], verdicts: [Int64] = [], labels: [Int64] = [], splits: [String]? = nil
  ) {
    self.ingests = ingests
    self.verdicts = verdicts
    self.labels = labels
    self.splits = splits
  }
}

/// The SQL conditions of a selection over `pair AS p`; lists are JSON, so that a statement stays one text.
extension Selection {
  var ingestsJSON: String { Self.json(ingests) }
  var verdictsJSON: String { Self.json(verdicts) }

  /// A JSON list of row ids.
  static func json(_ ids: [Int64]) -> String {
    "[" + ids.map(String.init).joined(separator: ",") + "]"
  }

  /// Whether the store holds members of runs that are not in the selection.
  func leavesOutMembers(_ db: Database) throws -> Bool {
    try Bool.fetchOne(
      db,
      sql: """
        SELECT EXISTS (SELECT 1 FROM member
          WHERE run NOT IN (SELECT value FROM json_each(:ingests)))
        """, arguments: ["ingests": ingestsJSON]) ?? true
  }

  /// True of a pair that one of the ingest runs made or met. Parameter: `:ingests`.
  static let isSelected = """
    ((SELECT run FROM member WHERE member.id = p.record >> 32)
        IN (SELECT value FROM json_each(:ingests))
      OR EXISTS (SELECT 1 FROM json_each(:ingests) JOIN pair_reuse AS reuse
        ON reuse.run = value AND reuse.pair = p.id))
    """

  /// True of a pair that no verdict run dropped, nor its prompt, nor a response. Parameter: `:verdicts`.
  var isLive: String {
    // Without earlier runs nothing can be dropped: spare four look-ups a pair.
    verdicts.isEmpty ? "1" : Self.notDropped
  }

  private static let notDropped: String = {
    func none(_ kind: SubjectKind, _ subject: String) -> String {
      """
      NOT EXISTS (SELECT 1 FROM verdict AS v WHERE v.kind = \(kind.rawValue) AND v.subject = \(subject)
        AND v.run IN (SELECT value FROM json_each(:verdicts)) AND v.action = 'drop')
      """
    }
    return [
      none(.pair, "p.id"), none(.prompt, "p.prompt"), none(.response, "p.a"),
      none(.response, "p.b"),
    ].joined(separator: " AND ")
  }()

  /// What the last label run that saw the pair decided; NULL if none did.
  var decision: String {
    let decided = labelled("decision")
    return turned(decided, "CASE \(decided) WHEN 1 THEN 2 WHEN 2 THEN 1 ELSE \(decided) END")
  }

  /// That a is better, by the same label; NULL if there is none.
  var probability: String {
    let decided = labelled("probability")
    return turned(decided, "1 - \(decided)")
  }

  /// A column of the last label run that saw the pair.
  private func labelled(_ column: String) -> String {
    let runs = labels.reversed().map { run in
      "(SELECT label.\(column) FROM label WHERE label.pair = p.id AND label.run = \(run))"
    }
    return runs.count < 2 ? runs.first ?? "NULL" : "coalesce(\(runs.joined(separator: ", ")))"
  }

  private func turned(_ plain: String, _ turned: String) -> String {
    guard !flips.isEmpty else { return plain }
    return """
      CASE WHEN EXISTS (SELECT 1 FROM verdict AS f WHERE f.kind = 2 AND f.subject = p.id
          AND f.action = 'flip' AND f.run IN (\(flips.map(String.init).joined(separator: ","))))
        THEN \(turned) ELSE \(plain) END
      """
  }
}
