internal import Foundation

extension PreferenceGroups {
  /// - Parameters:
  ///   - features: a row of `dimension` numbers for each response.
  ///   - groups: how many; 1 is one scorer for all.
  /// - Complexity: O(starts · rounds · groups · dimension · pairs).
  package static func fit(
    _ votes: AnnotatorVotes, responses: ComparedResponses, features: [Float], dimension: Int,
    groups: Int, options: PreferenceGroupOptions = PreferenceGroupOptions()
  ) -> PreferenceGroups {
    let contrasts = PairContrasts(
      features, dimension: dimension, responses: responses, pairCount: votes.pairCount,
      usesDistance: options.score == .distance)
    return fit(votes, contrasts, groups: groups, options)
  }

  static func fit(
    _ votes: AnnotatorVotes, _ contrasts: PairContrasts, groups: Int,
    _ options: PreferenceGroupOptions
  ) -> PreferenceGroups {
    let votes = votes.filter { votes.direction($0) != 0 }
    let groups = max(1, groups)
    let starts = groups == 1 ? 1 : max(1, options.starts)
    let summaries = AnnotatorClusters(votes, contrasts)
    var best: PreferenceGroups?
    for start in 0..<starts {
      var fit = PreferenceGroups(votes, contrasts, groups)
      fit.memberships = summaries.memberships(
        groups: groups, seed: SplitMix64.mix(options.seed &+ UInt64(start) &+ 1))
      fit.run(votes, contrasts, options, rounds: starts == 1 ? options.rounds : 20)
      if (fit.objectives.last ?? 0) > (best?.objectives.last ?? -.infinity) { best = fit }
    }
    var fit = best ?? PreferenceGroups(votes, contrasts, groups)
    if !fit.hasConverged && starts > 1 {
      fit.run(votes, contrasts, options, rounds: options.rounds)
    }
    fit.sortGroups()
    fit.weights = SimplexWeights.fit(fit, votes)
    return fit
  }

  private init(_ votes: AnnotatorVotes, _ contrasts: PairContrasts, _ groups: Int) {
    groupCount = groups
    dimension = contrasts.dimension
    directions = [Double](repeating: 0, count: groups * contrasts.dimension)
    nearness = 0
    shares = [Double](repeating: 1 / Double(groups), count: groups)
    memberships = [Double](
      repeating: 1 / Double(groups), count: votes.annotatorCount * groups)
    weights = memberships
    margins = [Double](repeating: 0, count: groups * contrasts.pairs)
    objectives = []
    hasConverged = false
    centralityScale = contrasts.centralityScale
    brokenFeatures = contrasts.broken
  }

  private mutating func run(
    _ votes: AnnotatorVotes, _ contrasts: PairContrasts, _ options: PreferenceGroupOptions,
    rounds: Int
  ) {
    let total = votes.weight.reduce(0, +)
    let ridge = max(1e-6, options.ridge)
    for _ in 0..<max(1, rounds) {
      maximise(votes, contrasts, ridge: ridge)
      let objective = expect(votes) + logPrior(ridge: ridge)
      let gain = objective - (objectives.last ?? -.infinity)
      objectives.append(objective)
      if gain <= options.tolerance * total {
        hasConverged = true
        break
      }
    }
  }

  /// Directions, nearness and shares from the memberships.
  ///
  /// One pass of coordinates over the quadratic that lies below the log likelihood and touches it at the
  /// present margins (curvature ¼ per vote): the objective cannot fall.
  private mutating func maximise(
    _ votes: AnnotatorVotes, _ contrasts: PairContrasts, ridge: Double
  ) {
    let pairs = contrasts.pairs
    var curvatures = [Double](repeating: 0, count: groupCount * pairs)
    var residuals = curvatures
    for row in 0..<votes.count {
      let pair = Int(votes.pair[row])
      let base = Int(votes.annotator[row]) * groupCount
      for k in 0..<groupCount {
        let weight = votes.weight[row] * memberships[base + k]
        curvatures[k * pairs + pair] += weight
        if votes.direction(row) > 0 { residuals[k * pairs + pair] += weight }
      }
    }
    for p in residuals.indices where curvatures[p] > 0 {
      residuals[p] -= curvatures[p] * Numerics.sigmoid(margins[p])
      curvatures[p] /= 4
    }
    for k in 0..<groupCount {
      for j in 0..<dimension {
        let step = Self.step(
          contrasts.columns, from: j * pairs, residuals, curvatures, k * pairs..<(k + 1) * pairs,
          at: directions[k * dimension + j], ridge: ridge)
        directions[k * dimension + j] += step
        move(contrasts.columns, from: j * pairs, by: step, k, pairs, &residuals, curvatures)
      }
    }
    moveNearness(contrasts, &residuals, curvatures, ridge: ridge)
    var sums = [Double](repeating: 1, count: groupCount)
    for p in memberships.indices { sums[p % groupCount] += memberships[p] }
    let all = sums.reduce(0, +)
    shares = sums.map { $0 / all }
  }

  private mutating func moveNearness(
    _ contrasts: PairContrasts, _ residuals: inout [Double], _ curvatures: [Double],
    ridge: Double
  ) {
    guard contrasts.centralityScale > 0 else { return }
    let pairs = contrasts.pairs
    var slope = -ridge * nearness
    var curvature = ridge
    for p in residuals.indices {
      let x = Double(contrasts.centrality[p % pairs])
      slope += residuals[p] * x
      curvature += curvatures[p] * x * x
    }
    let next = max(0, nearness + slope / curvature)
    let step = next - nearness
    nearness = next
    for k in 0..<groupCount {
      move(contrasts.centrality, from: 0, by: step, k, pairs, &residuals, curvatures)
    }
  }

  /// The step to the top of the quadratic along one column.
  private static func step(
    _ column: [Float], from start: Int, _ residuals: [Double], _ curvatures: [Double],
    _ rows: Range<Int>, at value: Double, ridge: Double
  ) -> Double {
    var slope = -ridge * value
    var curvature = ridge
    for (i, p) in rows.enumerated() {
      let x = Double(column[start + i])
      slope += residuals[p] * x
      curvature += curvatures[p] * x * x
    }
    return slope / curvature
  }

  private mutating func move(
    _ column: [Float], from start: Int, by step: Double, _ group: Int, _ pairs: Int,
    _ residuals: inout [Double], _ curvatures: [Double]
  ) {
    guard step != 0 else { return }
    for i in 0..<pairs {
      let change = step * Double(column[start + i])
      margins[group * pairs + i] += change
      residuals[group * pairs + i] -= curvatures[group * pairs + i] * change
    }
  }

  /// Memberships from margins and shares; returns the log likelihood.
  private mutating func expect(_ votes: AnnotatorVotes) -> Double {
    let pairs = groupCount > 0 ? margins.count / groupCount : 0
    for p in memberships.indices { memberships[p] = log(shares[p % groupCount]) }
    for row in 0..<votes.count {
      let base = Int(votes.annotator[row]) * groupCount
      for k in 0..<groupCount {
        let margin = votes.direction(row) * margins[k * pairs + Int(votes.pair[row])]
        memberships[base + k] -= votes.weight[row] * Numerics.softplus(-margin)
      }
    }
    var sum = 0.0
    for base in stride(from: 0, to: memberships.count, by: groupCount) {
      var top = -Double.infinity
      for k in 0..<groupCount { top = max(top, memberships[base + k]) }
      var total = 0.0
      for k in 0..<groupCount {
        memberships[base + k] = exp(memberships[base + k] - top)
        total += memberships[base + k]
      }
      for k in 0..<groupCount { memberships[base + k] /= total }
      sum += top + log(total)
    }
    return sum
  }

  private func logPrior(ridge: Double) -> Double {
    let squares = directions.reduce(nearness * nearness) { $0 + $1 * $1 }
    return shares.reduce(-ridge / 2 * squares) { $0 + log($1) }
  }

  /// Puts the groups in the order of descending share.
  private mutating func sortGroups() {
    let order = (0..<groupCount).sorted {
      shares[$0] != shares[$1] ? shares[$0] > shares[$1] : $0 < $1
    }
    let pairs = groupCount > 0 ? margins.count / groupCount : 0
    directions = order.flatMap { directions[$0 * dimension..<($0 + 1) * dimension] }
    margins = order.flatMap { margins[$0 * pairs..<($0 + 1) * pairs] }
    shares = order.map { shares[$0] }
    let old = memberships
    for base in stride(from: 0, to: old.count, by: groupCount) {
      for (k, from) in order.enumerated() { memberships[base + k] = old[base + from] }
    }
  }
}
