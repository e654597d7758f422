internal import GRDB
package import Records

/// What the numbers of a scorer mean.
package struct ScoreScale: Sendable, Equatable {
  package var name: String
  /// The ends of the scale; `nil` where it has none.
  package var range: ClosedRange<Double>?
  /// Whether the same number means the same for every prompt.
  package var isAnchored: Bool

  package init(name: String, range: ClosedRange<Double>? = nil, isAnchored: Bool) {
    self.name = name
    self.range = range
    self.isAnchored = isAnchored
  }

  /// What the last run of the selection that gave the score says of it; `nil` where records alone give it.
  package static func read(
    _ store: Store, name: String, _ selection: Selection
  ) throws(WinnowError) -> ScoreScale? {
    try store.perform { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT low, high, anchored FROM json_each(:runs) AS wanted
          CROSS JOIN score_scale ON score_scale.run = wanted.value
          JOIN score_name ON score_name.id = score_scale.name WHERE score_name.name = :name
          ORDER BY wanted.key DESC LIMIT 1
          """,
        arguments: ["runs": Selection.json(selection.verdicts + selection.labels), "name": name])
      guard let row else { return nil }
      let (low, high): (Double?, Double?) = (row[0], row[1])
      var range: ClosedRange<Double>?
      if let low, let high, low <= high { range = low...high }
      return ScoreScale(name: name, range: range, isAnchored: row[2])
    }
  }

  /// The names of all scores that records or runs of the selection give, in order.
  package static func names(_ store: Store, _ selection: Selection) throws(WinnowError) -> [String]
  {
    try store.perform { db in
      try String.fetchAll(
        db,
        sql: """
          SELECT name FROM score_name WHERE EXISTS (
            SELECT 1 FROM score WHERE score.name = score_name.id
              AND ((SELECT run FROM member WHERE member.id = score.record >> 32)
                IN (SELECT value FROM json_each(:ingests))
                OR run IN (SELECT value FROM json_each(:runs))))
          ORDER BY name
          """,
        arguments: [
          "ingests": selection.ingestsJSON,
          "runs": Selection.json(selection.verdicts + selection.labels),
        ])
    }
  }
}
