internal import Foundation
internal import Records
internal import Scoring

/// What sharing the beginning says of the rewards of two responses, as differences of scores of other prompts show it.
///
/// The mean square of the difference of two scores, by how deep the two share their beginning, made to fall with depth
/// (pool adjacent violators), becomes variances of the branches of a tree, such that two responses that part at depth k
/// differ by exactly that variance. Scores become logits by the slope that explains the labels best; a label is
/// never taken to be surer than 98 %, since labels that follow from the scores would otherwise have an endless
/// slope.
struct BranchBias: Sendable {
  /// Logits per unit of the score.
  let slope: Double
  /// Variance of the difference of two rewards, in logits², by depth of the last shared node; the last holds
  /// for all deeper ones.
  let variances: [Double]
  /// Differences of scores behind each.
  let counts: [Int]
  /// Of any two responses.
  let overall: Double

  enum Kind: Sendable {
    /// As the tree has it.
    case tree
    /// Any two responses differ alike.
    case flat
  }

  private static let surest = 0.98
  /// Depths with fewer differences are taken with the one above.
  private static let fewest = 30

  /// - Returns: `nil` where scores do not differ, or say nothing of the labels.
  init?(_ trees: [ScoredTree]) {
    var squares: [Double] = []
    var weights: [Double] = []
    var counts: [Int] = []
    var gaps: [(gap: Double, weight: Double)] = []
    for tree in trees {
      let pairs = tree.scoredPairs
      // A prompt counts once, however many responses it has.
      let weight = 1 / Double(max(1, pairs.count))
      for pair in pairs {
        let depth = tree.sharedDepth(pair.a, pair.b)
        while squares.count <= depth {
          squares.append(0)
          weights.append(0)
          counts.append(0)
        }
        squares[depth] += weight * pair.gap * pair.gap
        weights[depth] += weight
        counts[depth] += 1
      }
      let own = 1 / Double(max(1, tree.comparisons.count))
      for (better, worse) in tree.comparisons {
        guard let a = tree.leaves[better].score, let b = tree.leaves[worse].score, a != b
        else { continue }
        gaps.append((a - b, own))
      }
    }
    let all = weights.reduce(0, +)
    guard all > 0, let slope = Self.slope(gaps) else { return nil }
    while counts.count > 1, counts[counts.count - 1] < Self.fewest {
      for list in [0, 1] {
        if list == 0 { squares[squares.count - 2] += squares.removeLast() }
        if list == 1 { weights[weights.count - 2] += weights.removeLast() }
      }
      counts[counts.count - 2] += counts.removeLast()
    }
    self.slope = slope
    self.counts = counts
    overall = squares.reduce(0, +) / all * slope * slope
    variances = Self.falling(squares, weights).map { $0 * slope * slope }
  }

  /// Logistic regression through the origin, by Newton's steps; `nil` where greater scores do not win more often.
  static func slope(_ gaps: [(gap: Double, weight: Double)]) -> Double? {
    let sum = gaps.reduce(0) { $0 + $1.weight }
    let scale = (gaps.reduce(0) { $0 + $1.weight * $1.gap * $1.gap } / max(1e-300, sum))
      .squareRoot()
    guard scale > 0, scale.isFinite else { return nil }
    var slope = 0.0
    for _ in 0..<100 {
      var (gradient, information) = (0.0, 1e-12)
      for (gap, weight) in gaps {
        let x = gap / scale
        let p = Numerics.sigmoid(slope * x)
        gradient += weight * (surest - p) * x
        information += weight * p * (1 - p) * x * x
      }
      let step = min(2, max(-2, gradient / information))
      slope += step
      if abs(step) < 1e-9 { break }
    }
    return slope > 0 && slope.isFinite ? slope / scale : nil
  }

  /// Weighted means that do not rise.
  static func falling(_ sums: [Double], _ weights: [Double]) -> [Double] {
    var blocks: [(sum: Double, weight: Double, count: Int)] = []
    for (sum, weight) in zip(sums, weights) {
      blocks.append((sum, weight, 1))
      while blocks.count > 1 {
        let (last, before) = (blocks[blocks.count - 1], blocks[blocks.count - 2])
        let mean = before.weight > 0 ? before.sum / before.weight : 0
        guard last.weight == 0 || before.weight == 0 || last.sum / last.weight > mean else { break }
        blocks.removeLast()
        blocks[blocks.count - 1] = (
          last.sum + before.sum, last.weight + before.weight, last.count + before.count
        )
      }
    }
    return blocks.flatMap { block in
      [Double](repeating: block.sum / max(1e-300, block.weight), count: block.count)
    }
  }

  /// Variance of the difference of two responses whose last shared node is this deep.
  func variance(_ depth: Int, _ kind: Kind = .tree) -> Double {
    kind == .flat ? overall : variances[min(depth, variances.count - 1)]
  }

  /// The graph of a prompt: its nodes, and behind them one for each response.
  ///
  /// - Returns: how many nodes there are, the edges, and which nodes are the responses.
  func graph(
    _ tree: ScoredTree, _ kind: Kind
  ) -> (count: Int, edges: [ComparisonGraph.Edge], leaves: [Int]) {
    let inner = tree.parents.count
    let least = 1e-3 * max(1e-9, overall)
    var edges: [ComparisonGraph.Edge] = []
    for node in 1..<max(1, inner) {
      let depth = tree.depths[node]
      let step = (variance(depth - 1, kind) - variance(depth, kind)) / 2
      edges.append(.init(node, tree.parents[node], weight: 1 / max(least, step)))
    }
    var hasChild = [Bool](repeating: false, count: inner)
    for parent in tree.parents where parent >= 0 { hasChild[parent] = true }
    for (place, leaf) in tree.leaves.enumerated() {
      // What a response says alone begins behind the last node that others may share with it.
      let from = hasChild[leaf.node] ? leaf.node : max(0, tree.parents[leaf.node])
      let own = variance(tree.depths[from], kind) / 2
      edges.append(.init(inner + place, from, weight: 1 / max(least, own)))
    }
    return (inner + tree.leaves.count, edges, Array(inner..<inner + tree.leaves.count))
  }
}
