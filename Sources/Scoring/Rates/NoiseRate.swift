/// How many labels are wrong, as far as the evidence goes.
///
/// From one label per pair the rate cannot be known: a corpus of hard pairs labelled rightly and one of
/// easy pairs labelled carelessly look the same. So a number stands here only with evidence.
package struct NoiseRate: Sendable, Equatable {
  package enum Kind: String, Sendable {
    /// Several votes on the same pair: bounds, and an estimate under an assumption that is named.
    case votes
    /// Labels that are trusted, for a sample of the pairs.
    case trusted
    /// A blind sample read by people or a judge (`winnow certify`).
    case certificate
    /// One label per pair: bounds under assumptions, no estimate.
    case unknown
  }

  package var kind: Kind
  /// Share of wrong labels, in [0, 1]; `nil` where the evidence does not give one. From votes it is the
  /// value for pairs of equal difficulty, and never printed without its interval, which does not assume
  /// that.
  package var estimate: Double?
  /// 95 % interval of the rate; from votes it is `bounds`.
  package var interval: Interval?
  /// From votes: the rate if all pairs are equally hard, with its interval by sampling alone.
  package var ifEquallyHard: Estimate?
  /// What the rate lies between under the weakest assumptions (named in `words`), sampling included.
  package var bounds: Interval?
  /// One to three sentences for a terminal or a dataset card.
  package var words: String

  package init(
    kind: Kind, estimate: Double? = nil, interval: Interval? = nil,
    ifEquallyHard: Estimate? = nil, bounds: Interval? = nil, words: String
  ) {
    self.kind = kind
    self.estimate = estimate
    self.interval = interval
    self.ifEquallyHard = ifEquallyHard
    self.bounds = bounds
    self.words = words
  }

  /// Whether the rate follows from the evidence without an assumption about the pairs' difficulty.
  package var isIdentified: Bool {
    estimate != nil && (kind == .trusted || kind == .certificate)
  }
}

/// What is known of a corpus about its wrong labels.
package enum NoiseRateEvidence: Sendable {
  case votes(VoteEvidence, VoteEvidence.Label)
  case trusted(TrustedEvidence)
  case certificate(CertifyResult)
  /// Nothing but a model that was trained on other folds: the share of given labels it agrees with.
  case none(agreement: Estimate)

  package var rate: NoiseRate {
    switch self {
    case .votes(let votes, .oneVote): votes.oneVote
    case .votes(let votes, .majority): votes.majority
    case .trusted(let trusted): trusted.rate
    case .certificate(let result): result.noiseRate
    case .none(let agreement): NoiseRate.unknown(agreement: agreement)
    }
  }
}

extension NoiseRate {
  /// What one label per pair allows: bounds.
  ///
  /// Let e_i ≤ ½ be the chance that the label of pair i is wrong and m_i that the model, trained
  /// without that pair's group, is. If the two mistakes are independent given the pair, `2·agreement −
  /// 1 = E[(1−2m)(1−2e)] ≤ E[1−2e]`, so that e ≤ 1 − agreement on average. Nothing bounds e from below:
  /// all disagreements may be the model's. Systematic mistakes (longer wins) are learned by the model
  /// and break the independence: they are not bounded, and the words say so.
  ///
  /// - Parameter agreement: out-of-fold share of given labels the model predicts, interval over groups.
  package static func unknown(agreement: Estimate) -> NoiseRate {
    let plain = "How many labels are wrong cannot be known from one label per pair."
    let remedy = "`winnow certify`, repeated votes or trusted labels would tell."
    guard let value = agreement.value else {
      return NoiseRate(
        kind: .unknown, bounds: Interval(low: 0, high: 1), words: "\(plain) \(remedy)")
    }
    let worst = agreement.interval.map { min($0.low, value) } ?? value
    let high = (1 - worst).clamped(0, 0.5)
    guard high < 0.5 else {
      return NoiseRate(
        kind: .unknown, bounds: Interval(low: 0, high: 1),
        words: "\(plain) The model agrees with the labels no more than chance does. \(remedy)")
    }
    return NoiseRate(
      kind: .unknown, bounds: Interval(low: 0, high: high),
      words:
        "\(plain) If mistakes are random, at most \(Words.percent(high)) are wrong, and possibly "
        + "none; systematic mistakes that a model learns are not bounded by this. \(remedy)")
  }
}
