extension Rule {
  /// The criterion's sentence: "The response has at least 300 words."
  package var text: String { "The response \(predicate)." }

  /// What the response does, without the subject.
  private var predicate: String {
    switch self {
    case .count(let unit, let bound):
      "has \(bound.words) \(unit.noun(bound.grammaticalNumber))"
    case .occurrences(let text, let bound): Self.occurring("“\(text)”", bound)
    case .letter(let letter, let bound): Self.occurring("the letter “\(letter)”", bound)
    case .includes(let texts): "contains \(Self.list(texts, "and"))"
    case .avoids(let texts):
      "does not contain the word\(texts.count == 1 ? "" : "s") \(Self.list(texts, "or"))"
    case .quotes(let text): "contains exactly “\(text)”"
    case .language(let code): "is in \(LanguageName.name(of: code))"
    case .paragraphStart(let number, let word, let all):
      "has exactly \(all) paragraph\(all == 1 ? "" : "s"), and paragraph \(number) begins with “\(word)”"
    case .postscript(let marker): "has a postscript that begins with \(marker)"
    case .oneOf(let texts): "contains one of \(Self.list(texts, "or"))"
    case .json: "is a JSON value and nothing else"
    case .title: "contains a title in double angular brackets"
    case .twoResponses: "gives two different responses with ****** between them"
    case .quotation: "is wrapped in double quotation marks"
    case .repeats(.some(let text)): "first repeats “\(Self.short(text))”"
    case .repeats(.none): "first repeats the prompt"
    case .startsWith(let text): "begins with “\(text)”"
    case .endsWith(let text): "ends with “\(text)”"
    case .upperCase(let english): "is in\(english ? " English, in" : "") all capital letters"
    case .lowerCase(let english): "is in\(english ? " English, in" : "") all lowercase letters"
    case .avoidsMark(let mark): "has no \(Self.markName(mark))"
    case .endsWithQuestion: "ends with a question"
    }
  }

  private static func occurring(_ what: String, _ bound: Bound) -> String {
    if bound.maximum == 0 { return "does not contain \(what)" }
    return "contains \(what) \(bound.words) time\(bound.grammaticalNumber == 1 ? "" : "s")"
  }

  /// The plural name of a punctuation mark.
  static func markName(_ mark: String) -> String {
    RuleVocabulary.marks.first { $0.mark == mark }?.plural ?? "“\(mark)”"
  }

  /// Texts in quotation marks, with `word` before the last.
  static func list(_ texts: [String], _ word: String) -> String {
    let quoted = texts.map { "“\($0)”" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "nothing" }
    return quoted.dropLast().joined(separator: ", ") + " \(word) \(last)"
  }

  /// The first 60 characters.
  static func short(_ text: String) -> String {
    text.count <= 60 ? text : "\(text.prefix(59))…"
  }
}
