internal import Foundation
internal import Scoring

/// Accuracy of rubrics on held-out prompts beside baselines, with intervals that resample prompts.
package struct RubricResults: Sendable {
  let store: String
  let clause: String
  let pairs: Int
  let prompts: Int
  let groups: Int
  let seeds: Int
  let arms: [String]
  let measured: MeasuredMethods
  /// By arm: share of the pairs whose rubric is consistent with the labels.
  let acceptance: [(arm: String, share: Double)]
  /// Over all pairs, for the table of directions.
  let fit: ContrastFit

  /// For a terminal.
  package var text: String {
    var lines = [
      store + (clause.isEmpty ? "" : " where \(clause)"),
      "\(pairs) pairs of \(prompts) prompts, \(seeds) seeds; rubrics are made from the prompt alone, held out by group",
      "",
      "judge".padded(to: 14) + "accuracy [95 %]".padded(to: 24) + "less length".padded(to: 27)
        + "accepted",
    ]
    let shares = Dictionary(uniqueKeysWithValues: acceptance.map { ($0.arm, $0.share) })
    for arm in arms {
      var line = arm.padded(to: 14)
      line += measured.estimate(arm, "accuracy").words().padded(to: 24)
      line +=
        (arm == "length"
        ? "" : measured.difference(arm, minus: "length", "accuracy").words(sign: true))
        .padded(to: 27)
      line += shares[arm].map { String(format: "%.3f", $0) } ?? ""
      while line.last == " " { line.removeLast() }
      lines.append(line)
    }
    lines += ["", "what the corpus prefers (all pairs; two standard errors from a coin at least)"]
    for (contrast, direction) in zip(Contrast.bank, fit.directions) where direction.sign != 0 {
      lines.append(
        "  " + contrast.name.padded(to: 18) + String(format: "%.3f", direction.shareWithMore)
          + " prefer more of \(direction.pairs) pairs: \(contrast.principle(direction.sign) ?? "")")
    }
    return lines.joined(separator: "\n")
  }

  /// For programs.
  package var json: String {
    struct Arm: Encodable {
      var accuracy, low, high, lessLength, lessLengthLow, lessLengthHigh, accepted: Double?
    }
    struct Preference: Encodable {
      var shareWithMore, typical: Double
      var pairs: Int
      var principle: String?
    }
    struct File: Encodable {
      var store, clause: String
      var pairs, prompts, groups, seeds: Int
      var arms: [String: Arm]
      var contrasts: [String: Preference]
    }
    let shares = Dictionary(uniqueKeysWithValues: acceptance.map { ($0.arm, $0.share) })
    var found: [String: Arm] = [:]
    for arm in arms {
      let own = measured.estimate(arm, "accuracy")
      let less = measured.difference(arm, minus: "length", "accuracy")
      found[arm] = Arm(
        accuracy: own.value, low: own.interval?.low, high: own.interval?.high,
        lessLength: less.value, lessLengthLow: less.interval?.low,
        lessLengthHigh: less.interval?.high, accepted: shares[arm])
    }
    var contrasts: [String: Preference] = [:]
    for (contrast, direction) in zip(Contrast.bank, fit.directions) {
      contrasts[contrast.name] = Preference(
        shareWithMore: direction.shareWithMore, typical: Double(direction.typical),
        pairs: direction.pairs,
        principle: direction.sign == 0 ? nil : contrast.principle(direction.sign))
    }
    let file = File(
      store: store, clause: clause, pairs: pairs, prompts: prompts, groups: groups, seeds: seeds,
      arms: found, contrasts: contrasts)
    return ResultJSON.text(file)
  }
}
