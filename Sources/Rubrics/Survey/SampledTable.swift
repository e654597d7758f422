internal import Records

/// A table that holds a bounded number of rows: those with the smallest keys, whatever the order in which they come.
///
/// A row that is there at the end was there from its first mention on, so that what it counts is exact.
struct SampledTable<Value: Sendable>: Sendable {
  private var rows: [PublicID: Value] = [:]
  /// Keys above it are not taken any more; `nil` as long as all are.
  private var bound: PublicID?
  let limit: Int

  init(limit: Int) { self.limit = limit }

  /// Whether there were more.
  var isCut: Bool { bound != nil || rows.count > limit }

  mutating func update(
    _ key: PublicID, default value: @autoclosure () -> Value, _ change: (inout Value) -> Void
  ) {
    if let bound, bound < key { return }
    change(&rows[key, default: value()])
    if rows.count > limit + limit / 4 { prune() }
  }

  mutating func add(_ other: SampledTable, _ join: (inout Value, Value) -> Void) {
    if let own = other.bound, bound.map({ own < $0 }) ?? true { bound = own }
    for (key, value) in other.rows {
      if let bound, bound < key {
        rows[key] = nil
        continue
      }
      if rows[key] == nil {
        rows[key] = value
      } else {
        update(key, default: value) { join(&$0, value) }
      }
    }
    if rows.count > limit + limit / 4 { prune() }
  }

  private mutating func prune() {
    let kept = rows.keys.sorted().prefix(limit)
    guard let last = kept.last else { return }
    bound = last
    rows = rows.filter { !(last < $0.key) }
  }

  /// The rows in the order of their keys.
  var sorted: [Value] {
    rows.sorted { $0.key < $1.key }.prefix(limit).map(\.value)
  }
}
