import Records
import Testing

@testable import Filters

@Suite struct LengthTests {
  @Test(arguments: [
    ("{}", "x", "y", "kept"), ("{}", "", "y", #"too_short {"side":"a","chars":0}"#),
    ("{min_chars: 3}", "abc", "ab", #"too_short {"side":"b","chars":2}"#),
    ("{min_chars: 3}", "äöü", "ababab", "kept"),
    ("{min_chars: 4}", "äöü", "abab", #"too_short {"side":"a","chars":3}"#),
    ("{max_chars: 3}", "äöü", "a\u{1F600}b", "kept"),
    ("{max_chars: 3}", "äöü", "a\u{1F600}bc", #"too_long {"side":"b","chars":4}"#),
    ("{min_words: 2}", "one two", "one\u{A0}two", "kept"),
    ("{min_words: 2}", "one two", " one\u{200B}two ", #"too_short {"side":"b","words":1}"#),
    ("{max_words: 2}", "one two three", "x", #"too_long {"side":"a","words":3}"#),
    ("{max_ratio: 2}", "abcd", "ab", "kept"),
    ("{max_ratio: 2}", "abcde", "ab", #"length_ratio {"a":5,"b":2}"#),
    ("{max_ratio: 2}", "ab", "éééé", "kept"),
    ("{min_chars: 0, max_ratio: 2}", "", "b", #"length_ratio {"a":0,"b":1}"#),
    ("{min_chars: 0, max_ratio: 2}", "", "", "kept"),
  ])
  func `bounds are on characters and words, not on bytes`(
    options: String, a: String, b: String, expected: String
  ) throws {
    #expect(judged(try make(LengthFilter.self, options), "What?", .text(a), .text(b)) == expected)
  }

  @Test func `the prompt has bounds of its own`() throws {
    let stage = try make(LengthFilter.self, "{min_prompt_chars: 2, max_prompt_chars: 3}")
    #expect(judged(stage, "x", "y", "z") == #"prompt_too_short {"side":"prompt","chars":1}"#)
    #expect(judged(stage, "äöü", "y", "z") == "kept")
    #expect(judged(stage, "äöüß", "y", "z") == #"prompt_too_long {"side":"prompt","chars":4}"#)
  }

  @Test func `of messages the contents count, without what joins them`() throws {
    let stage = try make(LengthFilter.self, "{min_chars: 4, max_chars: 4, max_prompt_chars: 4}")
    let messages = TestBody.messages(
      #"[{"role":"user","content":"a\n"},{"role":"assistant","content":"é\"","name":"long name"}]"#)
    #expect(judged(stage, messages, messages, messages) == "kept")
    #expect(
      judged(try make(LengthFilter.self, "{max_chars: 3}"), "What?", "x", messages)
        == #"too_long {"side":"b","chars":4}"#)
  }

  @Test func `a single response has no ratio`() throws {
    #expect(judged(try make(LengthFilter.self, "{max_ratio: 1}"), "What?", "x", nil) == "kept")
  }

  @Test func `crossed bounds are an error at the option`() throws {
    #expect(throws: WinnowError.self) {
      try make(LengthFilter.self, "{min_chars: 5, max_chars: 4}")
    }
    #expect(throws: WinnowError.self) { try make(LengthFilter.self, "{max_ratio: 0.5}") }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `counts are those of the standard library`(seed: UInt64) {
    var random = TestRandom(seed)
    let text = random.text(upTo: 20_000)
    let bytes = Array(text.utf8)
    #expect(bytes.span.scalarCount == text.unicodeScalars.count)
    #expect(
      bytes.span.wordCount
        == text.unicodeScalars.split { $0.properties.isWhitespace }.count)
    #expect(bytes.span.isBlank == text.unicodeScalars.allSatisfy(\.isInkless))
  }

  @Test func `white space is what Unicode calls so`() {
    for value in 0...0x10FFFF as ClosedRange<UInt32> {
      guard let scalar = Unicode.Scalar(value) else { continue }
      if scalar.isWhiteSpace != scalar.properties.isWhitespace { Issue.record("\(value)") }
    }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `any bytes are counted without a trap`(seed: UInt64) {
    var random = TestRandom(seed)
    let bytes = (0..<random.below(300)).map { _ in UInt8(random.below(256)) }
    #expect(bytes.span.scalarCount <= bytes.count)
    #expect(bytes.span.wordCount <= bytes.count)
    _ = bytes.span.isBlank
    bytes.span.forEachMessage { _ in true }
    var end = bytes.count
    while end > 0 { _ = bytes.span.scalar(endingAt: &end) }
  }
}
