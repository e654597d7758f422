// Formats that cannot be told, records that a format refuses, mappings with mistakes.

let formatInputs: [BadInput] = [
  .lines("format-unknown", Text.rows(2), format: "trll"),
  .lines("format-unknown-far", Text.rows(2), format: "parquet"),
  .lines("format-not-recognised", #"{"question":"a","best":"b","worst":"c"}"# + "\n", format: nil),
  .lines(
    "format-ambiguous",
    #"{"conversations":[{"from":"human","value":"q"}],"instruction":"q","chosen":{"from":"gpt","#
      + #""value":"a"},"rejected":{"from":"gpt","value":"b"},"score_chosen":2,"score_rejected":1}"#
      + "\n", format: nil),
  .lines("format-of-nothing-readable", "{oops\n{oops\n", format: nil),
  .lines("format-of-blank-file", "\n\n", format: nil),
  .lines("format-mapping-without-mapping", Text.rows(1), format: "mapping"),
  .lines("mapping-file-missing", Text.rows(1), format: nil, "--mapping", "m.yaml"),
  .lines("hh-wrong-format", Text.rows(2), format: "hh-rlhf"),
  .lines(
    "hh-transcripts",
    #"{"chosen":"\n\nHuman: a\n\nAssistant: b","rejected":"\n\nHuman: c\n\nAssistant: d"}"# + "\n"
      + #"{"chosen":"\n\nHuman: a\n\nAssistant: b","rejected":"\n\nHuman: a"}"# + "\n"
      + #"{"chosen":"no transcript","rejected":"\n\nHuman: a\n\nAssistant: d"}"# + "\n"
      + #"{"chosen":"\n\nHuman: a\n\nAssistant: b","rejected":"\n\nHuman: a\n\nAssistant: d"}"#
      + "\n",
    format: "hh-rlhf"),
  .lines(
    "ultrafeedback-fields",
    #"{"instruction":"a","completions":"none"}"# + "\n"
      + #"{"instruction":"a","completions":[{"model":"m"}]}"# + "\n",
    format: "ultrafeedback"),
  .lines(
    "alpaca-eval-preference",
    #"{"instruction":"a","output_1":"x","output_2":"y","preference":7,"annotator":"j"}"# + "\n"
      + #"{"instruction":"a","output_1":"x","output_2":"y","preference":"1","annotator":"j"}"#
      + "\n",
    format: "alpaca-eval"),
  .lines(
    "trl-unpaired-label",
    #"{"prompt":"a","completion":"x","label":"true"}"# + "\n"
      + #"{"prompt":"a","completion":"x","label":1}"# + "\n"
      + #"{"prompt":"a","completion":"x"}"# + "\n"),
  .lines(
    "llama-factory-turns",
    #"{"conversations":[{"from":"human","value":"q"}],"chosen":{"from":"human","value":"a"},"#
      + #""rejected":{"from":"gpt","value":"b"}}"# + "\n"
      + #"{"conversations":[],"chosen":{"from":"gpt","value":"a"},"rejected":{"from":"gpt"}}"#
      + "\n",
    format: "llama-factory"),
]

private let whole = """
        prompt: /q
        responses: {a: /a, b: /b}
  """

let mappingInputs: [BadInput] = [
  .mapping("mapping-unknown-key", "      promt: /q\n      responses: {a: /a, b: /b}"),
  .mapping("mapping-without-prompt", "      responses: {a: /a, b: /b}"),
  .mapping("mapping-without-responses", "      prompt: /q"),
  .mapping("mapping-responses-a-list", "      prompt: /q\n      responses: [/a, /b]"),
  .mapping("mapping-bad-pointer", "      prompt: /q~2\n      responses: {a: /a, b: /b}"),
  .mapping("mapping-two-stars", "      prompt: /q\n      responses: {a: /a/*/b/*}"),
  .mapping("mapping-empty-place", "      prompt: ''\n      responses: {a: /a, b: /b}"),
  .mapping("mapping-place-without-join", "      prompt: '@q'\n      responses: {a: /a, b: /b}"),
  .mapping("mapping-reserved-name", "      prompt: /q\n      responses: {tie: /a, b: /b}"),
  .mapping("mapping-unknown-response", whole + "\n      votes: {better: a, worse: c}"),
  .mapping("mapping-vote-incomplete", whole + "\n      votes: {better: a}"),
  .mapping(
    "mapping-lookup-without-is",
    whole + "\n      votes: {between: [a, b], winner: {of: /w}}"),
  .mapping(
    "mapping-lookup-unknown-value",
    whole + "\n      votes: {between: [a, b], winner: {of: /w, is: {left: a, right: b}}}"),
  .mapping(
    "mapping-field-missing", whole + "\n      votes: {better: a, worse: b}", data: #"{"q":"p"}"#),
  .mapping("mapping-null", "      "),
  .mapping("mapping-a-list", "      - prompt"),
  .mapping("join-without-file", whole + "\n      join: {on: id}"),
  .mapping("join-file-missing", whole + "\n      join: {path: other.jsonl, on: id}"),
  .mapping(
    "join-without-on", whole + "\n      join: {path: other.jsonl}",
    files: ["other.jsonl": Array("{\"id\":1}\n".utf8)]),
  .mapping(
    "join-key-twice", whole + "\n      join: {path: other.jsonl, on: id}",
    files: [
      "other.jsonl": Array("{\"id\":1,\"t\":\"x\"}\n{\"id\":2}\n{\"id\":1,\"t\":\"y\"}\n".utf8)
    ]),
  .mapping(
    "join-row-without-key", whole + "\n      join: {path: other.jsonl, on: id}",
    files: ["other.jsonl": Array("{\"id\":1}\n{\"ID\":2}\n".utf8)]),
  .mapping(
    "join-row-unreadable", whole + "\n      join: {path: other.jsonl, on: id}",
    files: ["other.jsonl": Array("{\"id\":1}\n{\"id\":2\n".utf8)]),
  .mapping(
    "join-unmatched-key", whole + "\n      join: {path: other.jsonl, on: id}",
    files: ["other.jsonl": Array("{\"id\":2}\n".utf8)]),
  .mapping(
    "join-in-two-places",
    whole + "\n      join: {path: other.jsonl, on: id}\n    join: {path: other.jsonl, on: id}",
    files: ["other.jsonl": Array("{\"id\":1}\n".utf8)]),
  .pipeline(
    "mapping-with-other-format",
    "sources:\n  - path: data.jsonl\n    format: trl\n    mapping: {prompt: /q}\n"),
  .pipeline(
    "mapping-file-empty", "sources:\n  - path: data.jsonl\n    mapping: m.yaml\n",
    files: ["m.yaml": []]),
  .pipeline(
    "mapping-file-with-mistake", "sources:\n  - path: data.jsonl\n    mapping: m.yaml\n",
    files: ["m.yaml": Array("prompt: /q\nresponse: {a: /a}\n".utf8)]),
]
