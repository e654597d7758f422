import Testing

@testable import Filters

@Suite struct EmptyResponseTests {
  @Test(arguments: [
    ("visible", "kept"), ("", "side a"), (" \t\r\n", "side a"),
    ("\u{A0}\u{3000}\u{2003}", "side a"),
    ("\u{200B}\u{FEFF}\u{2060}\u{AD}", "side a"), ("\u{0}\u{1F}\u{7F}\u{85}", "side a"),
    ("\u{2800}\u{FE0F}\u{200D}", "side a"), ("\u{200B}.", "kept"), (" é", "kept"), ("🙂", "kept"),
    ("\u{E0020}", "side a"), ("\u{FFFD}", "kept"), ("0", "kept"),
  ])
  func `a response is empty if nothing of it can be seen`(text: String, expected: String) throws {
    let stage = try make(EmptyResponseFilter.self)
    let found = judged(stage, "What?", .text(text), "fine")
    #expect(found == (expected == "kept" ? "kept" : #"empty_response {"side":"a"}"#))
  }

  @Test func `the evidence names the side`() throws {
    let stage = try make(EmptyResponseFilter.self)
    #expect(judged(stage, "What?", "x", " ") == #"empty_response {"side":"b"}"#)
    #expect(judged(stage, "What?", "", " ") == #"empty_response {"side":"both"}"#)
  }

  @Test func `a single response is read alone`() throws {
    let stage = try make(EmptyResponseFilter.self)
    #expect(judged(stage, "What?", "x", nil) == "kept")
    #expect(judged(stage, "What?", "", nil) == #"empty_response {"side":"a"}"#)
  }

  @Test func `an empty prompt comes first, and can be let through`() throws {
    #expect(judged(try make(EmptyResponseFilter.self), " \n", "", "x") == "empty_prompt")
    let stage = try make(EmptyResponseFilter.self, "{prompt: false, action: mark}")
    #expect(judged(stage, "", "x", "y") == "kept")
    #expect(judged(stage, "", "x", "") == #"empty_response {"side":"b"}"#)
    #expect(stage.action == .mark)
  }

  @Test(arguments: [
    (#"[{"role":"assistant","content":"x"}]"#, true),
    (#"[{"role":"assistant","content":""}]"#, false),
    (#"[{"role":"assistant","content":" \n\u00a0\t"}]"#, false),
    (#"[{"role":"assistant","content":null,"tool_calls":[{"id":"1"}]}]"#, true),
    (#"[{"role":"assistant","content":"","tool_calls":[]}]"#, false),
    (#"[{"role":"assistant","content":"","name":"bob"}]"#, false),
    (#"[{"role":"assistant","content":""},{"role":"user","content":"go on"}]"#, false),
    (
      #"[{"role":"assistant","content":""},{"role":"tool"},{"role":"assistant","content":"y"}]"#,
      true
    ),
    (#"[{"role":"assistant","content":[{"type":"text","text":""}]}]"#, false),
    (#"[{"role":"assistant","content":[{"type":"text","text":"x"}]}]"#, true),
    (#"[{"role":"assistant","content":[{"type":"image_url","image_url":{"url":"u"}}]}]"#, true),
    (#"[{"role":"assistant","content":[]}]"#, false), ("[]", false), ("", false), ("[{", false),
    (#"[{"role":"assistant","content":"x"#, false), (#"{"role":"assistant"}"#, false),
  ])
  func `messages say something by text, tool call or other content`(
    json: String, isKept: Bool
  ) throws {
    let stage = try make(EmptyResponseFilter.self)
    let found = judged(stage, "What?", .messages(json), "fine")
    #expect(found == (isKept ? "kept" : #"empty_response {"side":"a"}"#))
  }

  @Test func `a prompt of messages needs more than a system turn`() throws {
    let stage = try make(EmptyResponseFilter.self)
    let system = #"{"role":"system","content":"be nice"}"#
    #expect(
      judged(stage, .messages("[\(system),{\"role\":\"user\",\"content\":\"\"}]"), "x", "y")
        == "empty_prompt")
    #expect(
      judged(stage, .messages("[\(system),{\"role\":\"user\",\"content\":\"hi\"}]"), "x", "y")
        == "kept")
  }
}
