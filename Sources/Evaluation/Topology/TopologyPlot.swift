internal import Foundation

/// Draws mean inference distance by the number of comparisons.
struct TopologyPlot {
  let results: TopologyResults

  private static let (panel, height, margin) = (300.0, 260.0, 46.0)
  private static let colours = ["#1b6ca8", "#c0392b", "#2e8b57", "#8e6bbf", "#d68910", "#888888"]

  var svg: String {
    let profiles = TopologyWorld.Profile.allCases
    let width = Double(profiles.count) * (Self.panel + Self.margin) + Self.margin
    let whole = Self.height + 2 * Self.margin + 24
    var parts = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(Self.number(width))\" height=\"\(Self.number(whole))\" "
        + "font-family=\"sans-serif\" font-size=\"11\">",
      "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>",
    ]
    let all = profiles.flatMap { profile in
      TopologyArm.allCases.flatMap { arm in
        results.setting.comparisons.map { count in
          results.estimate(profile, arm, count) { $0.distance }.mean
        }
      }
    }.filter { $0 > 0 && $0.isFinite }
    let (low, high) = (log10(all.min() ?? 0.1), log10(all.max() ?? 1))
    let span = max(1e-9, high - low)
    for (place, profile) in profiles.enumerated() {
      let left = Self.margin + Double(place) * (Self.panel + Self.margin)
      parts += panel(profile, left: left, low: low, span: span)
    }
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
    _ profile: TopologyWorld.Profile, left: Double, low: Double, span: Double
  ) -> [String] {
    let counts = results.setting.comparisons
    let (first, last) = (log10(Double(counts.first ?? 1)), log10(Double(counts.last ?? 10)))
    func x(_ count: Int) -> Double {
      left + Self.panel * (log10(Double(count)) - first) / max(1e-9, last - first)
    }
    func y(_ value: Double) -> Double {
      Self.margin + Self.height * (1 - (log10(max(1e-12, value)) - low) / span)
    }
    let title = "rewards decided \(profile == .even ? "evenly" : profile.rawValue)"
    var parts = [
      "<text x=\"\(Self.number(left))\" y=\"\(Self.number(Self.margin - 14))\" font-size=\"13\">\(title)</text>",
      "<rect x=\"\(Self.number(left))\" y=\"\(Self.number(Self.margin))\" width=\"\(Self.number(Self.panel))\" "
        + "height=\"\(Self.number(Self.height))\" fill=\"none\" stroke=\"#999\"/>",
    ]
    for count in counts {
      parts.append(
        "<text x=\"\(Self.number(x(count)))\" y=\"\(Self.number(Self.margin + Self.height + 15))\" "
          + "text-anchor=\"middle\">\(count)</text>")
    }
    for step in 0...3 {
      let value = pow(10, low + span * Double(step) / 3)
      parts.append(
        "<text x=\"\(Self.number(left - 4))\" y=\"\(Self.number(y(value) + 4))\" text-anchor=\"end\">"
          + "\(String(format: "%.2g", value))</text>")
    }
    for (place, arm) in TopologyArm.allCases.enumerated() {
      let points = counts.map { count in
        let value = results.estimate(profile, arm, count) { $0.distance }.mean
        return "\(Self.number(x(count))),\(Self.number(y(value)))"
      }
      parts.append(
        "<polyline points=\"\(points.joined(separator: " "))\" fill=\"none\" stroke=\"\(Self.colours[place])\" "
          + "stroke-width=\"2\"\(arm == .shuffled ? " stroke-dasharray=\"5 3\"" : "")/>")
    }
    return parts
  }

  private static func number(_ value: Double) -> String { String(format: "%.1f", value) }
}
