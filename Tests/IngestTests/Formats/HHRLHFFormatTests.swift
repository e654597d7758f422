import Testing

@Suite struct `HH-RLHF records` {
  @Test(arguments: [
    RowCase(
      "one round",
      #"{"chosen":"\n\nHuman: Why?\n\nAssistant: Because.","rejected":"\n\nHuman: Why?\n\nAssistant: No idea."}"#,
      """
      1 prompt "Why?"
        a "Because."
        b "No idea."
        a > b 1.0 human
      """),
    RowCase(
      "two rounds",
      #"{"chosen":"\n\nHuman: Hi\n\nAssistant: Yes?\n\nHuman: Why?\n\nAssistant: X","rejected":"\n\nHuman: Hi\n\nAssistant: Yes?\n\nHuman: Why?\n\nAssistant: Y"}"#,
      """
      1 prompt [{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes?"},{"role":"user","content":"Why?"}]
        root "" "Hi"
        a "X"
        b "Y"
        a > b 1.0 human
      """),
    RowCase(
      "the dialogues part before the last answer",
      #"{"chosen":"\n\nHuman: Hi\n\nAssistant: A\n\nHuman: One?\n\nAssistant: 1","rejected":"\n\nHuman: Hi\n\nAssistant: A\n\nHuman: Two?\n\nAssistant: 2"}"#,
      """
      1 prompt "Hi"
        a [{"role":"assistant","content":"A"},{"role":"user","content":"One?"},{"role":"assistant","content":"1"}]
        b [{"role":"assistant","content":"A"},{"role":"user","content":"Two?"},{"role":"assistant","content":"2"}]
        a > b 1.0 human
      """),
    RowCase(
      "an empty turn before the answer",
      #"{"chosen":"\n\nHuman: Hi\n\nAssistant: \n\nAssistant: A","rejected":"\n\nHuman: Hi\n\nAssistant: B"}"#,
      """
      1 prompt "Hi"
        a [{"role":"assistant","content":""},{"role":"assistant","content":"A"}]
        b "B"
        a > b 1.0 human
      """),
    RowCase(
      "a transcript that ends with the person",
      #"{"chosen":"\n\nHuman: Hi\n\nAssistant: A\n\nHuman: Thanks","rejected":"\n\nHuman: Hi\n\nAssistant: B"}"#,
      """
      1 prompt "Hi"
        a [{"role":"assistant","content":"A"},{"role":"user","content":"Thanks"}]
        b "B"
        a > b 1.0 human
      """),
    RowCase(
      "identical transcripts",
      #"{"chosen":"\n\nHuman: Hi\n\nAssistant: A","rejected":"\n\nHuman: Hi\n\nAssistant: A"}"#,
      """
      1 prompt "Hi"
        a "A"
        b "A"
        a > b 1.0 human
      """),
    RowCase(
      "blanks are kept, but for one after the marker",
      #"{"chosen":"\n\nHuman:  Hi \n\nAssistant:A\n","rejected":"\n\nHuman:  Hi \n\nAssistant: Human: no\n\nmarker","id":3}"#,
      """
      1 prompt " Hi "
        a "A\\n"
        b "Human: no\\n\\nmarker"
        a > b 1.0 human
        extra {"id":3}
      """),
    RowCase(
      "no turn in common",
      #"{"chosen":"\n\nHuman: Hi\n\nAssistant: A","rejected":"\n\nHuman: Ho\n\nAssistant: B"}"#,
      "1 differing_prompts: `/chosen` and `/rejected` have no turns in common before an answer"),
    RowCase(
      "no answer", #"{"chosen":"\n\nHuman: Hi","rejected":"\n\nHuman: Hi"}"#,
      "1 bad_transcript: `/chosen` holds no answer"),
    RowCase(
      "no transcript", #"{"chosen":"Hi","rejected":"\n\nHuman: Ho\n\nAssistant: B"}"#,
      #"1 bad_transcript: `/chosen` does not begin with `\n\nHuman:`"#),
    RowCase(
      "a number", #"{"chosen":4,"rejected":"\n\nHuman: Ho\n\nAssistant: B"}"#,
      "1 wrong_type: `/chosen` is a number, not a text"),
    RowCase(
      "no rejected", #"{"chosen":"\n\nHuman: Ho\n\nAssistant: B"}"#,
      "1 missing_field: `/rejected` is missing"),
    RowCase(
      "null", #"{"chosen":null,"rejected":"\n\nHuman: Ho\n\nAssistant: B"}"#,
      "1 missing_field: `/chosen` is null"),
  ])
  func `are read as the table says`(row: RowCase) throws {
    #expect(try read(row.record, as: "hh-rlhf") == row.expected)
  }
}
