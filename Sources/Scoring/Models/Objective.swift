internal import Foundation

/// How a learner answers to a label that may be wrong.
///
/// z is the margin oriented by the label, p = σ(z), ε the assumed rate of wrong labels.
/// Sources: `plain` Bradley–Terry; `smoothed` cDPO and label smoothing; `unbiased` rDPO (Chowdhury et al. 2024),
/// `(1−ε)·ℓ̂(z) + ε·ℓ̂(−z) = ℓ(z)`; `mixture` the likelihood of FA-DPO (AAAI 2026) with one ε for all pairs.
package enum Objective: Sendable, Equatable {
  /// −log p.
  case plain
  /// −(1−ε)·log p − ε·log(1−p).
  case smoothed(Double)
  /// [−(1−ε)·log p + ε·log(1−p)] / (1−2ε); not bounded below, so it wants regularisation.
  case unbiased(Double)
  /// −log[(1−ε)·p + ε·(1−p)].
  case mixture(Double)

  /// ε held in 0…0.49, so that 1−2ε stays away from 0; 0 for what is not a number.
  package var flipRate: Double {
    switch self {
    case .plain: 0
    case .smoothed(let rate), .unbiased(let rate), .mixture(let rate):
      rate.isFinite ? min(max(rate, 0), 0.49) : 0
    }
  }

  /// The loss of an oriented margin.
  package func loss(_ z: Double) -> Double {
    let e = flipRate
    let right = Numerics.softplus(-z)
    let wrong = Numerics.softplus(z)
    switch self {
    case .plain: return right
    case .smoothed: return (1 - e) * right + e * wrong
    case .unbiased: return ((1 - e) * right - e * wrong) / (1 - 2 * e)
    case .mixture:
      let p = Numerics.sigmoid(z)
      return -log((1 - e) * p + e * (1 - p))
    }
  }

  /// dℓ/dz of an oriented margin: −(target − p)·damping.
  package func slope(_ z: Double) -> Double {
    let p = Numerics.sigmoid(z)
    let e = flipRate
    if case .mixture = self { return -(1 - 2 * e) * p * (1 - p) / ((1 - e) * p + e * (1 - p)) }
    return -(target - p)
  }

  /// What p is drawn to; above 1 for the unbiased loss.
  package var target: Double {
    switch self {
    case .plain, .mixture: 1
    case .smoothed: 1 - flipRate
    case .unbiased: (1 - flipRate) / (1 - 2 * flipRate)
    }
  }

  /// ε of the mixture, 0 for the others: the slope is damped by (1−2ε) / ((1−ε) + ε·e^−z).
  package var damping: Double {
    if case .mixture = self { flipRate } else { 0 }
  }
}
