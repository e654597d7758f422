import Foundation
import Testing

@testable import Scoring

/// The dense features of an answer.
func denseRow(_ answer: [UInt8], question: [UInt8] = []) -> [Float] {
  var decoded = DecodedText()
  var tokens = TokenList()
  var reader = DenseReader()
  decoded.read(question.span)
  tokens.read(decoded)
  reader.readQuestion(question.span, decoded, tokens)
  reader.readPrompt(decoded, tokens)
  decoded.read(answer.span)
  tokens.read(decoded)
  var row: [Float] = []
  reader.read(answer.span, decoded, tokens, into: &row)
  return row
}

@Suite struct DenseFeatureTests {
  /// Values before they are squashed, worked out by hand.
  @Test(arguments: [
    ("words", "One two. Three four five!", 5), ("sentences", "One two. Three four five!", 2),
    ("sentences", "Version 1.5 is out... Really?", 1), ("characters", "añb", 3),
    ("sentences", "今日は。元気？", 2), ("paragraphs", "a\n\nb\nc\n\n\nd", 3),
    ("lines", "a\n\nb\nc\n\n\nd", 4), ("sentence_length", "a b c. d e f.", 2),
    ("is_empty", " \n", 1), ("is_empty", "a", 0), ("is_tiny", "a b", 1),
    ("bullets", "- a\n* b\n• c\n-d\n  - e", 4), ("numbered_items", "1. a\n2) b\n10. c\n3.5 d", 3),
    ("list_share", "x\n- a\n1. b\ny", 0.5), ("headings", "# A\n### B\n#no\n####### no", 2),
    ("bold", "**a** b **c**", 4), ("code_blocks", "```swift\nlet a\n```\nx", 1),
    ("code_lines", "```\na\nb\n```\nx", 2), ("backticks", "`a` b", 2),
    ("table_rows", "| a | b |\n|---|---|\n| c", 2), ("links", "[a](b) https://c.d", 2),
    ("markup", "a = {b}", 3), ("role_markers", "Hi\nHuman: x\n<|im_end|>", 2),
    ("duplicate_lines", "the same line here\nthe same line here", 0.5),
    ("ends_unfinished", "```\ncode", 1), ("ends_unfinished", "One. And then the", 1),
    ("ends_unfinished", "One. Two.", 0), ("ends_with_stop", "Yes. ", 1),
    ("ends_with_question", "Yes?", 1), ("ends_joining", "these:", 1), ("ends_with_word", "a", 1),
    ("starts_lower", "a", 1), ("starts_blank", " a", 1), ("ends_blank", "a\n", 1),
    ("digits", "a1b22", 3), ("digit_share", "1a2b", 0.5), ("capital_share", "AbCd", 0.5),
    ("capital_words", "NASA is A x", 0.25), ("capitalised", "The Cat sat on", 0.5),
    ("punctuation_share", "a,b.", 0.5), ("commas", "a, b，c", 2), ("quotes", "\"a\" “b”", 4),
    ("parentheses", "(a) (b)", 2), ("question_marks", "a? b？", 2),
    ("exclamation_marks", "a!! b", 2), ("ellipses", "a... b… c..", 2),
    ("wide_share", "aé", 0.5), ("latin_share", "aéжж", 0.5),
    ("distinct_words", "a b a b", 0.5), ("distinct_bigrams", "a b a b a", 0.5),
    ("most_repeated", "a b c d a b c d", 2), ("longest_repeat", "a b c d e a b c d e", 0.5),
    ("once_words", "a a b", 0.5), ("word_length", "ab abcd", 3),
    ("long_words", "whatever it", 0.5), ("stop_words", "the cat of dogs", 0.5),
    ("numbers", "1 2 1 a1", 2), ("refusals", "I can't do that. I won’t.", 2),
    ("early_refusal", "I'm sorry, but I cannot", 1), ("early_refusal", "Here you are", 0),
    ("apologies", "Sorry! My apologies.", 2),
    ("speaks_as_program", "As an AI language model, I", 2),
    ("hedges", "Maybe it depends.", 2), ("first_person", "I told my dog", 2),
    ("second_person", "you and your", 2), ("causes", "because of that, therefore", 2),
    ("examples", "for example a, such as b", 2), ("opens_agreeing", "Sure, here", 1),
    ("opens_agreeing", "one two three sure", 0), ("closings", "Let me know!", 1),
  ])
  func `a feature of the answer alone`(name: String, answer: String, expected: Double) throws {
    try check(name, answer, question: "", expected)
  }

  @Test(
    arguments: [
      ("length_to_prompt", "abc", "abc", 0),
      ("words_from_question", "cats eat mice", "do cats run", 1.0 / 3),
      ("question_covered", "cats eat mice", "do cats run", 0.5),
      ("bigrams_from_question", "red cats eat", "red cats run", 0.5),
      ("repeats_opening", "what is a cat and", "What is a dog", 3),
      ("opens_with_question", "is it cat", "cat is", 2.0 / 3),
      ("question_numbers", "it is 42", "42 or 43", 0.5),
      ("numbers_from_question", "42 and 44", "42 or 43", 0.5),
      ("script_agreement", "привет", "hello", 0), ("script_agreement", "hi", "hello", 1),
      ("language_agreement", "the of and", "der und", 0),
      ("language_agreement", "the of", "the of", 1), ("asks_back", "why?", "tell me", 1),
      ("asks_back", "why?", "tell me?", 0), ("code_for_code", "```\na\n```", "b", 0),
    ] as [(String, String, String, Double)])
  func `a feature beside the question`(
    name: String, answer: String, question: String, expected: Double
  ) throws {
    try check(name, answer, question: question, expected)
  }

  private func check(_ name: String, _ answer: String, question: String, _ expected: Double) throws
  {
    let i = try #require(DenseFeature.all.firstIndex { $0.name == name })
    let found = denseRow(Array(answer.utf8), question: Array(question.utf8))[i]
    let wanted =
      switch DenseFeature.all[i].squash {
      case .none: expected
      case .log: log1p(expected)
      case .root: expected.squareRoot()
      case .tanh: tanh(expected)
      }
    #expect(abs(Double(found) - wanted) < 1e-6, "\(name) of `\(answer)`: \(found), not \(wanted)")
  }

  @Test func `names are unique and every feature is explained`() {
    let names = DenseFeature.all.map(\.name)
    #expect(Set(names).count == names.count && names.count >= 40)
    #expect(DenseFeature.all.allSatisfy { !$0.meaning.isEmpty && !$0.unit.isEmpty })
  }

  @Test func `what was read before leaves no trace`() {
    let text = Array("A long answer, with 3 numbers. And words words words words.".utf8)
    var decoded = DecodedText()
    var tokens = TokenList()
    var reader = DenseReader()
    var row: [Float] = []
    for answer in [text, [], Array("Hm".utf8), text] {
      decoded.read(answer.span)
      tokens.read(decoded)
      reader.read(answer.span, decoded, tokens, into: &row)
    }
    #expect(row == denseRow(text))
  }
}
