internal import Foundation
internal import Scoring

/// A made world of responses: a full tree of segments whose rewards add up along each path.
struct TopologyWorld: Sendable {
  /// How much of the variance of rewards each depth decides.
  enum Profile: String, CaseIterable, Sendable {
    /// Four times less with each step down: the beginning decides.
    case early
    case even
    /// Four times more with each step down: the end decides.
    case late
  }

  let depth: Int
  let width: Int
  /// Number of the first node of each depth; the root is 0, the leaves those of the last.
  let starts: [Int]
  /// Variance of a step down to depth 1, 2 …
  let variances: [Double]

  /// - Parameter spread: standard deviation of the rewards of leaves, in units of the logistic label.
  init(depth: Int, width: Int, profile: Profile, spread: Double) {
    self.depth = depth
    self.width = width
    var (starts, size, next) = ([0], 1, 1)
    for _ in 0..<depth {
      starts.append(next)
      size *= width
      next += size
    }
    self.starts = starts
    let ratio: Double =
      switch profile {
      case .early: 0.25
      case .even: 1
      case .late: 4
      }
    let raw = (0..<depth).map { pow(ratio, Double($0)) }
    let sum = raw.reduce(0, +)
    variances = raw.map { spread * spread * $0 / sum }
  }

  var nodes: Int { starts[depth] + leafCount }
  var leafCount: Int { (0..<depth).reduce(1) { all, _ in all * width } }
  var leaves: Range<Int> { starts[depth]..<starts[depth] + leafCount }

  /// The node a segment above.
  func parent(_ node: Int) -> Int { (node - 1) / width }

  /// Depth of the last segment that two leaves share.
  func sharedDepth(_ a: Int, _ b: Int) -> Int {
    var (a, b, k) = (a, b, depth)
    while a != b { (a, b, k) = (parent(a), parent(b), k - 1) }
    return k
  }

  /// Rewards of all nodes; the root has 0.
  func rewards(_ random: inout SplitMix64) -> [Double] {
    var rewards = [0.0]
    for k in 1...depth {
      for node in starts[k]..<(k < depth ? starts[k + 1] : nodes) {
        rewards.append(rewards[parent(node)] + Self.normal(&random) * variances[k - 1].squareRoot())
      }
    }
    return rewards
  }

  /// Of mean 0 and variance 1 (Box & Muller).
  static func normal(_ random: inout SplitMix64) -> Double {
    let radius = (-2 * log(1 - random.unit())).squareRoot()
    return radius * cos(2 * Double.pi * random.unit())
  }

  /// Variances of the steps as differences of rewards in another world of this kind show them: half of what the mean
  /// square of a difference falls by when the leaves share one segment more.
  func fittedVariances(_ random: inout SplitMix64) -> [Double] {
    let other = rewards(&random)
    var sums = [(squares: Double, count: Int)](repeating: (0, 0), count: depth + 1)
    for a in leaves {
      for b in leaves where b < a {
        let k = sharedDepth(a, b)
        sums[k].squares += (other[a] - other[b]) * (other[a] - other[b])
        sums[k].count += 1
      }
    }
    let means = sums.map { $0.count > 0 ? $0.squares / Double($0.count) : 0 }
    let least = max(1e-3, means[0] * 1e-3)
    return (0..<depth).map { max(least, (means[$0] - means[$0 + 1]) / 2) }
  }

  /// Edges of inductive bias: each node is its parent and a step of its depth's variance away.
  ///
  /// - Parameter order: which leaf of the inference is which of the world, by place; as they are by default.
  func bias(_ variances: [Double], order: [Int]? = nil) -> [ComparisonGraph.Edge] {
    (1..<nodes).map { node in
      let isLeaf = node >= starts[depth]
      let depth = starts.lastIndex { $0 <= node } ?? 0
      let own = isLeaf ? order.map { $0[node - starts[self.depth]] } ?? node : node
      return ComparisonGraph.Edge(own, parent(node), weight: 1 / variances[depth - 1])
    }
  }
}
