internal import Foundation
internal import GRDB
package import Records

/// A run of an earlier stage that may have written margins.
package struct RecordedRun: Sendable {
  /// Its row in the ledger.
  package var run: Int64
  /// The stage's label in the pipeline.
  package var label: String
  /// The label runs it saw: its margins are oriented by what they decided.
  package var labels: [Int64]
  /// The runs whose flips it saw.
  package var flips: [Int64]

  package init(run: Int64, label: String, labels: [Int64], flips: [Int64] = []) {
    self.run = run
    self.label = label
    self.labels = labels
    self.flips = flips
  }
}

/// Reads the margins that runs wrote, on a connection of its own; used by one thread.
package final class MarginReader {
  private let store: Store
  private let runs: [RecordedRun]
  private let places: [Int64: Int]
  private let labels: [Int64]
  private let flips: [Int64]

  /// - Parameters:
  ///   - runs: whose margins count.
  ///   - selection: what decides the label now.
  package init(
    _ store: Store, _ runs: [RecordedRun], _ selection: Selection
  ) throws(WinnowError) {
    self.store = try Store(reading: store.path)
    self.runs = runs
    places = Dictionary(runs.enumerated().map { ($1.run, $0) }) { first, _ in first }
    labels = selection.labels
    flips = selection.flips
  }

  /// The models of a run that gave any pair margins, ascending.
  package static func peers(_ store: Store, of run: Int64) throws(WinnowError) -> [Int64] {
    try store.perform { db in
      try Int64.fetchAll(
        db, sql: "SELECT DISTINCT peer FROM dynamics WHERE run = ? ORDER BY peer", arguments: [run])
    }
  }

  /// What one model of a run gave a pair.
  package struct Curve: Sendable, Equatable {
    /// Index among the runs.
    package var run: Int
    /// Which model of the run.
    package var peer: Int64
    /// Of the label as it is now; at least one.
    package var margins: [Float]
  }

  /// The margins of the pair in row `pair`, by run and model, oriented by `decision`.
  ///
  /// Where labels were decided anew since, or turned, margins of the other label are turned round.
  package func curves(of pair: Int64, _ decision: Decision) throws(WinnowError) -> [Curve] {
    try store.perform { db in
      let statement = try RawStatement(
        db, "SELECT run, peer, margins FROM dynamics WHERE pair = ? ORDER BY run, peer")
      statement.bind(1, pair)
      defer { statement.reset() }
      var curves: [Curve] = []
      while try statement.next() {
        guard let place = places[statement.int(0)] else { continue }
        let margins = DynamicsRow.margins(of: unsafe Data(statement.bytes(2)))
        guard !margins.isEmpty else { continue }
        curves.append(Curve(run: place, peer: statement.int(1), margins: margins))
      }
      // In the order of the pipeline, not of row ids.
      curves.sort { ($0.run, $0.peer) < ($1.run, $1.peer) }
      let isOld = curves.contains {
        runs[$0.run].labels != labels || runs[$0.run].flips != flips
      }
      guard isOld else { return curves }
      let decided = try decisions(db, pair)
      let turned = try flipping(db, pair)
      return curves.compactMap { curve in
        let own = runs[curve.run]
        var then = own.labels.compactMap { decided[$0] }.last ?? decision
        if decided.keys.contains(where: own.labels.contains),
          own.flips.contains(where: turned.contains)
        {
          then = then == .a ? .b : then == .b ? .a : then
        }
        guard then == .a || then == .b else { return nil }
        guard then != decision else { return curve }
        var turned = curve
        turned.margins = curve.margins.map { -$0 }
        return turned
      }
    }
  }

  /// The runs that turned the pair's label.
  private func flipping(_ db: Database, _ pair: Int64) throws -> Set<Int64> {
    try Set(
      Int64.fetchAll(
        db, sql: "SELECT run FROM verdict WHERE kind = 2 AND subject = ? AND action = 'flip'",
        arguments: [pair]))
  }

  /// What each label run decided of the pair.
  private func decisions(_ db: Database, _ pair: Int64) throws -> [Int64: Decision] {
    let statement = try RawStatement(db, "SELECT run, decision FROM label WHERE pair = ?")
    statement.bind(1, pair)
    defer { statement.reset() }
    var decided: [Int64: Decision] = [:]
    while try statement.next() {
      decided[statement.int(0)] = Decision(rawValue: UInt8(truncatingIfNeeded: statement.int(1)))
    }
    return decided
  }
}
