internal import Pipeline
internal import Store

/// What is told of rules when all responses are checked.
struct RuleReport {
  let counts: Counts

  init(_ counts: Counts) { self.counts = counts }

  /// What counts by kind begin with.
  static let asked = "rules asked: "
  static let met = "rules kept: "
  static let agreeing = "pairs whose preferred answer keeps more rules"
  static let opposed = "pairs whose preferred answer keeps fewer rules"

  var notes: [RunNote] {
    let kinds = counts.values.filter { $0.key.hasPrefix(Self.asked) && $0.value > 0 }
      .map { (kind: String($0.key.dropFirst(Self.asked.count)), asked: $0.value) }
      .sorted { ($1.asked, $0.kind) < ($0.asked, $1.kind) }
    guard !kinds.isEmpty else {
      return [RunNote("warning", "warning: no prompt states a rule that is known")]
    }
    let lines = kinds.map { kind, asked in
      let met = counts["\(Self.met)\(kind)"]
      return
        "\(kind): kept by \(met) of \(asked) (\(ScoreDigits.percent(Double(met) / Double(asked))))"
    }
    var notes = [RunNote("table", (["rules by kind"] + lines).joined(separator: "\n"))]
    let (agreeing, opposed) = (counts[Self.agreeing], counts[Self.opposed])
    if agreeing + opposed > 0 {
      notes.append(
        RunNote(
          "labels",
          "of \(agreeing + opposed) pairs whose answers keep more and fewer rules, the label prefers the one that keeps "
            + "more in \(ScoreDigits.percent(Double(agreeing) / Double(agreeing + opposed)))"))
    }
    return notes
  }
}
