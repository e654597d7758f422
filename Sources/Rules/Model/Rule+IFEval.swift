extension Rule {
  /// The rule that an instruction of IFEval stands for, checked as IFEval's strict mode checks it.
  ///
  /// - Parameters:
  ///   - id: such as `length_constraints:number_words`.
  ///   - arguments: a JSON object, the entry of `kwargs`; members that are null count as missing.
  /// - Returns: `nil` for an unknown instruction, or where an argument is missing.
  /// - SeeAlso: Zhou et al., "Instruction-Following Evaluation for Large Language Models", 2023.
  package init?(ifeval id: String, arguments: JSONValue) {
    let given = IFEvalArguments(members: arguments.object ?? [:])
    let name = id.split(separator: ":").last ?? ""
    let rule =
      Self.counted(name, given) ?? Self.worded(name, given) ?? Self.formed(name, given)
    guard let rule else { return nil }
    self = rule
  }

  private static func counted(_ name: Substring, _ given: IFEvalArguments) -> Rule? {
    switch name {
    case "number_words": given.bound("relation", "num_words").map { .count(.words, $0) }
    case "number_sentences": given.bound("relation", "num_sentences").map { .count(.sentences, $0) }
    case "capital_word_frequency":
      given.bound("capital_relation", "capital_frequency").map { .count(.capitalWords, $0) }
    case "number_paragraphs":
      given.int("num_paragraphs").map { .count(.dividedParagraphs, .exactly($0)) }
    case "number_bullet_lists": given.int("num_bullets").map { .count(.bullets, .exactly($0)) }
    case "number_placeholders":
      given.int("num_placeholders").map { .count(.placeholders, .atLeast($0)) }
    case "number_highlighted_sections":
      given.int("num_highlights").map { .count(.highlights, .atLeast($0)) }
    case "multiple_sections":
      given.string("section_spliter").flatMap { marker in
        given.int("num_sections").map { .count(.sections(marker: marker), .atLeast($0)) }
      }
    default: nil
    }
  }

  private static func worded(_ name: Substring, _ given: IFEvalArguments) -> Rule? {
    switch name {
    case "existence": given.strings("keywords").map { .includes($0) }
    case "forbidden_words": given.strings("forbidden_words").map { .avoids($0) }
    case "frequency":
      given.string("keyword").flatMap { word in
        given.bound("relation", "frequency").map { .occurrences(word, $0) }
      }
    case "letter_frequency":
      given.string("letter").flatMap { letter in
        given.bound("let_relation", "let_frequency").map { .letter(letter, $0) }
      }
    case "nth_paragraph_first_word":
      given.int("nth_paragraph").flatMap { number in
        given.int("num_paragraphs").flatMap { all in
          given.string("first_word").map { .paragraphStart(number, word: $0, of: all) }
        }
      }
    case "postscript": given.string("postscript_marker").map { .postscript($0) }
    case "end_checker": given.string("end_phrase").map { .endsWith($0) }
    case "repeat_prompt": given.string("prompt_to_repeat").map { .repeats($0) }
    default: nil
    }
  }

  private static func formed(_ name: Substring, _ given: IFEvalArguments) -> Rule? {
    switch name {
    case "response_language": given.string("language").map { .language($0) }
    case "constrained_response":
      .oneOf(["My answer is yes.", "My answer is no.", "My answer is maybe."])
    case "json_format": .json
    case "title": .title
    case "two_responses": .twoResponses
    case "quotation": .quotation
    case "english_capital": .upperCase(english: true)
    case "english_lowercase": .lowerCase(english: true)
    case "no_comma": .avoidsMark(",")
    default: nil
    }
  }
}

/// The arguments of an instruction by name.
private struct IFEvalArguments {
  let members: [String: JSONValue]

  func int(_ key: String) -> Int? { members[key]?.int }
  func string(_ key: String) -> String? { members[key]?.string }
  func strings(_ key: String) -> [String]? { members[key]?.strings }

  /// A relation, `at least` or `less than`, and its number.
  func bound(_ relation: String, _ number: String) -> Bound? {
    guard let number = int(number) else { return nil }
    switch string(relation) {
    case "at least": return .atLeast(number)
    case "less than": return .lessThan(number)
    default: return nil
    }
  }
}
