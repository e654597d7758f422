extension ScalarText {
  /// How many `unit` there are; `nil` where they cannot be counted.
  func number(of unit: Countable) -> Int? {
    switch unit {
    case .words: wordCount()
    case .sentences: SentenceCount.of(self)
    case .paragraphs: paragraphCount()
    case .dividedParagraphs: dividedParagraphCount()
    case .bullets: bulletCount()
    case .numberedItems: numberedItemCount()
    case .listItems: numberedItemCount() + dottedItemCount()
    case .placeholders: placeholderCount()
    case .highlights: highlightCount()
    case .sections(let marker): sectionCount(marker)
    case .lines: lineCount()
    case .characters: count
    case .capitalWords: CapitalWords.count(self)
    case .headings: headingCount()
    case .codeBlocks: codeBlockCount()
    case .tables: tableCount()
    case .questions: questionCount()
    }
  }

  func outcome(_ unit: Countable, _ bound: Bound) -> RuleOutcome {
    guard let found = number(of: unit) else {
      return RuleOutcome(isMet: false, explanation: "has a blank part between two dividers")
    }
    let has = "has \(found) \(unit.noun(found))"
    if bound.holds(found) { return RuleOutcome(isMet: true, explanation: has) }
    let verb = bound.grammaticalNumber == 1 ? "is" : "are"
    return RuleOutcome(isMet: false, explanation: "\(has); \(bound.words) \(verb) wanted")
  }

  func outcome(language code: String) -> RuleOutcome {
    let wanted = LanguageName.name(of: code)
    guard hasLetters else {
      return RuleOutcome(isMet: true, explanation: "has no letters to tell a language by")
    }
    guard let found = LanguageGuess.of(self) else {
      return RuleOutcome(
        isMet: false, explanation: "is in an unknown language; \(wanted) is wanted")
    }
    return found == code
      ? RuleOutcome(isMet: true, explanation: "is in \(wanted)")
      : RuleOutcome(
        isMet: false,
        explanation: "seems to be in \(LanguageName.name(of: found)); \(wanted) is wanted")
  }

  func outcome(upper: Bool, english: Bool) -> RuleOutcome {
    let wanted = upper ? ScalarClass.upper : .lower
    let other = upper ? ScalarClass.lower : .upper
    guard isAll(wanted, no: other) else {
      let found = classes.reduce(0) { $1.contains(other) ? $0 + 1 : $0 }
      let letters = "\(upper ? "small" : "capital") letter\(found == 1 ? "" : "s")"
      return RuleOutcome(
        isMet: false, explanation: found == 0 ? "has no letters" : "has \(found) \(letters)")
    }
    let language = english ? outcome(language: "en") : nil
    guard language?.isMet ?? true else {
      return language ?? RuleOutcome(isMet: false, explanation: "")
    }
    return RuleOutcome(isMet: true, explanation: "has no \(upper ? "small" : "capital") letter")
  }

  func outcome(paragraph number: Int, word: String, of wanted: Int) -> RuleOutcome {
    let (all, filled) = cutParagraphs()
    guard filled == wanted else {
      return RuleOutcome(
        isMet: false,
        explanation:
          "has \(filled) paragraph\(filled == 1 ? "" : "s"); exactly \(wanted) \(wanted == 1 ? "is" : "are") wanted"
      )
    }
    guard number >= 1, number <= filled, number <= all.count else {
      return RuleOutcome(isMet: false, explanation: "has no paragraph \(number)")
    }
    let found = firstWord(all[number - 1])
    return RuleOutcome(
      isMet: found == word.lowercased(), explanation: "paragraph \(number) begins with “\(found)”")
  }

  /// The first scalars, as many as `wanted` has and 20 at least.
  func start(like wanted: String) -> String {
    string(trimmed.prefix(max(wanted.unicodeScalars.count, 20)))
  }

  /// The last scalars but for quotation marks, as many as `wanted` has and 20 at least.
  func end(like wanted: String) -> String {
    string(unquoted.suffix(max(wanted.unicodeScalars.count, 20)))
  }

  var hasLetters: Bool {
    classes.contains { $0.contains(.word) && !$0.contains(.digit) }
  }

  /// The text without blanks and, inside of them, double quotation marks at both ends.
  var unquoted: Range<Int> {
    var (low, high) = (trimmed.lowerBound, trimmed.upperBound)
    while low < high, scalars[low] == "\"" { low += 1 }
    while low < high, scalars[high - 1] == "\"" { high -= 1 }
    return low..<high
  }
}
