internal import Foundation

extension RePO {
  /// Full-batch expectation maximisation with strengths fitted within the prompt.
  ///
  /// - Complexity: O(rounds · (votes + pairs)) time, O(votes + pairs + responses) memory.
  package static func fit(
    _ votes: AnnotatorVotes, responses: ComparedResponses, options: RePOOptions = RePOOptions()
  ) -> RePO {
    fit(votes, model: .strengths(ResponseStrengths(responses, ridge: options.ridge)), options)
  }

  /// The same with the model's margins given: r(first) − r(second) in logits, shape (pairs).
  ///
  /// A margin that is missing or not finite counts as 0.
  package static func fit(
    _ votes: AnnotatorVotes, margins: [Double], options: RePOOptions = RePOOptions()
  ) -> RePO {
    fit(votes, model: .margins(margins), options)
  }

  /// The online form: batches in a seeded order, η by an exponential moving average.
  ///
  /// Strengths are refitted after each pass. It is the paper's algorithm for training; the full-batch
  /// form needs no α.
  package static func online(
    _ votes: AnnotatorVotes, responses: ComparedResponses, options: RePOOptions = RePOOptions()
  ) -> RePO {
    online(votes, model: .strengths(ResponseStrengths(responses, ridge: options.ridge)), options)
  }

  /// The online form with the model's margins given.
  package static func online(
    _ votes: AnnotatorVotes, margins: [Double], options: RePOOptions = RePOOptions()
  ) -> RePO {
    online(votes, model: .margins(margins), options)
  }

  private static func fit(_ votes: AnnotatorVotes, model: PairModel, _ options: RePOOptions) -> RePO
  {
    var model = model
    var fit = RePO(votes, model, options)
    let decided = (0..<votes.count).reduce(0) {
      $0 + (votes.direction($1) == 0 ? 0 : votes.weight[$1])
    }
    let prior = max(0, options.priorVotes)
    let centre = options.initialReliability.clamped(Self.least, 1 - Self.least)
    for _ in 0..<max(1, options.rounds) where decided > 0 {
      var right = [Double](repeating: prior * centre, count: votes.annotatorCount)
      var all = [Double](repeating: prior, count: votes.annotatorCount)
      for row in 0..<votes.count where votes.direction(row) != 0 {
        right[Int(votes.annotator[row])] += votes.weight[row] * fit.credibility[row]
        all[Int(votes.annotator[row])] += votes.weight[row]
      }
      for a in all.indices where all[a] > 0 {
        fit.reliability[a] = (right[a] / all[a]).clamped(Self.least, 1 - Self.least)
      }
      fit.refit(&model, votes)
      var objective = fit.expect(votes) + model.logPrior
      for eta in fit.reliability {
        objective += prior * (centre * log(eta) + (1 - centre) * log(1 - eta))
      }
      let gain = objective - (fit.objectives.last ?? -.infinity)
      fit.objectives.append(objective)
      if gain <= options.tolerance * decided {
        fit.hasConverged = true
        break
      }
    }
    return fit
  }

  private static func online(
    _ votes: AnnotatorVotes, model: PairModel, _ options: RePOOptions
  ) -> RePO {
    var model = model
    var fit = RePO(votes, model, options)
    var order = (0..<votes.count).filter { votes.direction($0) != 0 }
    let alpha = options.smoothing.clamped(0, 1)
    let batch = max(1, options.batch)
    var random = SplitMix64(SplitMix64.mix(options.seed))
    var sums = [Double](repeating: 0, count: votes.annotatorCount)
    var weights = sums
    for _ in 0..<max(1, options.epochs) {
      for i in stride(from: order.count - 1, to: 0, by: -1) { order.swapAt(i, random.below(i + 1)) }
      for start in stride(from: 0, to: order.count, by: batch) {
        let rows = order[start..<min(start + batch, order.count)]
        for row in rows {
          let a = Int(votes.annotator[row])
          fit.credibility[row] = fit.credit(votes, row)
          sums[a] += votes.weight[row] * fit.credibility[row]
          weights[a] += votes.weight[row]
        }
        for row in rows {
          let a = Int(votes.annotator[row])
          guard weights[a] > 0 else { continue }
          let mean = sums[a] / weights[a]
          fit.reliability[a] = ((1 - alpha) * fit.reliability[a] + alpha * mean)
            .clamped(Self.least, 1 - Self.least)
          sums[a] = 0
          weights[a] = 0
        }
      }
      fit.refit(&model, votes)
    }
    _ = fit.expect(votes)
    return fit
  }

  /// η stays this far from 0 and 1, so that no vote is beyond doubt.
  static let least = 1e-6

  private init(_ votes: AnnotatorVotes, _ model: PairModel, _ options: RePOOptions) {
    let eta = options.initialReliability.clamped(Self.least, 1 - Self.least)
    reliability = [Double](repeating: eta, count: votes.annotatorCount)
    credibility = [Double](repeating: .nan, count: votes.count)
    probability = (0..<votes.pairCount).map { model.probability($0) }
    objectives = []
    hasConverged = false
    undecided = (0..<votes.count).count { votes.direction($0) == 0 }
    _ = expect(votes)
  }

  private func credit(_ votes: AnnotatorVotes, _ row: Int) -> Double {
    let p = probability[Int(votes.pair[row])]
    return Self.credibility(
      p: votes.direction(row) > 0 ? p : 1 - p, eta: reliability[Int(votes.annotator[row])])
  }

  /// Sets w of every vote; returns the log likelihood, Σ log(pη + (1 − p)(1 − η)).
  private mutating func expect(_ votes: AnnotatorVotes) -> Double {
    var sum = 0.0
    for row in 0..<votes.count where votes.direction(row) != 0 {
      let p = probability[Int(votes.pair[row])]
      let said = votes.direction(row) > 0 ? p : 1 - p
      let eta = reliability[Int(votes.annotator[row])]
      credibility[row] = Self.credibility(p: said, eta: eta)
      sum += votes.weight[row] * log(max(1e-300, said * eta + (1 - said) * (1 - eta)))
    }
    return sum
  }

  /// The model on the soft labels that w gives, and its probabilities.
  private mutating func refit(_ model: inout PairModel, _ votes: AnnotatorVotes) {
    guard case .strengths(var strengths) = model else { return }
    model = .margins([])  // So that `strengths` is the only owner and changes in place.
    var weights = [Double](repeating: 0, count: votes.pairCount)
    var targets = weights
    for row in 0..<votes.count where votes.direction(row) != 0 {
      let w = credibility[row]
      let weight = votes.weight[row]
      weights[Int(votes.pair[row])] += weight
      targets[Int(votes.pair[row])] += weight * (votes.direction(row) > 0 ? w : 1 - w)
    }
    strengths.fit(weights: weights, targets: targets, sweeps: 3)
    for i in probability.indices { probability[i] = strengths.probability(i) }
    model = .strengths(strengths)
  }
}

/// Where P(first better) of a pair comes from.
private enum PairModel {
  case strengths(ResponseStrengths)
  case margins([Double])

  func probability(_ pair: Int) -> Double {
    switch self {
    case .strengths(let strengths): strengths.probability(pair)
    case .margins(let margins):
      pair < margins.count && margins[pair].isFinite ? Numerics.sigmoid(margins[pair]) : 0.5
    }
  }

  var logPrior: Double {
    if case .strengths(let strengths) = self { strengths.logPrior } else { 0 }
  }
}
