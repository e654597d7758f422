internal import GRDB
package import Records

/// What a run has to say besides its counts: a sentence, or the lines of a table.
package struct RunNote: Sendable, Equatable {
  /// `rate`, `consequence`, `warning`, `table` …
  package var kind: String
  package var text: String

  package init(_ kind: String, _ text: String) {
    self.kind = kind
    self.text = text
  }

  /// Keeps what `run` says; said again after an interruption it is the same.
  package static func keep(
    _ notes: [RunNote], of run: Int64, in store: Store
  ) throws(WinnowError) {
    try store.write { db in
      for (number, note) in notes.enumerated() {
        try db.execute(
          sql: """
            INSERT INTO run_note(run, number, kind, text) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
          arguments: [run, number, note.kind, note.text])
      }
    }
  }

  /// What `runs` said, in order.
  package static func read(_ store: Store, of runs: [Int64]) throws(WinnowError) -> [RunNote] {
    try store.perform { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT kind, text FROM json_each(?) AS wanted
          CROSS JOIN run_note ON run_note.run = wanted.value ORDER BY wanted.key, number
          """, arguments: [Selection.json(runs)]
      ).map { RunNote($0[0], $0[1]) }
    }
  }

  /// The note of what model `number` of a run is called, with more on lines of their own.
  package static func peer(_ number: Int, _ name: String, _ more: String) -> RunNote {
    RunNote("peer", "model \(number): \(name)\n  \(more)")
  }

  /// The names of the models of `run` that it noted, by number.
  package static func peers(_ store: Store, of run: Int64) throws(WinnowError) -> [Int64: String] {
    var names: [Int64: String] = [:]
    for note in try read(store, of: [run]) where note.kind == "peer" {
      let parts = (note.text.split(separator: "\n").first ?? "").split(
        separator: ": ", maxSplits: 1)
      guard parts.count == 2, let number = Int64(parts[0].dropFirst("model ".count)) else {
        continue
      }
      names[number] = String(parts[1])
    }
    return names
  }
}
