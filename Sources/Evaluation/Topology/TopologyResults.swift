internal import Foundation
internal import Scoring

/// What was measured, by how much each depth decides, by where comparisons are placed, and by their number.
package struct TopologyResults: Sendable {
  let setting: TopologyEvaluation
  private var values: [Key: [TopologyCell.Measured]] = [:]

  private struct Key: Hashable {
    var profile: TopologyWorld.Profile
    var arm: TopologyArm
    var comparisons: Int
  }

  init(_ setting: TopologyEvaluation) { self.setting = setting }

  mutating func add(
    _ measured: TopologyCell.Measured, _ profile: TopologyWorld.Profile, _ cell: TopologyCell
  ) {
    values[Key(profile: profile, arm: cell.arm, comparisons: cell.comparisons), default: []]
      .append(measured)
  }

  func estimate(
    _ profile: TopologyWorld.Profile, _ arm: TopologyArm, _ comparisons: Int,
    _ value: (TopologyCell.Measured) -> Double
  ) -> MeanEstimate {
    MeanEstimate(
      (values[Key(profile: profile, arm: arm, comparisons: comparisons)] ?? []).map(value))
  }

  /// Tree less chain, seed by seed: both have the same worlds.
  func difference(
    _ profile: TopologyWorld.Profile, _ arm: TopologyArm, _ comparisons: Int,
    _ value: (TopologyCell.Measured) -> Double
  ) -> MeanEstimate {
    let own = values[Key(profile: profile, arm: arm, comparisons: comparisons)] ?? []
    let chain = values[Key(profile: profile, arm: .chain, comparisons: comparisons)] ?? []
    return MeanEstimate(zip(own, chain).map { value($0) - value($1) })
  }

  /// Whether an arm is nearer than the chain, or farther, by two standard errors.
  private func verdict(
    _ profile: TopologyWorld.Profile, _ arm: TopologyArm, _ comparisons: Int,
    _ value: (TopologyCell.Measured) -> Double
  ) -> String {
    let less = difference(profile, arm, comparisons, value)
    if less.mean < -2 * less.error { return "nearer" }
    return less.mean > 2 * less.error ? "farther" : "the same"
  }

  /// For a terminal.
  package var text: String {
    var lines = [
      "trees of depth \(setting.depth) and width \(setting.width), rewards with a standard deviation of "
        + "\(Self.digits(setting.spread)), \(setting.seeds) worlds each",
      "of each: mean inference distance over all pairs of responses (less is surer), over those that were compared,",
      "mean squared error of the differences that drawn labels teach, share of pairs told right",
    ]
    for profile in TopologyWorld.Profile.allCases {
      lines += ["", "rewards decided \(profile == .even ? "evenly" : profile.rawValue)"]
      lines.append(
        "comparisons".padded(to: 13)
          + TopologyArm.allCases.map { $0.rawValue.padded(to: 22) }.joined())
      for count in setting.comparisons {
        var line = "\(count)".padded(to: 13)
        for arm in TopologyArm.allCases {
          let values: [Double] = [
            estimate(profile, arm, count) { $0.distance }.mean,
            estimate(profile, arm, count) { $0.within }.mean,
            estimate(profile, arm, count) { $0.error }.mean,
            estimate(profile, arm, count) { $0.accuracy }.mean,
          ]
          line += values.map(Self.digits).joined(separator: " ").padded(to: 22)
        }
        while line.last == " " { line.removeLast() }
        lines.append(line)
      }
      let all = setting.comparisons.map { "\($0): \(verdict(profile, .tree, $0) { $0.distance })" }
      let own = setting.comparisons.map { "\($0): \(verdict(profile, .tree, $0) { $0.within })" }
      lines.append("tree beside chain, by two standard errors")
      lines.append("  over all responses: \(all.joined(separator: ", "))")
      lines.append("  over those compared: \(own.joined(separator: ", "))")
    }
    return lines.joined(separator: "\n")
  }

  static func digits(_ value: Double) -> String { String(format: "%.2f", value) }

  /// For programs.
  package var json: String {
    struct Row: Encodable {
      var profile, arm: String
      var comparisons: Int
      var distance, distanceError, within, squaredError, accuracy: Double
      var lessChain, lessChainError, withinLessChain, withinLessChainError: Double
    }
    struct File: Encodable {
      var depth, width, seeds: Int
      var spread: Double
      var rows: [Row]
    }
    var rows: [Row] = []
    for profile in TopologyWorld.Profile.allCases {
      for arm in TopologyArm.allCases {
        for count in setting.comparisons {
          let distance = estimate(profile, arm, count) { $0.distance }
          let less = difference(profile, arm, count) { $0.distance }
          let within = difference(profile, arm, count) { $0.within }
          rows.append(
            Row(
              profile: profile.rawValue, arm: arm.rawValue, comparisons: count,
              distance: distance.mean, distanceError: distance.error,
              within: estimate(profile, arm, count) { $0.within }.mean,
              squaredError: estimate(profile, arm, count) { $0.error }.mean,
              accuracy: estimate(profile, arm, count) { $0.accuracy }.mean, lessChain: less.mean,
              lessChainError: less.error, withinLessChain: within.mean,
              withinLessChainError: within.error))
        }
      }
    }
    let file = File(
      depth: setting.depth, width: setting.width, seeds: setting.seeds, spread: setting.spread,
      rows: rows)
    return ResultJSON.text(file)
  }

  /// A drawing for each profile, side by side: distance by the number of comparisons, both on scales of logarithms.
  package var svg: String { TopologyPlot(results: self).svg }
}
