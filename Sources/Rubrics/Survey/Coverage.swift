/// How many criteria there are for each combination of the values of some axes.
struct Coverage: Sendable {
  /// By combination.
  private(set) var cells: [[String]: Int] = [:]
  /// The values of each axis.
  private(set) var values: [Set<String>]
  /// By axis: criteria without a value.
  private(set) var without: [Int]
  /// Whether an axis has too many values to be shown.
  private(set) var isTooWide = false

  static let mostValues = 100

  init(axes: Int) {
    values = Array(repeating: [], count: axes)
    without = Array(repeating: 0, count: axes)
  }

  /// Counts a criterion.
  ///
  /// - Parameter own: its values, by axis.
  mutating func add(_ own: [[String]]) {
    for (axis, words) in own.enumerated() {
      if words.isEmpty { without[axis] += 1 }
      widen(axis, words)
    }
    guard !isTooWide, !own.contains(where: \.isEmpty) else { return }
    var combinations: [[String]] = [[]]
    for words in own { combinations = combinations.flatMap { start in words.map { start + [$0] } } }
    for combination in combinations { cells[combination, default: 0] += 1 }
  }

  mutating func add(_ other: Coverage) {
    for axis in values.indices {
      without[axis] += other.without[axis]
      widen(axis, other.values[axis])
    }
    if other.isTooWide { drop() }
    guard !isTooWide else { return }
    for (cell, count) in other.cells { cells[cell, default: 0] += count }
  }

  private mutating func widen(_ axis: Int, _ words: some Sequence<String>) {
    guard !isTooWide else { return }
    values[axis].formUnion(words)
    if values[axis].count > Self.mostValues { drop() }
  }

  /// Keeps memory within bounds; whether it comes to that does not depend on the order.
  private mutating func drop() {
    isTooWide = true
    cells = [:]
    for axis in values.indices { values[axis] = [] }
  }

  /// Every combination of the values with its count, in order.
  var all: [(cell: [String], count: Int)] {
    var combinations: [[String]] = [[]]
    for words in values {
      let sorted = words.sorted()
      combinations = combinations.flatMap { start in sorted.map { start + [$0] } }
    }
    guard !values.contains(where: \.isEmpty) else { return [] }
    return combinations.map { ($0, cells[$0] ?? 0) }
  }
}
