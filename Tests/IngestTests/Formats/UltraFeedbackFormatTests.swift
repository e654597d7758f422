import Testing

@Suite struct `UltraFeedback records` {
  private static let record =
    #"{"source":"s","instruction":"I","models":["m1","m2","m3"],"completions":["#
    + #"{"model":"m1","principle":"p","response":"A","critique":"c","overall_score":8.5,"fine-grained_score":4.25,"annotations":{"helpfulness":{"Type":["1"],"Rating":"4","Rationale":"r"},"honesty":{"Rating":"N/A","Rationale":"q"}}},"#
    + #"{"model":"m2","response":"B","overall_score":8.5,"annotations":{"helpfulness":{"Rating":"5"}}},"#
    + #"{"model":"m3","response":"C","overall_score":2,"annotations":{}}]}"#

  private static let answers = """
    1 prompt "I"
      a "A" by m1
      b "B" by m2
      c "C" by m3
    """
  private static let rest = """
      a overall 8.5
      a fine_grained 4.25
      a helpfulness 4.0
      b overall 8.5
      b helpfulness 5.0
      c overall 2.0
      extra {"source":"s","models":["m1","m2","m3"],"completions":[{"principle":"p","critique":"c","annotations":{"helpfulness":{"Type":["1"],"Rationale":"r"},"honesty":{"Rating":"N/A","Rationale":"q"}}},null,{"annotations":{}}]}
    """

  @Test(arguments: [
    ("all", "  a = b 1.0 model\n  a > c 1.0 model\n  b > c 1.0 model\n"),
    ("adjacent", "  a = b 1.0 model\n  b > c 1.0 model\n"),
    ("best_worst", "  a > c 1.0 model\n"),
    ("none", ""),
  ])
  func `give scores, and votes by overall score`(pairs: String, votes: String) throws {
    #expect(
      try read(Self.record, as: "ultrafeedback", "pairs: \(pairs)")
        == Self.answers + "\n" + votes + Self.rest)
  }

  @Test(arguments: [
    (#"{"instruction":"I"}"#, "missing_field: `/completions` is missing"),
    (
      #"{"instruction":"I","completions":{}}"#,
      "wrong_type: `/completions` is an object, not a list"
    ),
    (
      #"{"instruction":"I","completions":["A"]}"#,
      "wrong_type: `/completions/0` is a text, not a completion"
    ),
    (
      #"{"instruction":"I","completions":[{"response":"A"},{"model":"m"}]}"#,
      "missing_field: `/completions/1/response` is missing"
    ),
    (
      #"{"instruction":"I","completions":[{"response":"A"},{"response":true}]}"#,
      "wrong_type: `/completions/1/response` is a boolean, not a text"
    ),
    (
      #"{"instruction":"I","completions":[{"response":"A"},{"response":"B"},{"response":"C"}]}"#,
      "too_many_responses: 3 responses, more than 2"
    ),
  ])
  func `that lack something are quarantined`(record: String, message: String) throws {
    #expect(try read(record, as: "ultrafeedback", "max_responses: 2") == "1 " + message)
  }
}

@Suite struct `Binarized UltraFeedback records` {
  @Test(arguments: [
    RowCase(
      "as H4 has them",
      #"{"prompt":"U","prompt_id":"x","chosen":[{"content":"U","role":"user"},{"content":"A","role":"assistant"}],"rejected":[{"content":"U","role":"user"},{"content":"B","role":"assistant"}],"messages":[{"content":"U","role":"user"},{"content":"A","role":"assistant"}],"score_chosen":8.5,"score_rejected":8.5}"#,
      """
      1 prompt "U"
        a "A"
        b "B"
        a > b 1.0 model
        a score 8.5
        b score 8.5
        extra {"prompt_id":"x"}
      """),
    RowCase(
      "with scores in metadata",
      #"{"prompt":"U","chosen":"A","rejected":"B","source_index":5,"metadata":{"score_chosen":2.0,"score_rejected":8.0,"noise":{"type":"label_flip"}}}"#,
      """
      1 prompt "U"
        a "A"
        b "B"
        a > b 1.0 model
        a score 2.0
        b score 8.0
        extra {"source_index":5,"metadata":{"noise":{"type":"label_flip"}}}
      """),
    RowCase(
      "as Argilla has them",
      #"{"instruction":"U","chosen":"A","chosen-rating":4.5,"chosen-model":"m","rejected":"B","rejected-rating":4,"rejected-model":"n","messages":[]}"#,
      """
      1 prompt "U"
        a "A" by m
        b "B" by n
        a > b 1.0 model
        a rating 4.5
        b rating 4.0
        extra {"messages":[]}
      """),
    RowCase(
      "without rejected", #"{"prompt":"U","chosen":"A","score_chosen":1}"#,
      "1 missing_field: `/rejected` is missing"),
  ])
  func `are read as the table says`(row: RowCase) throws {
    #expect(try read(row.record, as: "ultrafeedback-binarized") == row.expected)
  }
}
