import Testing

@Suite struct `LLaMA-Factory records` {
  @Test(arguments: [
    RowCase(
      "DPO dialogue",
      #"{"conversations":[{"from":"system","value":"S"},{"from":"human","value":"U"}],"chosen":{"from":"gpt","value":"A"},"rejected":{"from":"gpt","value":"B"}}"#,
      """
      1 prompt [{"role":"system","content":"S"},{"role":"user","content":"U"}]
        root "S" "U"
        a "A"
        b "B"
        a > b 1.0 unknown
      """),
    RowCase(
      "system in a field of its own, answers as texts",
      #"{"system":"S","conversations":[{"from":"human","value":"U"}],"chosen":"A","rejected":"B","tools":"[]"}"#,
      """
      1 prompt [{"role":"system","content":"S"},{"role":"user","content":"U"}]
        root "S" "U"
        a "A"
        b "B"
        a > b 1.0 human
        extra {"tools":"[]"}
      """, options: "annotator_kind: human"),
    RowCase(
      "KTO messages",
      #"{"messages":[{"content":"U","role":"user"},{"content":"A","role":"assistant"}],"label":true}"#,
      """
      1 prompt "U"
        a "A"
        a good 1.0 unknown
      """),
    RowCase(
      "KTO ShareGPT with tools",
      #"{"conversations":[{"from":"human","value":"U"},{"from":"function_call","value":"{\"name\":\"f\"}"},{"from":"observation","value":"4"},{"from":"gpt","value":"A"}],"kto_tag":false}"#,
      #"""
      1 prompt [{"role":"user","content":"U"},{"role":"assistant","content":"","tool_calls":"{\"name\":\"f\"}"},{"role":"tool","content":"4"}]
        root "" "U"
        a "A"
        a bad 1.0 unknown
      """#),
    RowCase(
      "no judgement",
      #"{"conversations":[{"from":"human","value":"U"},{"from":"bing","value":"A"}]}"#,
      """
      1 prompt "U"
        a "A"
      """),
    RowCase(
      "Alpaca pair",
      #"{"instruction":"I","input":"more","chosen":"A","rejected":"B","history":[["q","r"]]}"#,
      """
      1 prompt [{"role":"user","content":"q"},{"role":"assistant","content":"r"},{"role":"user","content":"I\\nmore"}]
        root "" "q"
        a "A"
        b "B"
        a > b 1.0 unknown
      """),
    RowCase(
      "Alpaca thumb", #"{"instruction":"I","input":"","output":"A","kto_tag":true}"#,
      """
      1 prompt "I"
        a "A"
        a good 1.0 unknown
      """),
    RowCase(
      "a dialogue that ends with the person",
      #"{"conversations":[{"from":"gpt","value":"A"},{"from":"human","value":"U"}],"kto_tag":true}"#,
      "1 bad_transcript: `/conversations` does not end with an assistant's answer"),
    RowCase(
      "an unknown speaker", #"{"conversations":[{"from":"alien","value":"A"}],"kto_tag":true}"#,
      "1 bad_value: `/conversations/0/from` is not a role: `alien`"),
    RowCase(
      "a dialogue that is a text", #"{"conversations":"A","kto_tag":true}"#,
      "1 wrong_type: `/conversations` is a text, not a list of messages"),
    RowCase(
      "no dialogue", #"{"chosen":"A","rejected":"B"}"#,
      "1 missing_field: `/instruction` is missing"),
    RowCase(
      "null dialogue", #"{"messages":null,"chosen":"A","rejected":"B"}"#,
      "1 missing_field: `/messages` is null"),
    RowCase(
      "one side", #"{"instruction":"I","chosen":"A"}"#, "1 missing_field: `/rejected` is missing"),
    RowCase(
      "history that is none", #"{"instruction":"I","history":[["q"]],"chosen":"A","rejected":"B"}"#,
      "1 wrong_type: `/history/0` is a list, not a list of question and answer"),
    RowCase(
      "a tag that is a word",
      #"{"instruction":"I","output":"A","kto_tag":"yes"}"#,
      "1 wrong_type: `/kto_tag` is a text, not `true` or `false`"),
  ])
  func `are read as the table says`(row: RowCase) throws {
    #expect(try read(row.record, as: "llama-factory", row.options) == row.expected)
  }
}
