/// First groups of annotators: k-means over what each of them seems to want.
///
/// An annotator's row is Σ ± w (f₁ − f₂) / (n + 5), the mean contrast of what they preferred, drawn to 0
/// where votes are few. Memory: 8 bytes per annotator and feature.
struct AnnotatorClusters {
  private let rows: [Double]
  private let dimension: Int
  private let count: Int

  init(_ votes: AnnotatorVotes, _ contrasts: PairContrasts) {
    dimension = contrasts.dimension
    count = votes.annotatorCount
    var rows = [Double](repeating: 0, count: count * dimension)
    var sizes = [Double](repeating: 5, count: count)
    for row in 0..<votes.count {
      let a = Int(votes.annotator[row])
      let signed = votes.weight[row] * votes.direction(row)
      sizes[a] += votes.weight[row]
      for j in 0..<dimension {
        rows[a * dimension + j] +=
          signed * Double(contrasts.columns[j * contrasts.pairs + Int(votes.pair[row])])
      }
    }
    for p in rows.indices { rows[p] /= sizes[p / max(1, dimension)] }
    self.rows = rows
  }

  /// Memberships to start from, shape (annotators, groups): 0.8 in the nearest cluster, the rest even.
  ///
  /// k-means++ (Arthur and Vassilvitskii 2007) with a seeded generator, then at most 20 rounds of Lloyd's.
  func memberships(groups: Int, seed: UInt64) -> [Double] {
    guard groups > 1 else { return [Double](repeating: 1, count: count) }
    var centres = seeded(groups, seed)
    var nearest = [Int](repeating: -1, count: count)
    for _ in 0..<20 {
      let found = (0..<count).map { a in closest(a, centres).group }
      if found == nearest { break }
      nearest = found
      move(&centres, groups, nearest)
    }
    var memberships = [Double](repeating: 0.2 / Double(groups), count: count * groups)
    for a in 0..<count { memberships[a * groups + nearest[a]] += 0.8 }
    return memberships
  }

  /// Centres drawn with chances proportional to the squared distance from those drawn before.
  private func seeded(_ groups: Int, _ seed: UInt64) -> [Double] {
    var random = SplitMix64(seed)
    var centres: [Double] = []
    guard count > 0 else { return [Double](repeating: 0, count: groups * dimension) }
    for k in 0..<groups {
      var chosen = random.below(count)
      if k > 0 {
        let distances = (0..<count).map { closest($0, centres).distance }
        var rest = random.unit() * distances.reduce(0, +)
        for a in 0..<count where distances[a] > 0 {
          chosen = a
          rest -= distances[a]
          if rest <= 0 { break }
        }
      }
      centres += rows[chosen * dimension..<(chosen + 1) * dimension]
    }
    return centres
  }

  private func closest(_ annotator: Int, _ centres: [Double]) -> (group: Int, distance: Double) {
    var best = (group: 0, distance: Double.infinity)
    for k in 0..<centres.count / max(1, dimension) {
      var distance = 0.0
      for j in 0..<dimension {
        let gap = rows[annotator * dimension + j] - centres[k * dimension + j]
        distance += gap * gap
      }
      if distance < best.distance { best = (k, distance) }
    }
    return best.distance.isFinite ? best : (0, 0)
  }

  /// Each centre to the mean of its annotators; one without any stays.
  private func move(_ centres: inout [Double], _ groups: Int, _ nearest: [Int]) {
    var sums = [Double](repeating: 0, count: groups * dimension)
    var sizes = [Double](repeating: 0, count: groups)
    for a in 0..<count {
      sizes[nearest[a]] += 1
      for j in 0..<dimension { sums[nearest[a] * dimension + j] += rows[a * dimension + j] }
    }
    for p in sums.indices where sizes[p / dimension] > 0 {
      centres[p] = sums[p] / sizes[p / dimension]
    }
  }
}
