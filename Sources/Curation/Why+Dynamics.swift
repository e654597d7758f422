internal import Store

extension PairHistory.Step {
  /// What a detector says of the label, and the curves it rests on.
  var noiseLines: [String] {
    var lines: [String] = []
    if let noise {
      lines.append(
        "label wrong with probability \(number(noise.wrong)), ambiguity \(number(noise.ambiguity))")
    }
    return lines + curves.map(\.line)
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
