import Records
import Testing

@testable import Filters

@Suite struct UnfinishedResponseTests {
  static let paragraph = "Paris is the capital of France. It lies on the river Seine."

  @Test(arguments: [
    "", " \n", "Paris", "42", "Paris.", "Is it?", "Wow!\u{200B} \n", "He said “no.”",
    "(See below.)",
    "It is so… ", "これは本です。", "هل هذا كتاب؟", "यह एक किताब है।", "นี่คือหนังสือ", "It costs 5 €",
    "It rose by 5%", "Good luck 🙂", "Good luck! :-)", "I'll be there. ^_^", "It is **bold**",
    "Read this. See https://example.org/a/b", "Ask her. Write to me@example.org",
    "We hire. #jobs #now", "Learn it. It is C++", "\(paragraph)\n\n---", "\(paragraph)\n***",
    "- apples\n- pears and quinces\n- all of the other things that one can find",
    "1. Buy bread.\n2. Buy milk.\n3. Go home.",
    "Roses are red\nViolets are blue\nand the days that we had in the sun are through",
    "Dear Ann,\n\n\(paragraph)\n\nYours sincerely,\nBartholomew J. Featherstonehaugh of Little Wood",
    "\(paragraph)\n\nAnswer: Paris", "```\nlet x = 1\n```", "Run:\n```sh\nls -l\n```\nThat is all.",
    "  ````md\n```\nx\n```\n  ````", "~~~\n```\n~~~", "Use ```x``` here.", "The song ends\n```",
    "| a | b |\n| - | - |\n| 1 | 2 |", "Name: ______", "Name:\nDate of birth:\nPlace of birth:",
    "Compare x vs. y and Mr. Smith and e.g. z", "def f(x):\n    return x + 1\nprint f",
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen",
    "\(paragraph)\n\nE = mc²",
  ])
  func `a text that ends is kept`(text: String) throws {
    let stage = try make(UnfinishedResponseFilter.self)
    #expect(judged(stage, "What?", .text(text), "x", .a) == "kept")
  }

  @Test(arguments: [
    "\(paragraph) The city is", "\(paragraph) It has, among others,", "Here is the list:",
    "\(paragraph)\nThe city is known for its museums and the many parks that", "Take the (",
    "1. Buy bread.\n2. Buy milk.\n3. Go to", "1. Buy bread.\n2.", "- a\n-", "x = 1 +",
    "\(paragraph)\n\n- **", "Paris and -", "well-known and cutting-", "这是一本书。这是一",
    "これは本です。これは", "यह एक किताब है। यह एक",
  ])
  func `prose that breaks off is found`(text: String) throws {
    let stage = try make(UnfinishedResponseFilter.self)
    let found = judged(stage, "What?", .text(text), "x", .a)
    #expect(found.hasPrefix("stops_mid_sentence {\"side\":\"a\",\"ends\":"))
    let line = text.split(separator: "\n").last ?? ""
    #expect(found.hasSuffix("\(line.suffix(40))\"}"))
  }

  @Test(arguments: [
    "```swift\nlet x = 1", "Run:\n\n~~~\nls",
    "1. So:\n   ```sh\n   ls\n   ```\n2. So:\n   ```sh\n   rm",
    "````\n```", "```\ncode\n```python\nmore",
  ])
  func `a fence that is left open is found`(text: String) throws {
    let stage = try make(UnfinishedResponseFilter.self)
    let found = judged(stage, "What?", .text(text), "x", .a)
    #expect(found == (text.hasSuffix("```") ? "kept" : #"unclosed_code_fence {"side":"a"}"#))
  }

  @Test func `the chosen response is read, and both where there is none`() throws {
    let stage = try make(UnfinishedResponseFilter.self)
    let either = try make(UnfinishedResponseFilter.self, "{side: either}")
    #expect(judged(stage, "What?", "Yes.", "So:", .a) == "kept")
    let found = #"stops_mid_sentence {"side":"b","ends":"So:"}"#
    #expect(judged(either, "What?", "Yes.", "So:", .a) == found)
    for decision in [Decision.b, .tie, .undecided, .bothBad] {
      #expect(judged(stage, "What?", "Yes.", "So:", decision) == found)
    }
    #expect(judged(stage, "What?", "So:", nil, .b) == "kept")
    #expect(judged(either, "What?", "So:", nil, .b) != "kept")
    #expect(judged(stage, "What?", "So:", nil, .a) != "kept")
  }

  @Test(arguments: [
    (#"[{"role":"assistant","content":"Done."}]"#, true),
    (#"[{"role":"assistant","content":"So:"}]"#, false),
    (#"[{"role":"assistant","content":"So:"},{"role":"user","content":"So:"}]"#, true),
    (#"[{"role":"assistant","content":"Go on:"},{"role":"assistant","content":"Done."}]"#, true),
    (#"[{"role":"assistant","content":"Let me see:","tool_calls":[{"id":"1"}]}]"#, true),
    (#"[{"role":"assistant","content":"Caf\u00e9.\n```\nx"}]"#, false),
    (#"[{"role":"assistant","content":[{"type":"text","text":"So:"}]}]"#, false), ("[]", true),
  ])
  func `of messages the last turn is read`(json: String, isKept: Bool) throws {
    let stage = try make(UnfinishedResponseFilter.self)
    #expect((judged(stage, "What?", .messages(json), "x", .a) == "kept") == isKept)
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `any bytes are read without a trap`(seed: UInt64) {
    var random = TestRandom(seed)
    let pieces: [[UInt8]] = [
      [0x60, 0x60, 0x60], [0x0A], [0x2D, 0x20], [0x80], [0xE4, 0xB8], [0x2E], [0x20], [0x61, 0x62],
      [0x2A], [0x3A], [0xF0], [0xE3, 0x80, 0x82], [0x31, 0x2E], [0x7E],
    ]
    let bytes = (0..<random.below(30)).flatMap { _ in pieces[random.below(pieces.count)] }
    _ = TextEnding.defect(of: bytes.span)
  }
}
