internal import Records
internal import Scoring

/// Folds that share neither prompt nor generator.
///
/// Generators and groups fall into two classes each; a pair stays in only if both of its generators and its
/// group are of one class, which is its fold. So a fold's models have seen none of its prompts and none of its
/// generators, at the price of most pairs. A generator that stands in over half of all pairs (the reference
/// that a benchmark compares everything with) cannot be held out, and does not count.
struct GeneratorFolds {
  /// Which stand in too many pairs to be held out, sorted.
  let exempt: [String]
  private let classes: [String: Int]

  static let count = 2

  /// `nil` where fewer than four generators are left to be held out.
  init?(_ pairs: [EvaluatedPair]) {
    var counts: [String: Int] = [:]
    for pair in pairs {
      for name in Set(pair.models) where !name.isEmpty { counts[name, default: 0] += 1 }
    }
    exempt = counts.filter { 2 * $0.value > pairs.count }.map(\.key).sorted()
    let free = counts.filter { 2 * $0.value <= pairs.count }
    guard free.count >= 4 else { return nil }
    // The most frequent first, each to the class that has fewer pairs so far.
    var classes: [String: Int] = [:]
    var sums = [Int](repeating: 0, count: Self.count)
    for (name, pairs) in free.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      let least = sums.indices.min { sums[$0] < sums[$1] } ?? 0
      classes[name] = least
      sums[least] += pairs
    }
    self.classes = classes
  }

  /// The fold of a pair; `nil` if it is left out.
  func fold(_ pair: EvaluatedPair) -> Int? {
    let group = Int(Sampling.word(pair.group, 5) % UInt64(Self.count))
    let own = pair.models.filter { !exempt.contains($0) }
    guard !own.isEmpty, own.allSatisfy({ classes[$0] == group }) else { return nil }
    return group
  }
}
