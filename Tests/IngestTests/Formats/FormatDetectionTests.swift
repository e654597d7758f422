import Records
import Testing

@testable import Ingest

@Suite struct `The format of the first records` {
  private func decide(_ text: String) throws -> String {
    let detection = try FormatDetection.look(
      at: RecordReader(source: MemorySource(Array(text.utf8))))
    let (format, why) = try detection.decide(on: "x.jsonl")
    return "\(format.name): \(why)"
  }

  @Test(arguments: [
    (
      #"{"chosen":"\n\nHuman: a\n\nAssistant: b","rejected":"\n\nHuman: a\n\nAssistant: c"}"#,
      #"hh-rlhf: the first record have `chosen` and `rejected` texts that begin with `\n\nHuman:`"#
    ),
    (
      #"{"prompt":"p","chosen":"a","rejected":"b","label":"x"}"#,
      "trl: the first record have `prompt`, `chosen` and `rejected` texts"
    ),
    (
      #"{"chosen":[{"role":"user","content":"a"}],"rejected":[{"role":"user","content":"b"}]}"#,
      "trl: the first record have `chosen` and `rejected` messages, and no prompt"
    ),
    (
      #"{"prompt":"p","completion":"a","label":true}"#,
      "trl: the first record have `prompt`, `completion` and a true or false `label`"
    ),
    (
      #"{"instruction":"p","output_1":"a","output_2":"b","preference":null}"#,
      "alpaca-eval: the first record have `instruction`, `output_1`, `output_2` and `preference`"
    ),
    (
      #"{"instruction":"p","completions":[{"response":"a","overall_score":1}]}"#,
      "ultrafeedback: the first record have `instruction` and `completions` with `response` and scores"
    ),
    (
      #"{"prompt":"p","chosen":[{"role":"user","content":"a"}],"rejected":[],"messages":[{"role":"user","content":"a"}],"score_chosen":1,"score_rejected":2}"#,
      "ultrafeedback-binarized: the first record have `chosen`, `rejected`, `score_chosen` and `score_rejected`"
    ),
    (
      #"{"conversations":[{"from":"human","value":"a"}],"chosen":{"from":"gpt","value":"b"},"rejected":{"from":"gpt","value":"b"}}"#,
      "llama-factory: the first record have `conversations`, `chosen` and `rejected`"
    ),
    (
      #"{"messages":[{"role":"user","content":"a"}],"label":false}"#,
      "llama-factory: the first record have `messages` and a true or false `label`"
    ),
    (
      #"{"instruction":"a","input":"","chosen":"b","rejected":"c"}"#,
      "llama-factory: the first record have `instruction`, `chosen` and `rejected`"
    ),
  ])
  func `is told, with the reason`(record: String, expected: String) throws {
    #expect(try decide(record) == expected.replacing("first record have", with: "first record has"))
  }

  @Test func `is told in spite of some dirty records`() throws {
    let good = #"{"prompt":"p","chosen":"a","rejected":"b"}"#
    let text = [good, "{", #"{"prompt":"p","chosen":true,"rejected":"b"}"#, good, good, good]
    #expect(
      try decide(text.joined(separator: "\n") + "\n")
        == "trl: 4 of the first 5 records have `prompt`, `chosen` and `rejected` texts")
  }

  @Test func `is not guessed where nothing fits`() throws {
    let error = #expect(throws: WinnowError.self) {
      _ = try decide(#"{"id":1,"question":"q","answer_a":"a","answer_b":"b"}"#)
    }
    #expect(
      "\(try #require(error))" == """
        error[unknown-format]: no format fits the records, which have `id`, `question`, `answer_a`, `answer_b`: `x.jsonl`
        hint: name the format with `format:`, or say what the fields mean:
          mapping:
            prompt: /question
            responses:
              first: /answer_a
              second: /answer_b
            votes:
              better: first
              worse: second
        """)
  }

  @Test func `is not guessed where two formats say the same`() throws {
    let record =
      #"{"messages":[{"role":"user","content":"a"}],"label":true,"prompt":"p","completion":"c","instruction":"i","output_1":"a","output_2":"b","preference":1}"#
    let error = #expect(throws: WinnowError.self) { _ = try decide(record) }
    #expect(
      "\(try #require(error))" == """
        error[ambiguous-format]: the records look like `alpaca-eval` since the first record has `instruction`, `output_1`, `output_2` and `preference`, and like `llama-factory` since the first record has `messages` and a true or false `label`: `x.jsonl`
        hint: say which it is: `format: alpaca-eval` or `format: llama-factory`
        """)
  }

  @Test(arguments: [
    ("[]", "there are no records, so their format cannot be told: `x.jsonl`"),
    ("{\n", "none of the first records can be read, so their format cannot be told: `x.jsonl`"),
  ])
  func `cannot be told without records`(text: String, message: String) throws {
    let error = #expect(throws: WinnowError.self) { _ = try decide(text) }
    #expect(error?.message == message)
  }
}
