import Records
import Testing

@testable import Trees

/// Prompts with an answer that has begun.
@Suite struct BegunTurnTests {
  private static let user = #"{"role":"user","content":"Q \"1\""}"#

  @Test(arguments: [
    (
      "Q", Body.Form.text,
      #"[{"role":"user","content":"Q"},{"role":"assistant","content":"Step\n"}]"#
    ),
    ("[\(user)]", .messages, #"[\#(user),{"role":"assistant","content":"Step\n"}]"#),
    // A turn of the assistant goes on.
    (
      #"[\#(user),{"role":"assistant","content":"Well,\\ "}]"#, .messages,
      #"[\#(user),{"role":"assistant","content":"Well,\\ Step\n"}]"#
    ),
    (
      #"[\#(user),{"role":"assistant","content":"","name":"x"}]"#, .messages,
      #"[\#(user),{"role":"assistant","content":"Step\n","name":"x"}]"#
    ),
    // One that has no text cannot.
    (
      #"[\#(user),{"role":"assistant","content":null,"tool_calls":[1]}]"#, .messages,
      #"[\#(user),{"role":"assistant","content":null,"tool_calls":[1]},{"role":"assistant","content":"Step\n"}]"#
    ),
  ])
  func `the prompt ends with what the answer begins with`(
    prompt: String, form: Body.Form, expected: String
  ) {
    let list = BegunTurn.list(Array(prompt.utf8), form, Array("Step\n".utf8))
    #expect(String(decoding: list, as: UTF8.self) == expected)
  }
}
