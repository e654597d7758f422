internal import Pipeline
internal import Records
internal import Rules
internal import Scoring
internal import Store

/// Checks the responses of one prompt.
struct Verifying {
  let stage: VerifyStage
  let batch: ResponseBatch
  let prompt: ResponseBatch.Prompt

  func run(_ scored: inout ScoreOutput.Scored) {
    let responses = prompt.responses.count
    guard let rules = rules(&scored) else { return }
    guard !rules.isEmpty else {
      scored.count("prompts without a rule")
      return scored.leave("the prompt states no rule that is known", responses: responses)
    }
    scored.count("prompts with rules")
    let question = text(prompt.text)
    let kinds = rules.map(\.kind)
    var kept = [Int](repeating: 0, count: responses)
    for (i, place) in prompt.responses.enumerated() {
      let own = ScalarText(text(batch.responses[place].body))
      var broken: [(rule: Rule, why: String)] = []
      for (rule, kind) in zip(rules, kinds) {
        let outcome = rule.check(own, prompt: question)
        scored.count("\(RuleReport.asked)\(kind)")
        if outcome.isMet {
          kept[i] += 1
          scored.count("\(RuleReport.met)\(kind)")
        } else {
          broken.append((rule, outcome.explanation))
        }
      }
      let share = Double(kept[i]) / Double(rules.count)
      scored.give(batch.responses[place], stage.isStrict ? (broken.isEmpty ? 1 : 0) : share)
      if !broken.isEmpty {
        scored.find(
          Finding(
            .response, batch.responses[place].row,
            .mark("breaks_rule", evidence: Self.evidence(broken))))
      }
    }
    judgePairs(kept, &scored)
  }

  /// `nil` where the record's rules cannot be read, which is counted.
  private func rules(_ scored: inout ScoreOutput.Scored) -> [Rule]? {
    switch stage.from {
    case .prompt:
      return RuleParser.rules(in: AnswerText.string(prompt.text, in: batch.arena, .lastUserTurn))
        .map(\.rule)
    case .record:
      var rules: [Rule] = []
      for extra in prompt.extras {
        switch RecordRules(stage).read(extra) {
        case .rules(let own): for rule in own where !rules.contains(rule) { rules.append(rule) }
        case .none: break
        case .unknown(let id):
          scored.count("prompts with an unknown rule")
          scored.leave("a rule is not known: \(id)", responses: prompt.responses.count)
          return nil
        }
      }
      return rules
    }
  }

  private func judgePairs(_ kept: [Int], _ scored: inout ScoreOutput.Scored) {
    let start = prompt.responses.lowerBound
    for pair in batch.pairs[prompt.pairs] {
      guard let (chosen, rejected) = pair.ordered else { continue }
      let (one, other) = (kept[chosen - start], kept[rejected - start])
      scored.count(
        one > other
          ? RuleReport.agreeing : one < other ? RuleReport.opposed : "pairs that keep as many rules"
      )
      guard one < other else { continue }
      let evidence = "{\"kept\":[\(one),\(other)]}"
      switch stage.pairs {
      case .none: break
      case .mark:
        scored.find(Finding(.pair, pair.row, .mark("breaks_more_rules", evidence: evidence)))
      case .drop:
        scored.find(Finding(.pair, pair.row, .drop("breaks_more_rules", evidence: evidence)))
      }
    }
  }

  private func text(_ body: Body) -> String { AnswerText.string(body, in: batch.arena) }

  private static func evidence(_ broken: [(rule: Rule, why: String)]) -> String {
    let rows = broken.map { rule, why in
      "{\"rule\":\(ConfigValue.string(rule.text).json),\"found\":\(ConfigValue.string(why).json)}"
    }
    return "[\(rows.joined(separator: ","))]"
  }
}

/// Reads IFEval's rules out of a record.
struct RecordRules {
  let stage: VerifyStage

  init(_ stage: VerifyStage) { self.stage = stage }

  enum Found {
    case rules([Rule])
    /// There are none.
    case none
    /// One of them, by its id.
    case unknown(String)
  }

  func read(_ json: String) -> Found {
    guard let ids = RecordValue.read(json, stage.instructions)?.strings else { return .none }
    let arguments = RecordValue.read(json, stage.arguments)?.array ?? []
    var rules: [Rule] = []
    for (i, id) in ids.enumerated() {
      guard
        let rule = Rule(ifeval: id, arguments: i < arguments.count ? arguments[i] : .object([:]))
      else { return .unknown(id) }
      rules.append(rule)
    }
    return .rules(rules)
  }
}
