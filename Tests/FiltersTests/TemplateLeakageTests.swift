import Records
import Testing

@testable import Filters

@Suite struct TemplateLeakageTests {
  static func evidence(_ side: String, _ marker: String, _ byte: Int) -> String {
    #"template_leakage {"side":"\#(side)","marker":"\#(marker)","byte":\#(byte)}"#
  }

  @Test(
    arguments: [
      ("Paris.", nil), ("Paris.<|im_end|>", ("<|im_end|>", 6)),
      ("é <|eot_id|> x", ("<|eot_id|>", 3)),
      ("Paris.\n\nHuman: and", ("Human:", 8)), ("Paris.\nHuman: and", nil),
      ("The Human: a book", nil),
      ("Human: hi", ("Human:", 0)), ("Paris.\n \t\r\nAssistant: and", ("Assistant:", 11)),
      ("Paris.\nUSER: and", ("USER:", 7)), ("Paris. USER: and", nil), ("POWERUSER: x", nil),
      ("### Response:\nParis", ("### Response:", 0)), ("a\n### Response: b", ("### Response:", 2)),
      ("use ### Response: here", nil), ("[INST] x [/INST]", ("[INST]", 0)),
      ("<s> Paris", ("<s>", 0)), ("strike <s>this</s> out", nil), ("Paris</s> \n", ("</s>", 5)),
      ("end with `<|im_end|>` here", nil), ("end with '<|im_end|>' here", ("<|im_end|>", 10)),
      ("a < b [c] # d\n\n\n", nil), ("<｜Assistant｜>Paris", ("<｜Assistant｜>", 0)),
      ("\n", nil), ("", nil), ("<", nil), ("<|im_end|", nil),
      ("1234567<|im_end|>", ("<|im_end|>", 7)),
    ] as [(String, (String, Int)?)])
  func `markers count where a template puts them`(text: String, expected: (String, Int)?) throws {
    let found = judged(try make(TemplateLeakageFilter.self), "What?", .text(text), "fine")
    #expect(found == (expected.map { Self.evidence("a", $0.0, $0.1) } ?? "kept"))
  }

  @Test func `a marker of the prompt is what the answer is about`() throws {
    let stage = try make(TemplateLeakageFilter.self)
    #expect(judged(stage, "What is <|im_end|>?", "<|im_end|> ends a turn", "x") == "kept")
    #expect(
      judged(stage, "What is <|im_end|>?", "<|im_end|> ends a turn\n\nHuman: ok", "x")
        == Self.evidence("a", "Human:", 24))
    let strict = try make(TemplateLeakageFilter.self, "{skip_quoted: false}")
    #expect(
      judged(strict, "What is <|im_end|>?", "it's `<|im_end|>`", "x")
        == Self.evidence("a", "<|im_end|>", 6))
  }

  @Test func `the side can be chosen`() throws {
    let stage = try make(TemplateLeakageFilter.self, "{side: chosen}")
    #expect(judged(stage, "What?", "fine", "[INST]", .a) == "kept")
    #expect(judged(stage, "What?", "fine", "[INST]", .b) == Self.evidence("b", "[INST]", 0))
    #expect(judged(stage, "What?", "fine", "[INST]", .tie) == Self.evidence("b", "[INST]", 0))
    #expect(judged(stage, "What?", "[INST]", nil, .a) == Self.evidence("a", "[INST]", 0))
    #expect(judged(stage, "What?", "[INST]", nil, .b) == "kept")
  }

  @Test func `messages are read turn by turn, the assistant's only`() throws {
    let stage = try make(TemplateLeakageFilter.self)
    let messages = { (content: String) in
      TestBody.messages(
        #"[{"role":"user","content":"Human: x"},{"role":"assistant","content":"\#(content)"}]"#)
    }
    #expect(judged(stage, "What?", messages("hi"), "x") == "kept")
    #expect(
      judged(stage, "What?", messages(#"hi\nUSER: x"#), "x") == Self.evidence("a", "USER:", 3))
    #expect(judged(stage, "What?", messages(#"hi \u003cs>\n"#), "x") == "kept")
  }

  @Test func `own markers are found anywhere, exactly as written`() throws {
    let stage = try make(
      TemplateLeakageFilter.self, #"{extra_markers: ["As an AI", "\nQ:"], known_markers: false}"#)
    #expect(judged(stage, "What?", "so, As an AI I", "x") == Self.evidence("a", "As an AI", 4))
    #expect(judged(stage, "What?", "Q: what\nQ: why", "x") == Self.evidence("a", #"\nQ:"#, 7))
    #expect(judged(stage, "What?", "as an AI <|im_end|>", "x") == "kept")
    #expect(throws: WinnowError.self) {
      try make(TemplateLeakageFilter.self, #"{extra_markers: [""]}"#)
    }
  }

  @Test(arguments: 0..<500 as Range<UInt64>)
  func `the first marker is the one a slow search finds`(seed: UInt64) {
    var random = TestRandom(seed)
    let pieces = ["<", "|", "ab", "\n", " ", "[x]", "é", "Human:", "</s>"]
    let text = (0..<random.below(40)).map { _ in pieces[random.below(pieces.count)] }.joined()
    let markers = [
      Marker("<|ab", .anywhere), Marker("[x]<", .anywhere), Marker("Human:", .paragraph),
      Marker("ab", .line), Marker("</s>", .end), Marker("é", .start), Marker("<|abab", .anywhere),
    ]
    let bytes = Array(text.utf8)
    let found = MarkerSearch(markers).first(in: bytes.span)
    let expected = slowFirst(markers, in: bytes)
    #expect(found?.offset == expected?.offset)
    #expect(found?.marker == expected?.marker)
  }

  private func slowFirst(_ markers: [Marker], in bytes: [UInt8]) -> (marker: Marker, offset: Int)? {
    for i in bytes.indices {
      for marker in markers.sorted(by: { $0.text.count > $1.text.count })
      where bytes[i...].starts(with: marker.text) {
        let before = String(decoding: bytes[..<i], as: UTF8.self)
        let behind = String(decoding: bytes[(i + marker.text.count)...], as: UTF8.self)
        let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
        let stands =
          switch marker.place {
          case .anywhere: true
          case .start: before.isEmpty
          case .line: lines.last?.isEmpty ?? true
          case .paragraph:
            before.isEmpty
              || (lines.last?.isEmpty ?? true) && lines.count > 1
                && lines[lines.count - 2].allSatisfy { $0 == " " }
          case .end: behind.allSatisfy { $0 == " " || $0 == "\n" }
          }
        if stands { return (marker, i) }
      }
    }
    return nil
  }
}
