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
    let tagged = items.flatMap(tagged)
    guard tagged.isEmpty else { return unique(tagged) }
    return unique(
      items.map(cleaned).filter { $0.lowercased().hasPrefix("the response") }
        .map { Criterion(.principle, $0) })
  }

  /// The items of a line, each with a tag behind or, in all of them, before it; what stands behind the last tag of
  /// items that end in one is a remark.
  private static func tagged(_ line: String) -> [Criterion] {
    var tags: [(range: Range<String.Index>, kind: Criterion.Kind)] = []
    while let next = tag(in: line[(tags.last?.range.upperBound ?? line.startIndex)...]) {
      tags.append(next)
    }
    guard let first = tags.first else { return [] }
    let before = cleaned(line[..<first.range.lowerBound])
    if before.contains(where: \.isLetter) {
      let ends = [line.startIndex] + tags.map(\.range.upperBound)
      return zip(ends, tags).enumerated().compactMap { place, item in
        let words = cleaned(line[item.0..<item.1.range.lowerBound])
        return criterion(item.1.kind, place == 0 ? words : unmarked(words))
      }
    }
    let starts = tags.dropFirst().map(\.range.lowerBound)
    return tags.enumerated().compactMap { place, tag in
      let rest = line[tag.range.upperBound...]
      guard place < starts.count else { return criterion(tag.kind, cleaned(rest)) }
      return criterion(tag.kind, unended(cleaned(rest[..<starts[place]])))
    }
  }

  private static func criterion(_ kind: Criterion.Kind, _ words: String) -> Criterion? {
    words.contains(where: \.isLetter) ? Criterion(kind, words) : nil
  }

  /// Without the mark that an item within a line begins with: `; 2. The response is kind`.
  private static func unmarked(_ words: String) -> String {
    let bare = String(words.drop { ";,|".contains($0) || $0.isWhitespace })
    return cleaned(NumberedText.body(bare) ?? bare)
  }

  /// Without the mark of the item behind it, which follows the end of a sentence: `The response is kind. 2.`.
  private static func unended(_ words: String) -> String {
    guard let last = words.split(separator: " ").last, last.count < words.count else {
      return words
    }
    let rest = cleaned(words.dropLast(last.count))
    let isMark =
      (2...4).contains(last.count) && ".):".contains(last.suffix(1))
      && last.dropLast().allSatisfy { $0.isASCII && $0.isNumber }
    return isMark && ".;!?".contains(rest.suffix(1)) ? rest : words
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
