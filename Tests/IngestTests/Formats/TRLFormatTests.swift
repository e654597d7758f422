import Testing

@Suite struct `TRL records` {
  @Test(arguments: [
    RowCase(
      "explicit texts", #"{"prompt":"Why?","chosen":"Because.","rejected":"","margin":0.5}"#,
      """
      1 prompt "Why?"
        a "Because."
        b ""
        a > b 1.0 unknown
        extra {"margin":0.5}
      """),
    RowCase(
      "scores and models",
      #"{"id":1,"prompt":"P","chosen":"A","rejected":"B","score_chosen":9,"score_rejected":"7.5","chosen_model":"m","rejected_model":null,"chosen-rating":"N/A"}"#,
      """
      1 prompt "P"
        a "A" by m
        b "B"
        a > b 1.0 human
        a score 9.0
        b score 7.5
        extra {"id":1,"rejected_model":null,"chosen-rating":"N/A"}
      """, options: "annotator_kind: human"),
    RowCase(
      "implicit prompt of texts",
      #"{"chosen":"The sky is blue.","rejected":"The sky is green."}"#,
      """
      1 prompt "The sky is"
        a " blue."
        b " green."
        a > b 1.0 unknown
      """),
    RowCase(
      "implicit prompt that would end inside a character",
      #"{"chosen":"é: ü","rejected":"é: ö"}"#,
      """
      1 prompt "é:"
        a " ü"
        b " ö"
        a > b 1.0 unknown
      """),
    RowCase(
      "explicit conversation",
      #"{"prompt":[{"role":"system","content":"S"},{"role":"user","content":"U"}],"chosen":[{"role":"assistant","content":"A"}],"rejected":[{"role":"assistant","content":"B"}]}"#,
      """
      1 prompt [{"role":"system","content":"S"},{"role":"user","content":"U"}]
        root "S" "U"
        a "A"
        b "B"
        a > b 1.0 unknown
      """),
    RowCase(
      "implicit conversation",
      #"{"chosen":[{"content":"U","role":"user"},{"role":"assistant","content":"A"}],"rejected":[{"role":"user","content":"U"},{"role":"assistant","content":"B"}]}"#,
      """
      1 prompt "U"
        a "A"
        b "B"
        a > b 1.0 unknown
      """),
    RowCase(
      "a prompt that the dialogues begin with",
      #"{"prompt":"U","chosen":[{"role":"user","content":"U"},{"role":"assistant","content":"A"}],"rejected":[{"role":"user","content":"U"},{"role":"assistant","content":"B"}]}"#,
      """
      1 prompt "U"
        a "A"
        b "B"
        a > b 1.0 unknown
      """),
    RowCase(
      "a prompt that the dialogues do not hold",
      #"{"prompt":"X","chosen":[{"role":"user","content":"U"},{"role":"assistant","content":"A"}],"rejected":[{"role":"user","content":"U"},{"role":"assistant","content":"B"}]}"#,
      """
      1 prompt "U"
        a "A"
        b "B"
        a > b 1.0 unknown
        extra {"prompt":"X"}
      """),
    RowCase(
      "a text as prompt and messages as answers",
      #"{"prompt":"U","chosen":[{"role":"assistant","content":"A"}],"rejected":[{"role":"assistant","content":"B"}]}"#,
      """
      1 prompt "U"
        a "A"
        b "B"
        a > b 1.0 unknown
      """),
    RowCase(
      "tool calls and content parts",
      #"{"prompt":[{"role":"user","content":[{"type":"text","text":"U"}]}],"chosen":[{"role":"assistant","content":null,"tool_calls":[{"id":"1"}],"name":null},{"role":"tool","content":"4","tool_call_id":"1"}],"rejected":[{"role":"assistant","content":"B","note":"n"}]}"#,
      """
      1 prompt [{"role":"user","content":[{"type":"text","text":"U"}]}]
        root "" "[{\\"type\\":\\"text\\",\\"text\\":\\"U\\"}]"
        a [{"role":"assistant","content":null,"tool_calls":[{"id":"1"}]},{"role":"tool","content":"4","tool_call_id":"1"}]
        b "B"
        a > b 1.0 unknown
        extra {"rejected":[{"note":"n"}]}
      """),
    RowCase(
      "unpaired", #"{"prompt":"P","completion":"C","label":false}"#,
      """
      1 prompt "P"
        a "C"
        a bad 1.0 unknown
      """),
    RowCase(
      "unpaired conversation",
      #"{"prompt":[{"role":"user","content":"P"}],"completion":[{"role":"assistant","content":"C"}],"label":true}"#,
      """
      1 prompt "P"
        a "C"
        a good 1.0 unknown
      """),
    RowCase(
      "equal texts without a prompt", #"{"chosen":"A","rejected":"A"}"#,
      "1 differing_prompts: there is no `prompt`, and none in common to equal answers"),
    RowCase(
      "texts without a prompt in common", #"{"chosen":"A","rejected":"B"}"#,
      "1 differing_prompts: there is no `prompt`, and the answers begin differently"),
    RowCase(
      "dialogues without a prompt in common",
      #"{"chosen":[{"role":"user","content":"U"},{"role":"assistant","content":"A"}],"rejected":[{"role":"user","content":"V"},{"role":"assistant","content":"B"}]}"#,
      "1 differing_prompts: the dialogues of `chosen` and `rejected` have no prompt in common"),
    RowCase(
      "text and messages", #"{"prompt":"P","chosen":"A","rejected":[]}"#,
      "1 wrong_type: `/rejected` is a list, not a text"),
    RowCase(
      "messages and text", #"{"prompt":"P","chosen":[],"rejected":"A"}"#,
      "1 wrong_type: `/rejected` is a text, not a list of messages"),
    RowCase(
      "a boolean", #"{"prompt":"P","chosen":true,"rejected":"A"}"#,
      "1 wrong_type: `/chosen` is a boolean, not a text or a list of messages"),
    RowCase(
      "a prompt that is an object", #"{"prompt":{},"chosen":"A","rejected":"A"}"#,
      "1 wrong_type: `/prompt` is an object, not a text or a list of messages"),
    RowCase(
      "a message that is none", #"{"prompt":["x"],"chosen":"A","rejected":"A"}"#,
      "1 wrong_type: `/prompt/0` is a text, not a message"),
    RowCase(
      "an unknown role", #"{"prompt":[{"role":"king","content":""}],"chosen":"A","rejected":"A"}"#,
      "1 bad_value: `/prompt/0/role` is not a role: `king`"),
    RowCase(
      "a message without content", #"{"prompt":[{"role":"user"}],"chosen":"A","rejected":"A"}"#,
      "1 missing_field: `/prompt/0/content` is missing"),
    RowCase(
      "a message without role", #"{"prompt":[{"content":"x"}],"chosen":"A","rejected":"A"}"#,
      "1 missing_field: `/prompt/0/role` is missing"),
    RowCase(
      "content that is a number",
      #"{"prompt":[{"role":"user","content":1}],"chosen":"A","rejected":"A"}"#,
      "1 wrong_type: `/prompt/0/content` is a number, not a text or a list of content parts"),
    RowCase(
      "a content part that is a number",
      #"{"prompt":[{"role":"user","content":["x",1]}],"chosen":"A","rejected":"A"}"#,
      "1 wrong_type: `/prompt/0/content/1` is a number, not a content part"),
    RowCase(
      "a label that is a word", #"{"prompt":"P","completion":"C","label":"good"}"#,
      "1 wrong_type: `/label` is a text, not `true` or `false`"),
    RowCase(
      "no chosen", #"{"prompt":"P","rejected":"C"}"#, "1 missing_field: `/chosen` is missing"),
    RowCase(
      "null label", #"{"prompt":"P","completion":"C","label":null}"#,
      "1 missing_field: `/label` is null"),
  ])
  func `are read as the table says`(row: RowCase) throws {
    #expect(try read(row.record, as: "trl", row.options) == row.expected)
  }
}
