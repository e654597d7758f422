internal import Foundation

/// Counts how often a pair labelled one way is confidently the other, for two classes.
///
/// Class 1 is "the first answer is better", class 0 "the second is". Which answer stands first depends on
/// digests of the texts, so the classes are balanced whatever the labels.
///
/// Northcutt, Jiang, Chuang, "Confident Learning", JAIR 2021, as cleanlab 2.9 computes it (`count.py`,
/// `filter.py`, `rank.py`), with K fixed at 2.
package struct ConfidentLearning: Sendable {
  /// Given labels, shape (pairs).
  package let labels: [Bool]
  /// P(first is better), out of sample, shape (pairs), in 0…1.
  package let probabilities: [Double]
  /// t_j: mean probability of j over the pairs labelled j; 1 for a class that nobody has.
  package let thresholds: [Double]
  /// Row i, column j: pairs labelled i that are confidently j; the diagonal is at least 1.
  package let confidentJoint: [[Int]]
  /// The same, scaled so that row i sums to the pairs labelled i.
  package let calibratedJoint: [[Int]]

  /// - Parameter probabilities: non-finite ones count as ½; missing ones too.
  /// - Complexity: O(pairs).
  package init(labels: [Bool], probabilities: [Double]) {
    self.labels = labels
    let held = labels.indices.map { i -> Double in
      guard i < probabilities.count, probabilities[i].isFinite else { return 0.5 }
      return min(max(probabilities[i], 0), 1)
    }
    self.probabilities = held
    var counts = [0, 0]
    var sums = [0.0, 0.0]
    for i in labels.indices {
      counts[labels[i] ? 1 : 0] += 1
      sums[labels[i] ? 1 : 0] += labels[i] ? held[i] : 1 - held[i]
    }
    let thresholds = (0...1).map { counts[$0] > 0 ? sums[$0] / Double(counts[$0]) : 1 }
    self.thresholds = thresholds
    var joint = [[0, 0], [0, 0]]
    for i in labels.indices {
      let passes = [1 - held[i] >= thresholds[0] - 1e-6, held[i] >= thresholds[1] - 1e-6]
      guard passes[0] || passes[1] else { continue }
      // Of two classes passed, the more probable; cleanlab's argmax takes class 0 at equality.
      let guess = passes[0] && passes[1] ? (held[i] > 0.5 ? 1 : 0) : (passes[1] ? 1 : 0)
      joint[labels[i] ? 1 : 0][guess] += 1
    }
    for k in 0...1 { joint[k][k] = max(1, joint[k][k]) }
    confidentJoint = joint
    calibratedJoint = (0...1).map { label in
      let row = joint[label]
      let share = Double(row[1 - label]) / Double(max(1, row[0] + row[1]))
      let wrong = Int((share * Double(counts[label])).rounded(.toNearestOrEven))
      return label == 0 ? [counts[0] - wrong, wrong] : [wrong, counts[1] - wrong]
    }
  }

  /// Off-diagonal share of the calibrated joint, 0…1: biased upwards on symmetric flips, downwards where
  /// flips lie near the boundary (algorithms.md, 1.5), so not to be shown as the rate of wrong labels.
  package var noiseRate: Double {
    labels.isEmpty
      ? 0 : Double(calibratedJoint[0][1] + calibratedJoint[1][0]) / Double(labels.count)
  }

  /// p of the given label, 0…1: cleanlab's default label quality.
  package var selfConfidence: [Double] {
    labels.indices.map { labels[$0] ? probabilities[$0] : 1 - probabilities[$0] }
  }

  /// (p of the given label − p of the other + 1) / 2, 0…1; with two classes it equals self-confidence.
  package var normalizedMargin: [Double] { selfConfidence.map { ($0 - (1 - $0) + 1) / 2 } }

  /// Self-confidence after taking the thresholds off, adding the larger and renormalising.
  ///
  /// cleanlab's `adjust_pred_probs`.
  package var adjustedSelfConfidence: [Double] {
    let largest = thresholds.max() ?? 0
    return labels.indices.map { i in
      let p = [1 - probabilities[i], probabilities[i]]
      let adjusted = (0...1).map { p[$0] - thresholds[$0] + largest }
      let sum = adjusted[0] + adjusted[1]
      return sum > 0 ? adjusted[labels[i] ? 1 : 0] / sum : 0.5
    }
  }

  /// Prune by noise rate: of the pairs labelled i, the calibrated number with the largest p̂_j − p̂_i, except
  /// those whose given label is the more probable one.
  ///
  /// - Returns: shape (pairs). Pairs that tie with the last one taken are taken too.
  /// - Complexity: O(pairs·log(pairs)).
  package var pruned: [Bool] {
    var marks = [Bool](repeating: false, count: labels.count)
    let confidence = selfConfidence
    for label in 0...1 {
      let own = labels.indices.filter { labels[$0] == (label == 1) }
      let number = min(calibratedJoint[label][1 - label], max(0, own.count - 1))
      guard own.count > 1, number > 0 else { continue }
      let cut = own.map { confidence[$0] }.sorted()[number - 1]
      for i in own where confidence[i] <= cut && confidence[i] < 0.5 { marks[i] = true }
    }
    return marks
  }
}

/// Confident learning on the held-out probabilities of one linear model.
package struct ConfidentLearningMethod: DetectionMethod {
  package let name = "confident_learning"
  package let summary = "low held-out probability of the given label"
  package let source =
    "cleanlab (Northcutt et al. 2021), self-confidence; probabilities of epoch-averaged margins"
  package init() {}

  package func score(_ context: DetectionContext) -> [Double] {
    run(context).selfConfidence.map { 1 - $0 }
  }

  /// Joint, thresholds and pruned pairs.
  package func run(_ context: DetectionContext) -> ConfidentLearning {
    let margins = context.standard.heldOut.meanMargins()
    let labels = context.rows.facts.map(\.firstIsBetter)
    return ConfidentLearning(
      labels: labels,
      probabilities: labels.indices.map {
        Numerics.sigmoid(labels[$0] ? margins[$0] : -margins[$0])
      })
  }
}
