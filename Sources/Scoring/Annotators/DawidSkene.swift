/// Settings of `DawidSkene.fit`.
package struct DawidSkeneOptions: Sendable, Equatable {
  /// What is known of an annotator beside the class priors.
  package enum Model: String, Sendable, CaseIterable {
    /// A confusion matrix: Dawid and Skene 1979.
    case confusion
    /// One number, the chance of a right vote; wrong votes fall on the other classes evenly.
    case oneCoin = "one_coin"
  }

  package var model = Model.confusion
  /// Whether an annotator treats the two answers alike, so that which of them stands first means nothing.
  ///
  /// Then π[mirror t][mirror v] = π[t][v], and exchanging the answers of any pair mirrors its posterior
  /// and changes nothing else. Without it a liking for the first place is learnt, and only an exchange
  /// of all pairs at once is a mirror.
  package var treatsSidesAlike = true
  /// Votes that the prior of an annotator's matrix row (or coin) is worth: those with few votes stay near
  /// the crowd. 0 is the maximum likelihood of the paper.
  package var priorVotes = 4.0
  /// Pairs that the prior of each class is worth.
  package var classPrior = 1.0
  /// At most so many rounds.
  package var rounds = 500
  /// Ends when a round gains less than this per vote in the logarithm of the objective.
  package var tolerance = 1e-8

  package init() {}
}

/// True labels and the reliability of annotators from votes alone, by expectation maximisation.
///
/// Pair i has a true class t_i with P(t) = ρ_t; annotator a says v with chance π_a[t][v], votes
/// independent given the truth. E step: T_i[t] ∝ ρ_t Π π_a[t][v]^w; M step: π_a[t][v] ∝ α[t][v] +
/// Σ w T_i[t], ρ_t ∝ β + Σ T_i[t]. It starts from each pair's shares of the votes, so that it has one
/// result, and Σ_i log Σ_t … plus the log prior never falls.
///
/// α is Dirichlet's prior: `priorVotes` times what the crowd says (`crowd`), the same for every
/// annotator and fixed throughout. β is `classPrior`.
///
/// Mistakes that annotators share are taken for the truth.
///
/// - SeeAlso: Dawid and Skene, "Maximum likelihood estimation of observer error-rates using the EM
///   algorithm", 1979. Differs: the priors, the two answers treated alike, weights of votes.
/// - Note: the same for any order of the votes, to the bit.
package struct DawidSkene: Sendable, Equatable {
  package let classes: VoteClasses
  /// P(true class | votes), shape (pairs, classes) by row, rows sum to 1; a pair without votes has ρ.
  package internal(set) var posterior: [Double]
  /// ρ, shape (classes).
  package internal(set) var prevalence: [Double]
  /// π, shape (annotators, classes, classes): annotator, true class, vote.
  package internal(set) var confusion: [Double]
  /// What α is centred on, shape (classes, classes).
  package let crowd: [Double]
  /// The objective (log likelihood plus log prior, less constants) at the start of each round.
  package internal(set) var objectives: [Double]
  /// Log likelihood of the votes by the last parameters.
  package internal(set) var logLikelihood: Double
  package internal(set) var hasConverged: Bool
  /// Weight of each annotator's votes.
  package let voteWeights: [Double]

  /// P(the true class of pair `i` is that of `verdict`); 0 for one that no vote names.
  package func probability(_ verdict: UInt8, ofPair i: Int) -> Double {
    guard i >= 0, i * classes.count + classes.count <= posterior.count,
      let c = classes.number(of: verdict)
    else { return 0 }
    return posterior[i * classes.count + c]
  }

  /// Chance that a vote of an annotator names the true class, Σ_t ρ_t π_a[t][t], 0…1.
  package func reliability(_ annotator: Int) -> Double {
    let size = classes.count
    guard annotator >= 0, annotator < voteWeights.count else { return .nan }
    var sum = 0.0
    for t in 0..<size {
      sum += prevalence[t] * confusion[(annotator * size + t) * size + t]
    }
    return sum
  }

  /// - Complexity: O(rounds · classes · votes) time; memory for pairs · classes and annotators · classes².
  package static func fit(
    _ votes: AnnotatorVotes, options: DawidSkeneOptions = DawidSkeneOptions()
  ) -> DawidSkene {
    let classes = VoteClasses(votes)
    let tally = ClassTally(votes, classes)
    let crowd = CrowdConfusion.of(votes, tally, treatsSidesAlike: options.treatsSidesAlike)
    var fit = DawidSkene(votes, classes, tally, crowd)
    guard votes.count > 0 else { return fit }
    let steps = DawidSkeneSteps(votes: votes, options: options)
    let total = votes.weight.reduce(0, +)
    for _ in 0..<max(1, options.rounds) {
      steps.maximise(&fit)
      let logLikelihood = steps.expect(&fit)
      let objective = logLikelihood + steps.logPrior(fit)
      let gain = objective - (fit.objectives.last ?? -.infinity)
      fit.logLikelihood = logLikelihood
      fit.objectives.append(objective)
      if gain <= options.tolerance * total {
        fit.hasConverged = true
        break
      }
    }
    return fit
  }

  private init(
    _ votes: AnnotatorVotes, _ classes: VoteClasses, _ tally: ClassTally, _ crowd: [Double]
  ) {
    let size = classes.count
    self.classes = classes
    self.crowd = crowd
    prevalence = [Double](repeating: 1 / Double(max(1, size)), count: size)
    posterior = tally.counts
    for i in 0..<votes.pairCount {
      var sum = 0.0
      for c in 0..<size { sum += posterior[i * size + c] }
      for c in 0..<size {
        posterior[i * size + c] = sum > 0 ? posterior[i * size + c] / sum : 1 / Double(size)
      }
    }
    confusion = [Double](repeating: 0, count: votes.annotatorCount * size * size)
    for a in 0..<votes.annotatorCount {
      for k in 0..<size * size { confusion[a * size * size + k] = crowd[k] }
    }
    objectives = []
    logLikelihood = 0
    hasConverged = votes.count == 0
    var weights = [Double](repeating: 0, count: votes.annotatorCount)
    for row in 0..<votes.count { weights[Int(votes.annotator[row])] += votes.weight[row] }
    voteWeights = weights
  }
}
