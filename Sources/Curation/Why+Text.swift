internal import Pipeline
internal import Records
internal import Store

extension WhyAnswer {
  /// Everything of one pair; a line each of several.
  func text(location: String) -> String {
    guard matches.isEmpty else { return ambiguous }
    var parts: [String] = []
    if !records.isEmpty { parts.append(records.map(Self.line).joined(separator: "\n")) }
    if pairs.count == 1, more == 0, !isCut, let pair = pairs.first {
      parts.append(PairPage(history: pair, exports: fates.first ?? []).text)
      return parts.joined(separator: "\n\n")
    }
    if !pairs.isEmpty {
      parts.append(list(location))
    } else if records.isEmpty {
      parts.append("\(query): no pairs")
    } else if records.contains(where: { $0.outcome == .stored }) {
      parts.append(
        "no comparison was made of it: a prompt without responses, or with some and no judgement")
    }
    return parts.joined(separator: "\n\n")
  }

  private var ambiguous: String {
    // A run holds no pairs of its own.
    if matches.count == 1, let run = matches.first { return "\(run.id) is a run" }
    var lines = ["the digests of several things begin with: \(query)"]
    lines += matches.map { "  \($0.id)  \($0.kind.words)" }
    return lines.joined(separator: "\n")
  }

  private func list(_ location: String) -> String {
    let count = grouped(pairs.count + more)
    var lines = ["\(isCut ? "at least " : "")\(count) pairs: \(query)"]
    for pair in pairs {
      let place = shown(pair.places.first?.text ?? "", limit: 40)
      lines.append("  \(pair.id)  \(place)  \(PairOutcome(pair).words)")
      lines.append("    \(pair.prompt.line(limit: 100))")
    }
    if more > 0 { lines.append("  and \(grouped(more)) more; `--limit` shows them") }
    lines.append("hint: ask for one of them by the beginning of its id")
    return lines.joined(separator: "\n")
  }

  /// A record that was asked for by its place.
  private static func line(_ place: PairHistory.Place) -> String {
    var line =
      "record  \(shown(place.text)) of \(shown(place.source)), number \(place.number), "
      + "byte \(grouped(Int(place.byteOffset))): "
    switch place.outcome {
    case .stored: line += "stored"
    case .duplicate: line += "duplicate of the record at line \(place.originalLine ?? 0)"
    case .quarantined:
      line += "in quarantine, \(place.reason ?? "")"
      if let extra = place.extra { line += "\n        \(shown(extra, limit: 300))" }
    }
    return line
  }
}

/// Everything of one pair, for a terminal.
struct PairPage {
  let history: PairHistory
  /// What the finished exports of the last plan made of it.
  let exports: [ExportedPair]

  private var outcome: PairOutcome { PairOutcome(history) }

  var text: String {
    var parts = [
      Self.rows([
        ("pair", history.id.description), ("prompt", history.promptID.description),
        ("group", "\(history.group), split \(shown(history.split))"), ("became", became),
      ])
    ]
    parts.append(texts)
    if !history.parents.isEmpty { parts.append(section("made of", history.parents.map(line))) }
    if !history.children.isEmpty {
      parts.append(section("made into", history.children.map(line)))
    }
    parts.append(section("came from", history.places.map(line)))
    parts.append(section("votes", history.votes.flatMap(lines)))
    let scores = Self.scores("a", history.a) + (history.b.map { Self.scores("b", $0) } ?? [])
    if !scores.isEmpty { parts.append(section("scores", scores)) }
    if !history.steps.isEmpty { parts.append(section("plan", steps)) }
    parts += TreeLines(history: history).sections.map { section($0.title, $0.lines) }
    parts += RubricLines(history).sections.map { section($0.title, $0.lines) }
    if !exports.isEmpty {
      parts.append(
        section(
          "exports",
          exports.map {
            "\($0.trainer) (run \($0.run.description.prefix(8)))".padded(to: 44) + $0.words
          }))
    }
    if !history.otherSteps.isEmpty {
      parts.append(section("runs outside the last plan", history.otherSteps.flatMap { lines($0) }))
    }
    return parts.joined(separator: "\n\n")
  }

  private func line(_ kin: PairHistory.Kin) -> String {
    var words = kin.pair.map { "pair \($0)" } ?? "the responses of the prompt"
    words += ": \(kin.role), by \(kin.stage) (run \(kin.run.description.prefix(8)))"
    if !kin.isInPlan { words += ", not in the last plan" }
    if !kin.evidence.isEmpty { words += "\n        \(shown(kin.evidence, limit: 300))" }
    return words
  }

  // MARK: What became of it

  private var became: String {
    let outcome = outcome
    switch outcome.end {
    case .noPlan: return "nothing yet: no plan is finished"
    case .notInPlan: return "nothing: the last finished plan does not read it"
    case .dropped: return outcome.words
    case .undecided: return "not exported: nobody decided it"
    case .tie: return "not exported: a tie"
    case .bothBad: return "not exported: both responses are bad"
    case .kept: return kept(outcome)
    }
  }

  private func kept(_ outcome: PairOutcome) -> String {
    var words = "kept"
    if history.b == nil {
      words += outcome.choosesB ? ": the response is bad" : ": the response is good"
    } else {
      words += ": \(outcome.choosesB ? "b" : "a") is chosen"
    }
    if let probability = outcome.probability, history.b != nil {
      let chosen = outcome.decision == .b ? 1 - probability : probability
      words += ", probability \(number(outcome.flippedBy.isEmpty ? chosen : 1 - chosen))"
    }
    if !outcome.flippedBy.isEmpty {
      words += ", flipped by \(outcome.flippedBy.joined(separator: ", "))"
    }
    if outcome.weight != 1 { words += ", weight \(number(outcome.weight))" }
    return words
  }

  // MARK: Texts

  private var texts: String {
    let isKept = outcome.end == .kept
    func name(_ side: String, isChosen: Bool) -> String {
      guard isKept, history.b != nil else { return "response \(side)" }
      return isChosen ? "chosen (\(side))" : "rejected (\(side))"
    }
    func facts(_ response: PairHistory.Response) -> String {
      let by = response.models.map { shown($0) }.joined(separator: ", ")
      return "\(response.id), \(grouped(response.text.length)) characters"
        + (by.isEmpty ? "" : ", by \(by)")
        + (response.makers.isEmpty ? "" : ", made by \(response.makers.joined(separator: ", "))")
    }
    var rows = [("prompt", history.prompt.line())]
    var sides = [("a", history.a, !outcome.choosesB)]
    if let b = history.b { sides.append(("b", b, outcome.choosesB)) }
    if isKept { sides.sort { $0.2 && !$1.2 } }
    for (side, response, isChosen) in sides {
      rows.append((name(side, isChosen: isChosen), response.text.line()))
      rows.append(("", facts(response)))
    }
    return Self.rows(rows)
  }

  // MARK: Where it came from

  private func line(_ place: PairHistory.Place) -> String {
    let byte = grouped(Int(place.byteOffset))
    var line = "\(shown(place.text))  record \(place.number), byte \(byte)"
    if place.source != place.member { line += ", source \(shown(place.source))" }
    line += ", file \(shown(place.uri))"
    if let licence = place.licence { line += ", licence \(shown(licence))" }
    if place.outcome == .duplicate { line += ", duplicate of line \(place.originalLine ?? 0)" }
    if !place.isInPlan, history.isInPlan != nil { line += ", not in the last plan" }
    return line
  }

  private func lines(_ vote: PairHistory.Vote) -> [String] {
    let who = vote.annotator.isEmpty ? "unnamed" : "`\(shown(vote.annotator, limit: 60))`"
    let kind = vote.kind == .unknown ? "annotator" : vote.kind.word
    let first = vote.aStoodFirst ? "a" : "b"
    var line = "\(vote.winner.word.padded(to: 9))strength \(number(vote.strength)), \(kind) \(who)"
    line += ", \(first) stood first, \(shown(vote.place))"
    if !vote.isInPlan, history.isInPlan != nil { line += ", not in the last plan" }
    for step in history.steps {
      let dropped = step.findings.first {
        $0.kind == .vote && $0.action == "drop" && $0.place == vote.place
      }
      if let dropped { line += ", dropped by \(shown(step.label)): \(dropped.reason)" }
    }
    return [line] + (vote.rationale.map { ["  because: \(shown($0, limit: 200))"] } ?? [])
  }

  private static func scores(_ side: String, _ response: PairHistory.Response) -> [String] {
    response.scores.map { score in
      "\(side)  \(shown(score.name)) \(number(score.value)), \(shown(score.place))"
    }
  }

  // MARK: What the steps said

  private var steps: [String] {
    var dropped = false
    return history.steps.flatMap { step in
      let said = lines(step, silence: step.silence(split: history.split, dropped: dropped))
      dropped = dropped || step.findings.contains { $0.action == "drop" && $0.kind != .vote }
      return said
    }
  }

  private func lines(_ step: PairHistory.Step, silence: String = "nothing against it") -> [String] {
    var said: [String] = step.findings.map { finding in
      var line = finding.action
      if let weight = finding.weight { line += " \(number(weight))" }
      line += " \(finding.reason)"
      if finding.subject != "pair" { line += ", \(shown(finding.subject))" }
      return line + (finding.evidence.isEmpty ? "" : "  \(shown(finding.evidence, limit: 160))")
    }
    if let label = step.decided {
      said.append(
        "decided: \(label.decision.word), probability of a \(number(label.probability))")
    }
    said += step.scores.map { "\(shown($0.name)) \(number($0.value))" }
    said += step.noiseLines
    if said.isEmpty { said = [silence] }
    let name = "\(shown(step.label)) (run \(step.run.description.prefix(8)))"
    return said.enumerated().map { index, line in
      (index == 0 ? name : "").padded(to: 44) + line
    }
  }

  private func section(_ title: String, _ lines: [String]) -> String {
    ([title] + (lines.isEmpty ? ["none"] : lines).map { "  \($0)" }).joined(separator: "\n")
  }

  private static func rows(_ rows: [(String, String)]) -> String {
    let width = 2 + (rows.map(\.0.count).max() ?? 0)
    return rows.map { $0.0.padded(to: width) + $0.1 }.joined(separator: "\n")
  }
}

/// `0.75`, `1`, `0.333`: at most three digits after the point.
func number(_ value: Double) -> String {
  let rounded = (value * 1000).rounded() / 1000
  return rounded == rounded.rounded() && abs(rounded) < 1e15
    ? String(Int64(rounded)) : "\(rounded)"
}
