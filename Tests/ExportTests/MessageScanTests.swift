import Testing

@testable import Export

@Suite struct MessageScanTests {
  /// What a list becomes, with its last role and whether it and its last message have a text.
  private func scan(_ json: String) -> String {
    var buffer = RowBuffer(capacity: 1)
    var json = json
    let found = json.withUTF8 { bytes in
      unsafe MessageScan.copy(UnsafeRawBufferPointer(bytes), as: .members, to: &buffer)
    }
    guard let found else { return "refused" }
    let text = unsafe String(decoding: buffer.bytes, as: UTF8.self)
    return "[\(text)] \(found.lastRole) \(found.hasContent) \(found.lastHasContent)"
  }

  @Test(arguments: [
    (
      #"[{"role":"user","content":"a"}]"#, #"[{"role":"user","content":"a"}] user true true"#
    ),
    (
      #" [ { "content" : "a" , "role" : "tool" } ] "#,
      #"[{"role":"tool","content":"a"}] tool true true"#
    ),
    (
      #"[{"role":"user","content":"\ud83d\ude42\"\n"},{"role":"assistant","content":""}]"#,
      #"[{"role":"user","content":"\ud83d\ude42\"\n"},{"role":"assistant","content":""}] assistant true false"#
    ),
    (
      #"[{"role":"assistant","content":"","name":"","tool_calls":null,"parts":[],"meta":{ }}]"#,
      #"[{"role":"assistant","content":""}] assistant false false"#
    ),
  ])
  func `role and content are kept`(json: String, expected: String) {
    #expect(scan(json) == expected)
  }

  @Test(arguments: [
    "", "[]", "{}", "null", "[", #"[{"role":"user"}]"#, #"[{"content":"a"}]"#,
    #"[{"role":"narrator","content":"a"}]"#,
    #"[{"role":"assistant","content":null,"tool_calls":[{"id":"1"}]}]"#,
    #"[{"role":"assistant","content":"a","tool_calls":[{"id":"1"}]}]"#,
    #"[{"role":"user","content":[{"type":"text","text":"a"}]}]"#,
    #"[{"role":"user","content":"a","name":"Ann"}]"#,
    #"[{"role":"user","content":"a","weight":0}]"#,
    #"[{"role":"user","role":"user","content":"a"}]"#,
    #"[{"role":"user","content":"\ud83d"}]"#, #"[{"role":"user","content":"\ude42"}]"#,
    #"[{"role":"user","content":"\ud83d\u0041"}]"#, #"[{"role":"user","content":"\x"}]"#,
    #"[{"role":"user","content":"\u00"}]"#, #"[{"role":"user","content":"\u00g0"}]"#,
    "[{\"role\":\"user\",\"content\":\"\n\"}]", #"[{"role":"user","content":"a"}] x"#,
    #"[{"role":"user","content":"a"},]"#, #"[{"role":"user","content":"a"#,
    #"[{"role":"user","content":"a\"#,
  ])
  func `what says more than role and text is refused`(json: String) {
    #expect(scan(json) == "refused")
  }

  @Test func `no beginning of a list is taken for one`() {
    let whole =
      #"[{"role":"user","content":"é\u00e9\n"},{"role":"assistant","content":"b","x":null}]"#
    for count in 0..<whole.unicodeScalars.count {
      #expect(
        scan(String(String.UnicodeScalarView(whole.unicodeScalars.prefix(count)))) == "refused")
    }
  }
}
