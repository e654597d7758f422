internal import Foundation

/// Which of several settings of a model knows the most, for each fold by the other folds' labels.
///
/// Candidates stand from the most to the least restrained, each at its best scale. The first is taken whose mean loss
/// is within half a standard error (of the paired differences) of the least: with many wrong labels the
/// losses hardly differ, and the least of them is chance. A whole error cost 0.4 points of AUROC on
/// rmb-dev at 20 %.
///
/// No label of a pair has a say in which setting judges it. It had one in training the models of the other folds, whose
/// margins are compared here; a second level of folds would remove that, at twice the cost of training or more. On
/// hh-rlhf-harmless and rmb-dev a second level changed AUROC by −.006 to .000 (2026-11-29).
package struct HeldOutChoice: Sendable, Equatable {
  /// Place of the candidate for the pairs of each fold, shape (folds).
  package let byFold: [Int]
  /// Place of the candidate by all pairs.
  package let overall: Int

  /// - Parameters:
  ///   - candidates: held-out margins of the given label, each of shape (pairs), finite; of another shape, as an
  ///     ended training leaves them, the first is taken.
  ///   - pairs: whose labels may be read; `nil` for all.
  /// - Complexity: O(candidates · pairs · scales), 40 scales.
  package init(_ candidates: [[Double]], folds: Folds, pairs: [Int]? = nil) {
    guard candidates.count > 1,
      candidates.allSatisfy({ $0.count == folds.assignment.count })
    else {
      (byFold, overall) = ([Int](repeating: 0, count: folds.count), 0)
      return
    }
    let pairs = pairs ?? Array(folds.assignment.indices)
    let scaled = candidates.map { ScaledLosses($0, folds, pairs: pairs) }
    func choose(_ fold: Int?) -> Int {
      let pairs = pairs.filter { folds.assignment[$0] != fold }
      return Self.choose(candidates, scales: scaled.map { $0.bestScale(without: fold) }, pairs)
    }
    byFold = (0..<folds.count).map { choose($0) }
    overall = choose(nil)
  }

  /// Margins of each pair by the candidate that is chosen for its fold, of shape (pairs).
  package func margins(_ candidates: [[Double]], folds: Folds) -> [Double] {
    folds.assignment.enumerated().map { i, fold in candidates[byFold[fold]][i] }
  }

  private static func choose(_ candidates: [[Double]], scales: [Double], _ pairs: [Int]) -> Int {
    func loss(_ k: Int, _ i: Int) -> Double { Numerics.softplus(-scales[k] * candidates[k][i]) }
    let means = candidates.indices.map { k in
      pairs.reduce(0) { $0 + loss(k, $1) } / Double(max(1, pairs.count))
    }
    guard let best = means.indices.min(by: { means[$0] < means[$1] }) else { return 0 }
    return candidates.indices.first { k in
      let differences = pairs.map { loss(k, $0) - loss(best, $0) }
      let error =
        (Numerics.variance(differences) / Double(max(1, differences.count))).squareRoot()
      return Numerics.mean(differences) <= 0.5 * error
    } ?? best
  }
}

/// Losses of margins at forty scales, by fold.
package struct ScaledLosses: Sendable {
  private let scales: [Double]
  /// Σ loss, [scale][fold].
  private let sums: [[Double]]

  /// - Parameters:
  ///   - margins: of the given label, finite, shape (pairs).
  ///   - pairs: whose labels may be read.
  package init(_ margins: [Double], _ folds: Folds, pairs: [Int]) {
    let square = margins.reduce(0) { $0 + $1 * $1 } / Double(max(1, margins.count))
    guard square > 1e-24, square.isFinite else {
      (scales, sums) = ([], [])
      return
    }
    let unit = 1 / square.squareRoot()
    scales = (0..<40).map { unit * 0.02 * pow(300, Double($0) / 39) }
    sums = scales.map { scale in
      var sums = [Double](repeating: 0, count: folds.count)
      for i in pairs { sums[folds.assignment[i]] += Numerics.softplus(-scale * margins[i]) }
      return sums
    }
  }

  /// The scale of the least loss over the other folds: of forty from 0.02 to 6 over the root mean square;
  /// 0 of zeros.
  package func bestScale(without fold: Int? = nil) -> Double {
    let losses = sums.map { sums in
      sums.indices.reduce(0) { $1 == fold ? $0 : $0 + sums[$1] }
    }
    guard let best = losses.indices.min(by: { losses[$0] < losses[$1] }) else { return 0 }
    return scales[best]
  }
}
