internal import Foundation

/// Draws mean inference distance by the number of comparisons: over all responses above, over those that were compared below.
struct TopologyPlot {
  let results: TopologyResults

  private static let (panel, height, margin) = (300.0, 230.0, 58.0)
  private static let colours = ["#1b6ca8", "#c0392b", "#2e8b57", "#8e6bbf", "#d68910", "#888888"]
  /// What is drawn in each row of panels.
  private static let rows: [(title: String, value: @Sendable (TopologyCell.Measured) -> Double)] =
    [
      ("all responses", { $0.distance }), ("those compared", { $0.within }),
    ]

  /// Where values lie between the lowest and the highest of a row, on a scale of logarithms.
  private struct Scale {
    var low: Double
    var span: Double

    init(_ values: [Double]) {
      let known = values.filter { $0 > 0 && $0.isFinite }
      low = log10(known.min() ?? 0.1)
      span = max(1e-9, log10(known.max() ?? 1) - low)
    }

    /// 0 at the bottom, 1 at the top.
    func share(_ value: Double) -> Double { (log10(max(1e-12, value)) - low) / span }
  }

  var svg: String {
    let profiles = TopologyWorld.Profile.allCases
    let width = Double(profiles.count) * (Self.panel + Self.margin) + Self.margin
    let whole = Double(Self.rows.count) * (Self.height + Self.margin) + Self.margin + 24
    var parts = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.number(width))\" height=\"\(Self.number(whole))\" "
        + "font-family=\"sans-serif\" font-size=\"11\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
    ]
    for (number, row) in Self.rows.enumerated() {
      let top = Self.margin + Double(number) * (Self.height + Self.margin)
      let scale = Scale(
        profiles.flatMap { profile in
          TopologyArm.allCases.flatMap { arm in
            results.setting.comparisons.map {
              results.estimate(profile, arm, $0, row.value).mean
            }
          }
        })
      parts.append(
        "<text transform=\"translate(14 \(Self.number(top + Self.height / 2))) rotate(-90)\" text-anchor=\"middle\">"
          + "mean inference distance, \(row.title)</text>")
      for (place, profile) in profiles.enumerated() {
        let left = Self.margin + Double(place) * (Self.panel + Self.margin)
        parts += panel(profile, row.value, left: left, top: top, scale, isFirst: number == 0)
      }
    }
    parts.append(
      "<text x=\"\(Self.number(width / 2))\" y=\"\(Self.number(whole - 44))\" text-anchor=\"middle\">comparisons</text>"
    )
    for (place, arm) in TopologyArm.allCases.enumerated() {
      let x = Self.margin + Double(place) * 150
      let y = whole - 14
      parts.append(
        "<line x1=\"\(Self.number(x))\" y1=\"\(Self.number(y - 4))\" x2=\"\(Self.number(x + 18))\" y2=\"\(Self.number(y - 4))\" "
          + "stroke=\"\(Self.colours[place])\" stroke-width=\"2\"/>"
          + "<text x=\"\(Self.number(x + 23))\" y=\"\(Self.number(y))\">\(arm.rawValue)</text>")
    }
    return (parts + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private func panel(
    _ profile: TopologyWorld.Profile, _ value: (TopologyCell.Measured) -> Double, left: Double,
    top: Double, _ scale: Scale, isFirst: Bool
  ) -> [String] {
    let counts = results.setting.comparisons
    let (first, last) = (log10(Double(counts.first ?? 1)), log10(Double(counts.last ?? 10)))
    func x(_ count: Int) -> Double {
      left + Self.panel * (log10(Double(count)) - first) / max(1e-9, last - first)
    }
    func y(_ share: Double) -> Double { top + Self.height * (1 - share) }
    var parts = [
      "<rect x=\"\(Self.number(left))\" y=\"\(Self.number(top))\" width=\"\(Self.number(Self.panel))\" "
        + "height=\"\(Self.number(Self.height))\" fill=\"none\" stroke=\"#999\"/>"
    ]
    if isFirst {
      let title = "rewards decided \(profile == .even ? "evenly" : profile.rawValue)"
      parts.append(
        "<text x=\"\(Self.number(left))\" y=\"\(Self.number(top - 14))\" font-size=\"13\">\(title)</text>"
      )
    }
    for count in counts {
      parts.append(
        "<text x=\"\(Self.number(x(count)))\" y=\"\(Self.number(top + Self.height + 15))\" "
          + "text-anchor=\"middle\">\(count)</text>")
    }
    for step in 0...3 {
      let share = Double(step) / 3
      parts.append(
        "<text x=\"\(Self.number(left - 4))\" y=\"\(Self.number(y(share) + 4))\" text-anchor=\"end\">"
          + "\(String(format: "%.2g", pow(10, scale.low + scale.span * share)))</text>")
    }
    for (place, arm) in TopologyArm.allCases.enumerated() {
      let points = counts.map { count in
        let mean = results.estimate(profile, arm, count, value).mean
        return "\(Self.number(x(count))),\(Self.number(y(scale.share(mean))))"
      }
      parts.append(
        "<polyline points=\"\(points.joined(separator: " "))\" fill=\"none\" stroke=\"\(Self.colours[place])\" "
          + "stroke-width=\"2\"\(arm == .shuffled ? " stroke-dasharray=\"5 3\"" : "")/>")
    }
    return parts
  }

  private static func number(_ value: Double) -> String { String(format: "%.1f", value) }
}
