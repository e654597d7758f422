internal import Endpoints
internal import Rules
internal import Store

/// Reads a rubric out of what a model wrote.
enum RubricReply {
  /// Why an attempt gave no rubric.
  enum Failure: String, Error, CaseIterable {
    case refused = "refused by the model"
    case malformed = "answered in another form"
    case rejected = "not taken by the server"
    case cut = "the reply ends at `max_tokens`"
    case empty = "no criterion in the reply"

    init(_ failure: AnswerFailure) {
      self =
        switch failure {
        case .refused: .refused
        case .malformed: .malformed
        case .rejected: .rejected
        }
    }

    /// Whether the same question again may be answered otherwise.
    var mayPass: Bool { self != .rejected }
  }

  static func criteria(
    _ answer: Result<ChatExchange.Answer, AnswerFailure>
  ) -> Result<[Criterion], Failure> {
    switch answer {
    case .failure(let failure): return .failure(Failure(failure))
    case .success(let answer):
      guard answer.finish != "length" else { return .failure(.cut) }
      let criteria = criteria(in: answer.text)
      return criteria.isEmpty ? .failure(.empty) : .success(criteria)
    }
  }

  /// The criteria of a reply, each once; empty where there are none.
  ///
  /// Fences, headings, thoughts before and remarks behind are left out. Where any item has a tag, only those that have
  /// one count; else those that begin as they should.
  static func criteria(in text: String) -> [Criterion] {
    var text = text
    if let thoughts = text.ranges(of: "</think>").last {
      text.removeSubrange(..<thoughts.upperBound)
    }
    let plain = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .filter { !$0.drop { $0.isWhitespace }.hasPrefix("```") }.joined(separator: "\n").trimmed
    if let first = plain.first, "[{".contains(first), let value = JSONValue(plain) {
      return unique((try? GivenRubric.read(value).get()) ?? [])
    }
    let items = NumberedText.items(of: plain)
    let tagged = items.compactMap(tagged)
    guard tagged.isEmpty else { return unique(tagged) }
    return unique(
      items.map(cleaned).filter { $0.lowercased().hasPrefix("the response") }
        .map { Criterion(.principle, $0) })
  }

  /// An item with a tag, which may stand before it; what stands behind the tag of an item is a remark.
  private static func tagged(_ item: String) -> Criterion? {
    guard let tag = tag(in: item[...]) else { return nil }
    let before = cleaned(item[..<tag.range.lowerBound])
    if before.contains(where: \.isLetter) { return Criterion(tag.kind, before) }
    let rest = item[tag.range.upperBound...]
    let after = cleaned(rest[..<(self.tag(in: rest)?.range.lowerBound ?? rest.endIndex)])
    return after.contains(where: \.isLetter) ? Criterion(tag.kind, after) : nil
  }

  private static func tag(
    in text: Substring
  ) -> (range: Range<String.Index>, kind: Criterion.Kind)? {
    for start in text.indices where text[start] == "[" {
      guard let end = text[start...].prefix(16).firstIndex(of: "]") else { continue }
      let word = text[start..<end].lowercased().filter(\.isLetter)
      let kind: Criterion.Kind? =
        switch word {
        case "hardrule", "hardrules": .hardRule
        case "principle", "principles": .principle
        default: nil
        }
      if let kind { return (start..<text.index(after: end), kind) }
    }
    return nil
  }

  /// Without blanks, emphasis and dashes around it.
  private static func cleaned(_ text: some StringProtocol) -> String {
    func isMark(_ character: Character) -> Bool {
      character.isWhitespace || "*_-\u{2013}\u{2014}:`".contains(character)
    }
    let start = String(text).drop(while: isMark)
    guard let end = start.lastIndex(where: { !isMark($0) }) else { return "" }
    return String(start[...end])
  }

  /// Whether a criterion points at one of the responses that the generator saw, which means nothing to a judge who
  /// sees others, or these in another order.
  static func pointsAtResponse(_ text: String) -> Bool {
    let words = text.split { !$0.isLetter && !$0.isNumber }
    return zip(words, words.dropFirst()).contains { word, next in
      let isResponse = ["response", "answer"].contains(word.lowercased())
      // Not the article: `gives the response a title`.
      if isResponse, next == "A" || next == "B" || next.allSatisfy(\.isNumber) { return true }
      return shown.contains(word.lowercased())
        && ["response", "answer"].contains(next.lowercased())
    }
  }

  /// Not `first` or `other`: prompts may ask for several answers.
  private static let shown = ["preferred", "dispreferred", "chosen", "rejected"]

  private static func unique(_ criteria: [Criterion]) -> [Criterion] {
    var seen: Set<String> = []
    return criteria.filter { seen.insert($0.text).inserted }
  }
}

extension [Criterion] {
  /// As a judge is shown them: numbered, each with its tag.
  var numbered: String {
    enumerated().map { "\($0 + 1). \($1.text) \($1.kind.tag)" }.joined(separator: "\n")
  }
}
