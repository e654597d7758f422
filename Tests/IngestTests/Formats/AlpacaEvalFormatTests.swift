import Testing

@Suite struct `AlpacaEval records` {
  @Test(arguments: [
    ("1", "a > b 1.0"), ("2", "a < b 1.0"), ("2.0", "a < b 1.0"), ("1.25", "a > b 0.5"),
    ("1.5", "a = b 1.0"), ("0", "a = b 1.0"), ("null", "a = b 1.0"), (#""1.75""#, "a < b 0.5"),
  ])
  func `have a preference from 1 to 2, and ties`(preference: String, vote: String) throws {
    let record =
      #"{"instruction":"I","output_1":"A","output_2":"B","generator_1":"m1","generator_2":"m2","dataset":"d","annotator":"judge","preference":"#
      + preference + "}"
    #expect(
      try read(record, as: "alpaca-eval") == """
        1 prompt "I"
          a "A" by m1
          b "B" by m2
          \(vote) model judge
          extra {"dataset":"d"}
        """)
  }

  @Test(arguments: [
    ("3", "bad_value: `/preference` is not a preference, 0 or from 1 to 2: `3`"),
    ("-1.5", "bad_value: `/preference` is not a preference, 0 or from 1 to 2: `-1.5`"),
    ("true", "wrong_type: `/preference` is a boolean, not a number"),
    (#""first""#, "wrong_type: `/preference` is a text, not a number"),
    ("[]", "wrong_type: `/preference` is a list, not a number"),
  ])
  func `with another preference are quarantined`(preference: String, message: String) throws {
    let record =
      #"{"instruction":"I","output_1":"A","output_2":"B","preference":"# + preference + "}"
    #expect(try read(record, as: "alpaca-eval") == "1 " + message)
  }

  @Test(arguments: [
    (
      #"{"output_1":"A","output_2":"B","preference":1}"#, "missing_field: `/instruction` is missing"
    ),
    (
      #"{"instruction":"I","output_1":["A"],"output_2":"B","preference":1}"#,
      "wrong_type: `/output_1` is a list, not a text"
    ),
    (
      #"{"instruction":"I","output_1":"A","output_2":null,"preference":1}"#,
      "missing_field: `/output_2` is null"
    ),
    (
      #"{"instruction":"I","output_1":"A","output_2":"B"}"#,
      "missing_field: `/preference` is missing"
    ),
    (
      #"{"instruction":"I","output_1":"A","output_2":"B","generator_1":{},"preference":1}"#,
      "wrong_type: `/generator_1` is an object, not a name"
    ),
  ])
  func `that lack something are quarantined`(record: String, message: String) throws {
    #expect(try read(record, as: "alpaca-eval") == "1 " + message)
  }
}
