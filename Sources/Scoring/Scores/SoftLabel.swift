/// Labels between 0 and 1, P(first better), and what trainers take in their place.
package enum SoftLabel {
  /// The share of votes for the first, (first + ½ ties + s) / (votes + 2s), in 0…1.
  ///
  /// Votes that both are bad do not count: they belong to the pair, not to its direction.
  ///
  /// - Parameter smoothing: s, votes added to each side.
  /// - Returns: `nil` without votes where s is 0.
  package static func share(
    first: Double, second: Double, ties: Double = 0, smoothing: Double = 0
  ) -> Double? {
    let (first, second, ties) = (max(0, first), max(0, second), max(0, ties))
    let s = max(0, smoothing)
    let all = first + second + ties + 2 * s
    return all > 0 && all.isFinite ? (first + ties / 2 + s) / all : nil
  }

  /// The clip that h votes support, 1 / (2h + 2): where a unanimous share comes with half a vote added to each side.
  ///
  /// iREPO's target for an implicit margin is logit(p̂) with p̂ held in [clip, 1 − clip]: its loss is (margin −
  /// target)², and without clipping a unanimous vote asks for an infinite margin (Le et al., 2405.15230).
  package static func clip(votes: Double) -> Double { 0.5 / (max(0, votes) + 1) }

  /// The label of a pair whose given label is wrong with chance `noise`: 1 − noise for the given side.
  ///
  /// With `noise` the same for all it is the label smoothing of cDPO.
  package static func smoothed(firstIsBetter: Bool, noise: Double) -> Double {
    let noise = noise.clamped(0, 1)
    return firstIsBetter ? 1 - noise : noise
  }

  /// The chance that the given label is wrong, by a soft label: its smoothing ε.
  package static func noise(_ label: Double, firstIsBetter: Bool) -> Double {
    // The same turn as there: 1 − p for the first, p for the second.
    smoothed(firstIsBetter: firstIsBetter, noise: label)
  }

  /// P(first better) of two rewards by Bradley and Terry, σ(r_first − r_second).
  package static func ofRewards(_ first: Double, _ second: Double) -> Double {
    Numerics.sigmoid(first - second)
  }

  /// The label seen with the answers exchanged.
  package static func mirrored(_ label: Double) -> Double { 1 - label }
}
