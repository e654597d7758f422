internal import Foundation
internal import GRDB
package import Records

/// What exports and reports read of a prompt besides its text.
extension RubricReader {
  /// The public id of a prompt, for those who have its row.
  ///
  /// - Parameter prompt: private row id.
  package func id(of prompt: Int64) throws(WinnowError) -> PublicID? {
    try store.perform { db in
      let statement = try RawStatement(db, "SELECT digest FROM prompt WHERE id = ?")
      statement.bind(1, prompt)
      defer { statement.reset() }
      return try statement.next() ? statement.id(0) : nil
    }
  }

  /// The rubrics of a prompt without those that were made from a pair that does not stand: it was dropped, or is
  /// not of the selection.
  package func standing(of prompt: Int64) throws(WinnowError) -> [Rubric] {
    try store.perform { db in
      try StoredRubrics(db, runs: runs, name: name).rubrics(of: prompt).filter { rubric in
        guard let pair = rubric.pair else { return true }
        return try isLive(pair, db)
      }
    }
  }

  /// The rubrics that a pair is looked at with: those made from it, else those of its prompt that were made from no
  /// single pair, unless a run up to the one that made them found that rubrics do not bear out this pair's label; those
  /// that were given are taken as they are.
  ///
  /// - Parameter pair: private row id.
  package func rubrics(of prompt: Int64, pair: Int64) throws(WinnowError) -> [Rubric] {
    try store.perform { db in
      let found = try StoredRubrics(db, runs: runs, name: name).all(of: prompt)
      guard let last = found.last else { return [] }
      let all = found.filter { $0.place == last.place }.map(\.rubric)
      let own = all.filter { $0.pair == pair }
      guard own.isEmpty else { return own }
      let isRejected = try isRejected(pair, upTo: last.place, db)
      return all.filter { $0.pair == nil && (!isRejected || $0.origin.contains("\"given\"")) }
    }
  }

  private func isRejected(_ pair: Int64, upTo place: Int, _ db: Database) throws -> Bool {
    let sql = """
      SELECT EXISTS (SELECT 1 FROM verdict WHERE kind = 2 AND subject = ?
        AND reason = 'rubric_rejected' AND run IN (SELECT value FROM json_each(?)))
      """
    let arguments: StatementArguments = [pair, Selection.json(Array(runs.prefix(place + 1)))]
    return try Bool.fetchOne(db.cachedStatement(sql: sql), arguments: arguments) ?? false
  }

  /// The rubrics of a prompt of all runs of the selection, each once, in the order of their ids.
  package func allRubrics(of prompt: Int64) throws(WinnowError) -> [Rubric] {
    try store.perform { db in
      var seen: Set<PublicID> = []
      return try StoredRubrics(db, runs: runs, name: name).all(of: prompt).map(\.rubric)
        .filter { seen.insert($0.id).inserted }.sorted { $0.id < $1.id }
    }
  }

  private func isLive(_ pair: Int64, _ db: Database) throws -> Bool {
    var arguments: StatementArguments = ["pair": pair, "ingests": selection.ingestsJSON]
    if !selection.verdicts.isEmpty { arguments += ["verdicts": selection.verdictsJSON] }
    let sql = """
      SELECT \(Selection.isSelected) AND \(selection.isLive) FROM pair AS p WHERE p.id = :pair
      """
    return try Bool.fetchOne(db.cachedStatement(sql: sql), arguments: arguments) ?? false
  }
}

/// Reads what judges said of pairs and responses, on a connection of its own; used by one thread.
package final class JudgementReader {
  private let store: Store
  private let order: [Int64: Int]

  package init(_ store: Store, _ selection: Selection) throws(WinnowError) {
    self.store = try Store(reading: store.path)
    order = Dictionary(zip(selection.verdicts + selection.labels, 0...)) { $1 }
  }

  /// What one run alone says, which may not be finished.
  package init(_ store: Store, run: PublicID) throws(WinnowError) {
    self.store = try Store(reading: store.path)
    let row = try self.store.perform { db in
      try Int64.fetchOne(
        db, sql: "SELECT id FROM run WHERE digest = ?", arguments: [Data(run.bytes)])
    }
    order = row.map { [$0: 0] } ?? [:]
  }

  /// What the runs of the selection say, by run, rubric, criterion, sample and order.
  package func judgements(
    of subject: Judgement.Subject
  ) throws(WinnowError) -> [Judgement] {
    try store.perform { db in
      let statement = try RawStatement(db, Self.select)
      switch subject {
      case .pair(let row):
        statement.bind(1, row)
        statement.bind(2, 0)
      case .response(let row):
        statement.bind(1, 0)
        statement.bind(2, row)
      }
      defer { statement.reset() }
      var found: [(place: Int, judgement: Judgement)] = []
      while try statement.next() {
        guard let place = order[statement.int(0)] else { continue }
        let hasRubric = unsafe statement.bytes(1).count == 16
        var own = Judgement(
          subject, rubric: hasRubric ? statement.id(1) : nil,
          outcome: statement.isNull(5) ? nil : statement.double(5))
        own.criterion = statement.int(2) < 0 ? nil : Int(statement.int(2))
        own.sample = Int(statement.int(3))
        own.bStoodFirst = statement.int(4) == 2
        own.words = statement.isNull(6) ? nil : statement.string(6)
        found.append((place, own))
      }
      // Rows come by run, whose number says nothing; the sort keeps the order within one.
      return found.enumerated().sorted {
        ($0.element.place, $0.offset) < ($1.element.place, $1.offset)
      }.map(\.element.judgement)
    }
  }

  static let select = """
    SELECT run, rubric, criterion, sample, first, outcome, words FROM judgement
    WHERE pair = ?1 AND response = ?2
    ORDER BY run, rubric, criterion, sample, first
    """
}
