extension Rule {
  /// Checks `response`, an answer to `prompt`.
  ///
  /// - Complexity: O(bytes). Of several rules on one response, make the `ScalarText` once.
  package func check(_ response: String, prompt: String) -> RuleOutcome {
    check(ScalarText(response), prompt: prompt)
  }

  /// Checks a response that was read before. A blank response meets no rule.
  package func check(_ text: ScalarText, prompt: String) -> RuleOutcome {
    guard !text.trimmed.isEmpty else {
      return RuleOutcome(isMet: false, explanation: "is empty")
    }
    switch self {
    case .count(let unit, let bound): return text.outcome(unit, bound)
    case .occurrences(let wanted, let bound):
      return Self.times("“\(wanted)”", text.occurrences(of: wanted), bound)
    case .letter(let letter, let bound):
      return Self.times("“\(letter)”", text.count(ofLetter: letter), bound)
    case .includes, .avoids, .quotes, .oneOf: return checkTexts(text)
    case .language(let code): return text.outcome(language: code)
    case .paragraphStart(let number, let word, let all):
      return text.outcome(paragraph: number, word: word, of: all)
    case .upperCase(let english): return text.outcome(upper: true, english: english)
    case .lowerCase(let english): return text.outcome(upper: false, english: english)
    default: return checkForm(text, prompt: prompt)
    }
  }

  private static func times(_ what: String, _ found: Int, _ bound: Bound) -> RuleOutcome {
    let times = found == 1 ? "once" : "\(found) times"
    return RuleOutcome(
      isMet: bound.holds(found),
      explanation: bound.holds(found)
        ? "contains \(what) \(times)"
        : "contains \(what) \(times); \(bound.words) \(bound.grammaticalNumber == 1 ? "is" : "are") wanted"
    )
  }

  private func checkTexts(_ text: ScalarText) -> RuleOutcome {
    switch self {
    case .includes(let wanted):
      let missing = wanted.filter { text.occurrences(of: $0) == 0 }
      return RuleOutcome(
        isMet: missing.isEmpty,
        explanation: missing.isEmpty
          ? "contains \(Self.list(wanted, "and"))" : "lacks \(Self.list(missing, "and"))")
    case .avoids(let unwanted):
      let found = unwanted.filter { text.containsWord($0) }
      return RuleOutcome(
        isMet: found.isEmpty,
        explanation: found.isEmpty
          ? "does not contain \(Self.list(unwanted, "or"))"
          : "contains \(Self.list(found, "and"))")
    case .quotes(let wanted):
      return Self.yesNo(
        text.contains(exactly: wanted), "contains “\(wanted)”",
        "does not contain “\(wanted)” as written")
    case .oneOf(let options):
      let found = options.first { text.contains(exactly: $0) }
      return RuleOutcome(
        isMet: found != nil,
        explanation: found.map { "contains “\($0)”" }
          ?? "contains none of \(Self.list(options, "and"))")
    default: return RuleOutcome(isMet: false, explanation: "is no text")
    }
  }

  private func checkForm(_ text: ScalarText, prompt: String) -> RuleOutcome {
    switch self {
    case .postscript(let marker):
      Self.yesNo(text.hasPostscript(marker), "has \(marker)", "has no \(marker)")
    case .json:
      Self.yesNo(
        JSONValue(text.withoutFence()) != nil, "is JSON", "is not one JSON value and nothing else")
    case .title: Self.yesNo(text.hasTitle(), "has a title in << >>", "has no title in << >>")
    case .twoResponses:
      Self.yesNo(
        text.hasTwoResponses(), "gives two responses",
        "has \(text.split("******").count) part(s) divided by ******; two that differ are wanted")
    case .quotation:
      Self.yesNo(
        text.isQuoted(), "is in double quotation marks",
        "does not begin and end with a double quotation mark")
    case .repeats(let wanted):
      Self.yesNo(
        text.begins(text.trimmed, with: wanted ?? prompt), "begins with the text to repeat",
        "does not begin with the text to repeat")
    case .startsWith(let wanted):
      Self.yesNo(
        text.begins(text.trimmed, with: wanted), "begins with “\(wanted)”",
        "begins with “\(Self.short(text.start(like: wanted)))”"
      )
    case .endsWith(let wanted):
      Self.yesNo(
        text.ends(text.unquoted, with: wanted), "ends with “\(wanted)”",
        "ends with “\(Self.short(text.end(like: wanted)))”"
      )
    case .avoidsMark(let mark):
      Self.times(Self.markName(mark), text.occurrences(of: mark), .atMost(0))
    case .endsWithQuestion:
      Self.yesNo(
        text.endsWithQuestion(), "ends with a question", "does not end with a question mark")
    default: RuleOutcome(isMet: false, explanation: "is no form")
    }
  }

  private static func yesNo(_ isMet: Bool, _ yes: String, _ no: String) -> RuleOutcome {
    RuleOutcome(isMet: isMet, explanation: isMet ? yes : no)
  }
}

extension [Rule] {
  /// The share of the rules that a response keeps; 1 of no rules.
  package func share(keptBy response: ScalarText, prompt: String) -> Double {
    guard !isEmpty else { return 1 }
    return Double(self.count { $0.check(response, prompt: prompt).isMet }) / Double(self.count)
  }
}
