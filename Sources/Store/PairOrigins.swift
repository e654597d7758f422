internal import GRDB
package import Records

/// Which pairs a stage of a selection made, or its sources brought.
package struct PairOrigin: Sendable {
  /// `name` or `name@version` of the stage; empty for the sources.
  package var stage: String
  /// Canonical JSON: `options` with defaults, and what else the pipeline says of the run.
  package var options: String
  /// Rows of the pairs, ascending.
  package var pairs: [Int64]
}

extension PairOrigin {
  /// One for the sources, where they brought pairs, and one for each run that made any, in the order of the plan. A pair that two
  /// of them have is with both.
  package static func read(
    _ store: Store, _ selection: Selection
  ) throws(WinnowError) -> [PairOrigin] {
    try store.perform { db in
      let sources = try Int64.fetchAll(
        db,
        sql: """
          SELECT pair.id FROM pair JOIN member ON member.id = pair.record >> 32
          JOIN run ON run.id = member.run WHERE run.stage = 'ingest' ORDER BY pair.id
          """)
      let given = PairOrigin(stage: "", options: "{}", pairs: sources)
      return try (sources.isEmpty ? [] : [given])
        + selection.derived.map { run in
          guard
            let row = try Row.fetchOne(
              db, sql: "SELECT stage, options FROM run WHERE id = ?", arguments: [run])
          else { throw DerivedWriter.missing("run") }
          return PairOrigin(
            stage: row[0], options: row[1],
            pairs: try Int64.fetchAll(
              db, sql: "SELECT pair FROM derivation WHERE run = ? ORDER BY pair", arguments: [run]))
        }
    }
  }
}
