internal import Foundation
internal import Store

extension PairHistory.Step {
  /// What a detector says of the label, and the curves it rests on.
  var noiseLines: [String] {
    var lines: [String] = []
    if let noise {
      let prior = prior.map { ", if at most \(number($0 * 100)) % of all are" } ?? ""
      lines.append(
        "label wrong with probability \(number(noise.wrong))\(prior), "
          + "ambiguity \(number(noise.ambiguity))")
    }
    lines += findings.compactMap { NoiseEvidence($0.evidence)?.line }
    return lines + curves.map(\.line)
  }

  /// The share of wrong labels that the step was told to assume.
  private var prior: Double? {
    struct Options: Decodable {
      struct Own: Decodable { var noise_prior: Double? }
      var options: Own
    }
    return try? JSONDecoder().decode(Options.self, from: Data(options.utf8)).options.noise_prior
  }
}

/// The part of a verdict's evidence that says what pulled which way.
private struct NoiseEvidence: Decodable {
  var pulls: [String: Double]

  init?(_ evidence: String) {
    guard let read = try? JSONDecoder().decode(Self.self, from: Data(evidence.utf8)) else {
      return nil
    }
    self = read
  }

  /// The strongest first: `against the label: words -0.5, quotes -0.1; for it: digits 0.2`.
  var line: String? {
    func side(_ name: String, _ isIn: (Double) -> Bool) -> String? {
      let found = pulls.filter { isIn($0.value) }.sorted {
        abs($0.value) != abs($1.value) ? abs($0.value) > abs($1.value) : $0.key < $1.key
      }
      guard !found.isEmpty else { return nil }
      return "\(name): "
        + found.map { "\(shown($0.key)) \(number($0.value))" }.joined(separator: ", ")
    }
    let parts = [side("against the label", { $0 < 0 }), side("for it", { $0 > 0 })]
      .compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }
}

extension PairHistory.Curve {
  /// The margins as a row of bars about zero, their first, last and mean: `model 0  ▄▃▂▁  0.1 → −0.4`.
  fileprivate var line: String {
    guard let first = margins.first, let last = margins.last else {
      return "model \(peer): no epochs"
    }
    let mean = margins.reduce(0) { $0 + Double($1) } / Double(margins.count)
    let held = fold < 0 ? "" : ", held out in fold \(fold)"
    return "model \(peer)  \(bars)  margin \(number(Double(first))) → \(number(Double(last))), "
      + "mean \(number(mean)) over \(margins.count) epochs\(held)"
  }

  /// One character an epoch, at most 40: `▅` and higher is for the label, `▄` and lower against it.
  private var bars: String {
    let levels: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    let most = max(1e-6, margins.map { abs($0) }.max() ?? 0)
    let step = max(1, (margins.count + 39) / 40)
    return String(
      stride(from: 0, to: margins.count, by: step).map { epoch in
        let share = Double(margins[epoch] / most)
        guard share.isFinite else { return "?" }
        let height = Int((abs(share) * 3.999).rounded(.down))
        return share >= 0 ? levels[4 + min(3, height)] : levels[3 - min(3, height)]
      })
  }
}
