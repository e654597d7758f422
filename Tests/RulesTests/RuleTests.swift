import Rules
import Testing

/// Rules as values: their JSON, their sentences, their simplest form.
@Suite struct RuleTests {
  static let all: [Rule] =
    CheckTests.forms.map(\.0) + CheckTests.counts.map { .count($0.0, .atLeast($0.2)) }
    + ParserTests.table.flatMap(\.1) + [.language("sw"), .repeats(nil), .quotes("a \"b\"\n\\")]

  @Test func `a rule comes back from its JSON`() {
    for rule in Self.all {
      #expect(Rule(json: rule.json) == rule, "\(rule.json)")
    }
  }

  @Test func `a rule has a sentence of its own`() {
    for rule in Self.all {
      #expect(rule.text.hasPrefix("The response "))
      #expect(rule.text.hasSuffix("."))
    }
  }

  @Test(arguments: [
    "", "[]", "{}", "{\"kind\":\"words\"}", "{\"kind\":\"unknown\"}", "{\"kind\":\"quotes\"}",
    "{\"kind\":\"words\",\"at_least\":3,\"at_most\":2}", "{\"kind\":\"words\",\"at_least\":1.5}",
    "{\"kind\":\"includes\",\"texts\":[1]}",
  ])
  func `what is no rule is refused`(json: String) {
    #expect(Rule(json: json) == nil)
  }

  @Test func `bounds that mean the same are equal`() {
    #expect(Bound.lessThan(5) == .atMost(4))
    #expect(Bound.between(3, 3) == .exactly(3))
    #expect(Bound.between(6, 5) == .between(5, 6))
    #expect(Rule.occurrences("Moss", .atLeast(1)).simplest == Rule.includes(["moss"]).simplest)
    #expect(Bound.exactly(1).sides == [.atLeast(1), .atMost(1)])
    #expect(Bound.lessThan(300).words == "fewer than 300")
    #expect(Bound.atMost(45).words == "at most 45")
    #expect(Rule.count(.words, .atMost(0)).text == "The response has no words.")
  }

  @Test(arguments: 0..<60 as Range<UInt64>)
  func `any text can be read, parsed and checked`(seed: UInt64) {
    var state = seed &+ 1
    var pieces = ""
    for _ in 0..<60 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      pieces += Self.pieces[Int(state >> 33) % Self.pieces.count]
    }
    for parsed in RuleParser.rules(in: pieces) {
      #expect(Rule(json: parsed.rule.json) == parsed.rule)
      #expect(Array(pieces.utf8)[parsed.range].elementsEqual(parsed.words.utf8))
    }
    let text = ScalarText(pieces)
    for rule in Self.all { _ = rule.check(text, prompt: pieces) }
  }

  private static let pieces = [
    "at least ", "3 ", "words", ". ", "\n", "\"", "'", "“", "”", "*", "***", "******", "<<", ">>",
    "[", "]",
    "the word ", "letter ", "commas ", "do not ", "use ", "é", "’", "—", "-", "1,000", "12.5",
    "between ",
    "and ", "paragraph ", "2 ", "repeat the request first ", "end with ", ": ", "json ",
    "in French ", "X ",
    "SECTION ", "P.S. ", "once ", "`", "{", "}", "\r\n", "\t", "every ", "highlight ", "🙂", "न",
    "title ",
  ]

  @Test func `a deep or broken JSON text is no value`() {
    #expect(JSONValue(String(repeating: "[", count: 100_000)) == nil)
    #expect(JSONValue("\"\\ud800\"") != nil)
    #expect(JSONValue("\"a\nb\"") == nil)
    #expect(JSONValue(" {\"a\" : [ true , -0.5e-2 ] } ") != nil)
    #expect(JSONValue("1 2") == nil)
  }
}
