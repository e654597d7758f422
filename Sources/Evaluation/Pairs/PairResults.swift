internal import Foundation
internal import Scoring

/// Accuracy of reward models on held-out prompts, by the way their pairs were made, with intervals that resample
/// groups.
package struct PairResults: Sendable {
  let store: String
  let arms: [(name: String, pairs: Int)]
  let test: String?
  let tested: Int
  let groups: Int
  let seeds: Int
  /// By how many pairs of each way were trained on.
  let sizes: [(pairs: Int, measured: MeasuredMethods)]

  /// For a terminal.
  package var text: String {
    let first = arms.first?.name ?? ""
    let width = (arms.map(\.name.count).max() ?? 0) + 2
    var lines = [
      "\(store): reward models that learn from equally many pairs of each way, \(seeds) seeds, held out by group",
      "asked about \(tested) pairs of \(groups) groups, "
        + (test.map { "those of `\($0)`" } ?? "of all ways"),
      "accuracy [95 %], and its difference from `\(first)`", "",
      "".padded(to: width) + "made".padded(to: 9)
        + sizes.map { "from \($0.pairs) pairs".padded(to: 48) }.joined(),
    ]
    for arm in arms {
      var line = arm.name.padded(to: width) + "\(arm.pairs)".padded(to: 9)
      for (_, measured) in sizes {
        let own = measured.estimate(arm.name, "accuracy").words()
        let more = measured.difference(arm.name, minus: first, "accuracy").words(sign: true)
        line += (own + (arm.name == first ? "" : "  \(more)")).padded(to: 48)
      }
      while line.last == " " { line.removeLast() }
      lines.append(line)
    }
    while lines[4].last == " " { lines[4].removeLast() }
    return lines.joined(separator: "\n")
  }

  /// For programs.
  package var json: String {
    struct Cell: Encodable {
      var trained: Int
      var accuracy, low, high, difference, differenceLow, differenceHigh: Double?
    }
    struct Arm: Encodable {
      var name: String
      var pairs: Int
      var cells: [Cell]
    }
    struct File: Encodable {
      var store: String
      var test: String?
      var tested, groups, seeds: Int
      var arms: [Arm]
    }
    let first = arms.first?.name ?? ""
    let rows = arms.map { arm in
      Arm(
        name: arm.name, pairs: arm.pairs,
        cells: sizes.map { size, measured in
          let own = measured.estimate(arm.name, "accuracy")
          let more = measured.difference(arm.name, minus: first, "accuracy")
          return Cell(
            trained: size, accuracy: own.value, low: own.interval?.low, high: own.interval?.high,
            difference: more.value, differenceLow: more.interval?.low,
            differenceHigh: more.interval?.high)
        })
    }
    return ResultJSON.text(
      File(store: store, test: test, tested: tested, groups: groups, seeds: seeds, arms: rows))
  }
}
