import Records
import Testing

@testable import Scoring

@Suite struct AnswerTextTests {
  @Test(arguments: [
    ("[]", "", ""), ("", "", ""), ("[{}]", "", ""), ("{", "", ""),
    (#"[{"role":"user","content":"a"}]"#, "a", "a"),
    (
      #"[{"role":"system","content":"s"},{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"user","content":"c\n\u00e9"}]"#,
      "s\na\nb\nc\né", "c\né"
    ),
    (#"[{"role":"assistant","content":"b"}]"#, "b", "b"),
    (
      #"[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image","url":"x"},{"type":"text","text":"b"}]}]"#,
      "ab", "ab"
    ),
    (
      #"[{"role":"user","content":null,"tool":{"x":[1,"]"]}},{"role":"user","content":"z"}]"#,
      "\nz", "z"
    ),
    (#"[{"role":"user","content":"\ud83d\ude00\ud83d"}]"#, "😀\u{FFFD}", "😀\u{FFFD}"),
    (#"[{"role":"user","content":"cut"#, "", ""),
  ])
  func `the text of messages is their contents`(body: String, all: String, question: String) {
    var text: [UInt8] = []
    AnswerText.read(Array(body.utf8).span, .messages, .all, into: &text)
    #expect(String(decoding: text, as: UTF8.self) == all)
    AnswerText.read(Array(body.utf8).span, .messages, .lastUserTurn, into: &text)
    #expect(String(decoding: text, as: UTF8.self) == question)
  }

  @Test func `plain text is taken as it is`() {
    var text: [UInt8] = [1]
    AnswerText.read(Array(#"["a"]"#.utf8).span, .text, into: &text)
    #expect(text == Array(#"["a"]"#.utf8))
  }
}
