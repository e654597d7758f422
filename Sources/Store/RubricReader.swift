internal import Foundation
internal import GRDB
package import Records

/// Reads the rubrics that a selection has for prompts, on a connection of its own; used by one thread.
package final class RubricReader {
  let store: Store
  let runs: [Int64]
  let name: String?
  let selection: Selection

  /// - Parameter name: of the rubrics that count; `nil` for those of the last run that has any for a prompt.
  package init(
    _ store: Store, name: String? = nil, _ selection: Selection
  ) throws(WinnowError) {
    self.store = try Store(reading: store.path)
    self.name = name
    self.selection = selection
    runs = selection.verdicts + selection.labels
  }

  /// The rubrics of a prompt, of the last run that has any, in the order of their ids.
  ///
  /// - Parameter prompt: private row id.
  package func rubrics(of prompt: Int64) throws(WinnowError) -> [Rubric] {
    try store.perform { db in
      try StoredRubrics(db, runs: runs, name: name).rubrics(of: prompt)
    }
  }

  /// How many rubrics each name of the selection has, by name.
  package static func names(
    _ store: Store, _ selection: Selection
  ) throws(WinnowError) -> [(name: String, rubrics: Int)] {
    try store.perform { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT name, count(*) FROM rubric
          WHERE run IN (SELECT value FROM json_each(?)) GROUP BY name ORDER BY name
          """, arguments: [Selection.json(selection.verdicts + selection.labels)]
      ).map { ($0[0], $0[1]) }
    }
  }
}

/// Looks up the rubrics of one prompt at a time.
struct StoredRubrics {
  private let rubric: RawStatement
  private let criterion: RawStatement
  private let order: [Int64: Int]
  private let name: String?

  init(_ db: Database, runs: [Int64], name: String?) throws {
    order = Dictionary(zip(runs, 0...)) { $1 }
    self.name = name
    rubric = try RawStatement(
      db,
      """
      SELECT id, digest, run, pair, name, version, parent, origin FROM rubric
      WHERE prompt = ? ORDER BY digest
      """)
    criterion = try RawStatement(
      db,
      """
      SELECT kind, text, weight, "check", levels, tags, evidence FROM criterion
      WHERE rubric = ? ORDER BY number
      """)
  }

  /// Those of the last run that has any, in the order of their ids.
  func rubrics(of prompt: Int64) throws -> [Rubric] {
    let found = try all(of: prompt)
    let last = found.map(\.place).max()
    return found.filter { $0.place == last }.map(\.rubric)
  }

  /// Those of all runs, in the order of the runs and of their ids, with the run and its place.
  func all(of prompt: Int64) throws -> [(place: Int, run: Int64, rubric: Rubric)] {
    var found: [(place: Int, run: Int64, rubric: Rubric)] = []
    rubric.bind(1, prompt)
    while try rubric.next() {
      guard let place = order[rubric.int(2)] else { continue }
      let own = rubric.string(4)
      guard name == nil || name == own else { continue }
      found.append(
        (
          place, rubric.int(2),
          Rubric(
            id: rubric.id(1), prompt: prompt, pair: rubric.isNull(3) ? nil : rubric.int(3),
            name: own, version: Int(rubric.int(5)),
            parent: rubric.isNull(6) ? nil : rubric.id(6), origin: rubric.string(7),
            criteria: try criteria(of: rubric.int(0)))
        ))
    }
    return found.sorted { ($0.place, $0.rubric.id) < ($1.place, $1.rubric.id) }
  }

  private func criteria(of row: Int64) throws -> [Criterion] {
    var criteria: [Criterion] = []
    criterion.bind(1, row)
    while try criterion.next() {
      criteria.append(
        Criterion(
          Criterion.Kind(rawValue: criterion.int(0)) ?? .principle, criterion.string(1),
          weight: criterion.double(2), check: text(3), levels: list(4), tags: list(5),
          evidence: text(6)))
    }
    return criteria
  }

  private func text(_ column: Int32) -> String? {
    criterion.isNull(column) ? nil : criterion.string(column)
  }

  private func list(_ column: Int32) -> [String] {
    guard let text = text(column) else { return [] }
    return (try? JSONDecoder().decode([String].self, from: Data(text.utf8))) ?? []
  }
}
