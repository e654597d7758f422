internal import GRDB
package import Records

/// Looks up what stages say of the pairs they made, on a connection of its own; used by one thread.
package final class DerivationReader {
  private let store: Store
  private let order: [Int64: Int]

  package init(_ store: Store, _ selection: Selection) throws(WinnowError) {
    self.store = try Store(reading: store.path)
    order = Dictionary(zip(selection.derived, 0...)) { $1 }
  }

  /// The JSON object that the last stage of the selection to make the pair says of it; `nil` where none made it, or says
  /// nothing.
  ///
  /// - Parameter pair: private row id.
  package func evidence(of pair: Int64) throws(WinnowError) -> String? {
    guard !order.isEmpty else { return nil }
    return try store.perform { db in
      let rows = try RawStatement(
        db, "SELECT run, evidence FROM derivation WHERE pair = ? AND evidence IS NOT NULL")
      rows.bind(1, pair)
      defer { rows.reset() }
      var last: (place: Int, evidence: String)?
      while try rows.next() {
        guard let place = order[rows.int(0)], place > last?.place ?? -1 else { continue }
        last = (place, rows.string(1))
      }
      return last?.evidence
    }
  }
}
