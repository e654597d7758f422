internal import Foundation

/// The two steps of `DawidSkene.fit` and its prior.
struct DawidSkeneSteps {
  let votes: AnnotatorVotes
  let options: DawidSkeneOptions

  /// Smaller chances count as this where no prior keeps them above 0.
  private static let least = 1e-10

  private var priorVotes: Double { max(0, options.priorVotes) }
  private var classPrior: Double { max(0, options.classPrior) }

  /// π and ρ from the posteriors.
  func maximise(_ fit: inout DawidSkene) {
    let size = fit.classes.count
    fit.prevalence = prevalence(fit)
    for k in fit.confusion.indices { fit.confusion[k] = 0 }
    for row in 0..<votes.count {
      let pair = Int(votes.pair[row]) * size
      let base = Int(votes.annotator[row]) * size * size + fit.classes.of(votes.verdict[row])
      for t in 0..<size {
        fit.confusion[base + t * size] += votes.weight[row] * fit.posterior[pair + t]
      }
    }
    for a in 0..<votes.annotatorCount {
      switch options.model {
      case .confusion: normaliseRows(&fit, a)
      case .oneCoin: setCoin(&fit, a)
      }
    }
  }

  private func prevalence(_ fit: DawidSkene) -> [Double] {
    let size = fit.classes.count
    var sums = [Double](repeating: classPrior, count: size)
    var last: Int32 = -1
    for pair in votes.pair where pair != last {
      for t in 0..<size { sums[t] += fit.posterior[Int(pair) * size + t] }
      last = pair
    }
    if options.treatsSidesAlike && fit.classes.hasDirection {
      sums[0] = (sums[0] + sums[1]) / 2
      sums[1] = sums[0]
    }
    let total = sums.reduce(0, +)
    return sums.map { max(Self.least, $0 / total) }
  }

  private func normaliseRows(_ fit: inout DawidSkene, _ annotator: Int) {
    let size = fit.classes.count
    let offset = annotator * size * size
    for t in 0..<size {
      // The rows of first and second are one row seen from two sides: two halves of the prior.
      let share = isSplit(t, fit) ? 0.5 : 1
      for v in 0..<size {
        fit.confusion[offset + t * size + v] += share * priorVotes * fit.crowd[t * size + v]
      }
    }
    if options.treatsSidesAlike { CrowdConfusion.mirror(&fit.confusion, at: offset, fit.classes) }
    for t in 0..<size {
      let row = offset + t * size..<offset + (t + 1) * size
      let sum = fit.confusion[row].reduce(0, +)
      for k in row {
        // Nothing said of this class and no prior: the crowd's row.
        let value = sum > 0 ? fit.confusion[k] / sum : fit.crowd[k - offset]
        fit.confusion[k] = max(Self.least, value)
      }
    }
  }

  private func setCoin(_ fit: inout DawidSkene, _ annotator: Int) {
    let size = fit.classes.count
    let offset = annotator * size * size
    let centre = coinCentre(fit)
    var right = priorVotes * centre
    for t in 0..<size { right += fit.confusion[offset + t * size + t] }
    let all = priorVotes + fit.voteWeights[annotator]
    let share = all > 0 ? right / all : centre
    let accuracy = size < 2 ? 1 : share.clamped(Self.least, 1 - Self.least)
    for t in 0..<size {
      for v in 0..<size {
        fit.confusion[offset + t * size + v] =
          t == v ? accuracy : (1 - accuracy) / Double(max(1, size - 1))
      }
    }
  }

  private func coinCentre(_ fit: DawidSkene) -> Double {
    let size = fit.classes.count
    return (0..<size).reduce(0) { $0 + fit.crowd[$1 * size + $1] } / Double(max(1, size))
  }

  private func isSplit(_ t: Int, _ fit: DawidSkene) -> Bool {
    options.treatsSidesAlike && fit.classes.hasDirection && t < 2
  }

  /// The posteriors from π and ρ; returns the log likelihood of the votes.
  func expect(_ fit: inout DawidSkene) -> Double {
    let size = fit.classes.count
    let logs = fit.confusion.map { log($0) }
    let logPrevalence = fit.prevalence.map { log($0) }
    var sum = 0.0
    var score = logPrevalence
    var row = 0
    for pair in 0..<votes.pairCount {
      for t in 0..<size { score[t] = logPrevalence[t] }
      let isVoted = row < votes.count && Int(votes.pair[row]) == pair
      while row < votes.count, Int(votes.pair[row]) == pair {
        let base = Int(votes.annotator[row]) * size * size + fit.classes.of(votes.verdict[row])
        for t in 0..<size { score[t] += votes.weight[row] * logs[base + t * size] }
        row += 1
      }
      var top = -Double.infinity
      for t in 0..<size { top = max(top, score[t]) }
      var total = 0.0
      for t in 0..<size {
        score[t] = exp(score[t] - top)
        total += score[t]
      }
      for t in 0..<size { fit.posterior[pair * size + t] = score[t] / total }
      if isVoted { sum += top + log(total) }
    }
    return sum
  }

  /// Log density of the priors at π and ρ, less constants; a row seen from two sides counts once.
  func logPrior(_ fit: DawidSkene) -> Double {
    let size = fit.classes.count
    var sum = fit.prevalence.reduce(0) { $0 + classPrior * log($1) }
    guard priorVotes > 0 else { return sum }
    let centre = coinCentre(fit)
    for a in 0..<votes.annotatorCount {
      let offset = a * size * size
      switch options.model {
      case .oneCoin:
        guard size > 1 else { continue }
        let accuracy = fit.confusion[offset]
        sum += priorVotes * (centre * log(accuracy) + (1 - centre) * log(1 - accuracy))
      case .confusion:
        for t in 0..<size {
          let share = isSplit(t, fit) ? 0.5 : 1
          for v in 0..<size {
            let k = t * size + v
            sum += share * priorVotes * fit.crowd[k] * log(fit.confusion[offset + k])
          }
        }
      }
    }
    return sum
  }
}
