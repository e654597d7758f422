import Testing

@testable import Filters

@Suite struct IdenticalResponsesTests {
  @Test(arguments: [
    ("abc", "abd", "kept"), ("abc", "abc", "identical"),
    ("abc", "abc\n", "identical_up_to_space"), (" a  b", "a\u{A0}b ", "identical_up_to_space"),
    ("a b", "ab", "kept"), ("", " \n", "identical_up_to_space"),
    ("abc", "abcd", #"prefix {"side":"a"}"#), ("abc d", "abc", #"prefix {"side":"b"}"#),
    ("", "x", #"prefix {"side":"a"}"#), ("é", "e\u{301}", "kept"),
    ("a\u{3000}b", "a\u{2003}b", "identical_up_to_space"),
    ("12345678 abc", "12345678  abc", "identical_up_to_space"),
    ("12345678 x", "12345678 y", "kept"),
  ])
  func `responses are compared by bytes, by words, and as beginnings`(
    a: String, b: String, expected: String
  ) throws {
    #expect(
      judged(try make(IdenticalResponsesFilter.self), "What?", .text(a), .text(b)) == expected)
  }

  @Test func `what counts can be chosen`() throws {
    let strict = try make(IdenticalResponsesFilter.self, "{ignore_space: false, prefix: false}")
    #expect(judged(strict, "What?", "abc", "abc ") == "kept")
    #expect(judged(strict, "What?", "abc", "abcd") == "kept")
    #expect(judged(strict, "What?", "abc", "abc") == "identical")
  }

  @Test func `a single response equals nothing`() throws {
    #expect(judged(try make(IdenticalResponsesFilter.self), "What?", "abc", nil) == "kept")
  }

  @Test(arguments: [
    (
      #"[{"role":"assistant","content":"a\nb"}]"#, TestBody.text("a\nb"), "identical"
    ),
    (#"[{"role":"assistant","content":"a\nb"}]"#, .text("a  b"), "identical_up_to_space"),
    (#"[{"role":"assistant","content":"ab"}]"#, .text("a"), #"prefix {"side":"b"}"#),
    (
      #"[{"role":"assistant","content":"a"},{"role":"user","content":"b"}]"#, .text("a"),
      #"prefix {"side":"b"}"#
    ),
    (
      #"[{"role":"assistant","content":"a","tool_calls":[1]}]"#,
      .messages(#"[{"role":"assistant","content":"a","tool_calls":[2]}]"#), "kept"
    ),
    (
      #"[{"role":"assistant","content":"","tool_calls":[1]}]"#,
      .messages(#"[{"role":"assistant","content":null,"tool_calls":[1]}]"#), "identical"
    ),
    (
      #"[{"role":"tool","content":"a"}]"#, .messages(#"[{"role":"assistant","content":"a"}]"#),
      "kept"
    ),
    (
      #"[{"role":"assistant","content":[{"type":"image","url":"x"}]}]"#,
      .messages(#"[{"role":"assistant","content":[{"type":"image","url":"y"}]}]"#), "kept"
    ),
  ])
  func `messages are compared with roles and tool calls`(
    json: String, other: TestBody, expected: String
  ) throws {
    #expect(
      judged(try make(IdenticalResponsesFilter.self), "What?", .messages(json), other) == expected)
  }

  @Test(arguments: 0..<500 as Range<UInt64>)
  func `the comparison is that of the split texts`(seed: UInt64) throws {
    var random = TestRandom(seed)
    let a = random.text(upTo: 12)
    let b = random.below(2) == 0 ? a + random.text(upTo: 2) : respaced(a, &random)
    let words = { (text: String) in
      text.unicodeScalars.split { $0.properties.isWhitespace }.map { Array($0) }
    }
    let (x, y) = (Array(a.utf8), Array(b.utf8))
    let expected =
      if x == y {
        "identical"
      } else if words(a) == words(b) {
        "identical_up_to_space"
      } else if x.starts(with: y) || y.starts(with: x) {
        "prefix"
      } else {
        "kept"
      }
    let found = judged(try make(IdenticalResponsesFilter.self), "What?", .text(a), .text(b))
    #expect(found.split(separator: " ").first.map(String.init) == expected)
  }

  private func respaced(_ text: String, _ random: inout TestRandom) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard scalar.properties.isWhitespace else {
        out.append(scalar)
        continue
      }
      for _ in 0...random.below(3) { out.append([" ", "\n", "\u{3000}"][random.below(3)]) }
    }
    return String(out)
  }
}
