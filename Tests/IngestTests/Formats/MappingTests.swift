import Foundation
import Records
import Testing

@testable import Ingest

@Suite struct `Mapped records` {
  struct Case: Sendable, CustomStringConvertible {
    var description: String
    var mapping: String
    var records: String
    var expected: String

    init(_ name: String, _ mapping: String, _ records: String, _ expected: String) {
      description = name
      self.mapping = mapping
      self.records = records
      self.expected = expected
    }
  }

  @Test(arguments: [
    Case(
      "better and worse, by column and pointer",
      """
      prompt: prompt
      responses: {good: /answers/0, bad: {text: /answers/1, model: model}}
      votes: {better: good, worse: bad, kind: human, annotator: who, strength: margin, rationale: why}
      licence: licence
      split: part
      """,
      #"{"prompt":"P","answers":["A","B","C"],"model":7,"who":"w","margin":"0.5","why":"so","licence":"MIT","part":"test","id":1}"#,
      """
      1 prompt "P"
        split test
        licence MIT
        a "A"
        b "B" by 7
        a > b 0.5 human w "so"
        extra {"answers":[null,null,"C"],"id":1}
      """),
    Case(
      "template with an optional part",
      #"{prompt: "{/instruction}[\n\n{input}]", responses: {a: x}}"#,
      #"{"instruction":"I","input":"more","x":"A"}\#n{"instruction":"I","input":"","x":"A"}\#n{"instruction":"I","x":"A"}\#n{"input":"more","x":"A"}"#,
      """
      1 prompt "I\\n\\nmore"
        a "A"
      2 prompt "I"
        a "A"
        extra {"input":""}
      3 prompt "I"
        a "A"
      4 missing_field: `/instruction` is missing
      """),
    Case(
      "template with braces and brackets of its own",
      #"{prompt: "{{[[{x}]]}}", responses: {a: {text: {literal: yes}}}}"#,
      #"{"x":5}"#,
      """
      1 prompt "{[5]}"
        a "yes"
      """),
    Case(
      "best of many",
      """
      prompt: {messages: /conversation_input}
      responses:
        best: {text: /bon_best/answer, model: /bon_best/llm_name}
        others: {text: /loser_list/*/answer, model: /loser_list/*/llm_name}
      votes: {better: best, worse: others, kind: model}
      """,
      #"{"conversation_input":[{"role":"user","content":"U","language":"en"}],"bon_best":{"llm_name":"m","answer":"A"},"loser_list":[{"llm_name":"n","answer":"B"},{"llm_name":"o","answer":"C","x":1}],"bon_uid":"u"}"#,
      """
      1 prompt "U"
        a "A" by m
        b "B" by n
        c "C" by o
        a > b 1.0 model
        a > c 1.0 model
        extra {"conversation_input":[{"language":"en"}],"loser_list":[null,{"x":1}],"bon_uid":"u"}
      """),
    Case(
      "cases by presence and by value, with shared parts",
      """
      prompt: p
      cases:
        - {when: /best, responses: {a: /best, b: /worst}, votes: {better: a, worse: b}}
        - {when: {of: kind, is: [up, down]}, responses: {r: r}, votes: {response: r, good: {of: kind, is: {up: true, down: false}}}}
      """,
      #"{"p":"P","best":"A","worst":"B"}\#n{"p":"P","best":null,"kind":"down","r":"A"}\#n{"p":"P"}"#,
      """
      1 prompt "P"
        a "A"
        b "B"
        a > b 1.0 unknown
      2 prompt "P"
        a "A"
        a bad 1.0 unknown
        extra {"best":null}
      3 bad_value: no case of the mapping fits
      """),
    Case(
      "winner by words, ties, both bad and none",
      """
      prompt: p
      responses: {x: a, y: b}
      votes: {between: [x, y], winner: {of: w, is: {model_a: x, model_b: y, tie: tie, tie (bothbad): both_bad, skipped: none, null: none}}}
      """,
      ["model_a", "model_b", "tie", "tie (bothbad)", "skipped"].map {
        #"{"p":"P","a":"A","b":"B","w":"\#($0)"}"#
      }.joined(separator: "\n") + "\n" + #"{"p":"P","a":"A","b":"B"}"# + "\n"
        + #"{"p":"P","a":"A","b":"B","w":"Model_A"}"#,
      """
      1 prompt "P"
        a "A"
        b "B"
        a > b 1.0 unknown
      2 prompt "P"
        a "A"
        b "B"
        a < b 1.0 unknown
      3 prompt "P"
        a "A"
        b "B"
        a = b 1.0 unknown
      4 prompt "P"
        a "A"
        b "B"
        a ! b 1.0 unknown
      5 prompt "P"
        a "A"
        b "B"
      6 prompt "P"
        a "A"
        b "B"
      7 bad_value: `/w` is not a value the mapping knows: `Model_A`
      """),
    Case(
      "winner by ranges, strength by a lookup, several lookups",
      """
      prompt: p
      responses: {x: a, y: b}
      votes:
        between: [x, y]
        winner:
          - {of: "{okx} {oky}", is: {no no: both_bad}}
          - {of: s, is: {"<0": x, 0: tie, "1..2": y, ">2": y}}
        strength: {of: s, is: {-3: 3, 2: 2, else: 1}}
      """,
      #"{"p":"P","a":"A","b":"B","s":-3,"okx":"no","oky":"yes"}\#n{"p":"P","a":"A","b":"B","s":"2.0","okx":"","oky":""}\#n{"p":"P","a":"A","b":"B","s":0,"okx":"no","oky":"no"}\#n{"p":"P","a":"A","b":"B","s":0.5,"okx":"no","oky":"x"}"#,
      """
      1 prompt "P"
        a "A"
        b "B"
        a > b 3.0 unknown
        extra {"okx":"no","oky":"yes"}
      2 prompt "P"
        a "A"
        b "B"
        a < b 2.0 unknown
        extra {"okx":"","oky":""}
      3 prompt "P"
        a "A"
        b "B"
        a ! b 1.0 unknown
        extra {"okx":"no","oky":"no"}
      4 bad_value: `/s` is not a value the mapping knows: `0.5`
      """),
    Case(
      "parallel lists with scores and ranks",
      """
      prompt: p
      responses:
        all: {text: /texts/*, model: /models/*, rank: /ranks/*, scores: {rating: /ratings/*}}
      votes: {ranked: all, pairs: adjacent, annotator: {literal: judge}, kind: model, strength: 2}
      """,
      #"{"p":"P","texts":["A","B","C"],"models":["m","n"],"ranks":[2,1,null],"ratings":[3,"4",null]}"#,
      """
      1 prompt "P"
        a "A" by m
        b "B" by n
        c "C"
        b > a 2.0 model judge
        a rating 3.0
        b rating 4.0
        extra {"ranks":[null,null,null],"ratings":[null,null,null]}
      """),
    Case(
      "comparisons by a score, and by no votes at all",
      """
      prompt: p
      responses: {r: {text: /c/*/t, scores: {s: /c/*/s}}}
      votes: {ranked: r, by: s}
      """,
      #"{"p":"P","c":[{"t":"A","s":1},{"t":"B","s":1},{"t":"C","s":3}]}"#,
      """
      1 prompt "P"
        a "A"
        b "B"
        c "C"
        a = b 1.0 unknown
        a < c 1.0 unknown
        b < c 1.0 unknown
        a s 1.0
        b s 1.0
        c s 3.0
      """),
    Case(
      "values of an object, as OpenMEVA has them",
      "{prompt: p, responses: {r: {text: /gen/*/text, scores: {human: /gen/*/score/human}}}}",
      #"{"p":"P","gen":{"m1":{"text":"A","score":{"human":1,"x":2}},"m2":{"text":"B"}}}"#,
      """
      1 prompt "P"
        a "A"
        b "B"
        a human 1.0
        extra {"gen":{"m1":{"score":{"x":2}}}}
      """),
    Case(
      "messages with words of their own, and a system turn",
      """
      system: s
      prompt: {messages: /turns, role: who, content: said, roles: {asker: user, helper: assistant}}
      responses: {r: {text: {messages: /last, role: who, content: said, roles: {helper: assistant}}}}
      """,
      #"{"s":"S","turns":[{"who":"asker","said":"U","at":1}],"last":{"who":"helper","said":"A"}}"#,
      """
      1 prompt [{"role":"system","content":"S"},{"role":"user","content":"U"}]
        root "S" "U"
        a "A"
        extra {"turns":[{"at":1}]}
      """),
    Case(
      "a transcript",
      "{prompt: {transcript: p}, responses: {r: r}}",
      #"{"p":"\n\nHuman: U \n\nAssistant: ","r":"A"}\#n{"p":"U","r":"A"}"#,
      """
      1 prompt "U "
        a "A"
      2 bad_transcript: `/p` does not begin with `\\n\\nHuman:`
      """),
    Case(
      "thumbs for each response of a list",
      """
      prompt: p
      responses: {r: /r/*/t}
      votes: {response: r, good: /r/*/ok}
      """,
      #"{"p":"P","r":[{"t":"A","ok":true},{"t":"B","ok":0}]}"#,
      """
      1 prompt "P"
        a "A"
        b "B"
        a good 1.0 unknown
        b bad 1.0 unknown
      """),
  ])
  func `are read as the table says`(row: Case) throws {
    #expect(try read(row.records, as: mapping(row.mapping)) == row.expected)
  }

  @Test(arguments: [
    (#"{"p":"P","a":true}"#, "wrong_type: `/a` is a boolean, not a text or a list of messages"),
    (#"{"p":"P","a":1}"#, "wrong_type: `/a` is a number, not a text or a list of messages"),
    (#"{"p":"P","a":null}"#, "missing_field: `/a` is null"),
    (#"{"p":"P"}"#, "missing_field: `/a` is missing"),
    (#"{"a":"A"}"#, "missing_field: `/p` is missing"),
    (#"{"p":false,"a":"A"}"#, "wrong_type: `/p` is a boolean, not a text or a list of messages"),
    (#"{"p":"P","a":"A","m":[]}"#, "wrong_type: `/m` is a list, not a text or number"),
    (#"{"p":"P","a":"A","l":5}"#, "wrong_type: `/l` is a number, not a list"),
    (#"{"p":"P","a":"A","l":["x",{}]}"#, "missing_field: `/l/0/t` is missing"),
    (
      #"{"p":"P","a":"A","l":[{"t":[{"role":"x"}]}]}"#,
      "missing_field: `/l/0/t/0/content` is missing"
    ),
    (
      #"{"p":"P","a":"A","l":[{"t":"1"},{"t":"2"},{"t":"3"}]}"#,
      "too_many_responses: 10001 responses, more than 10000"
    ),
    (#"{"p":"P","a":"A","l":[],"s":0}"#, "bad_value: the strength of a vote is not above 0: `0.0`"),
  ])
  func `that do not fit are quarantined`(record: String, message: String) throws {
    let format = try mapping(
      """
      prompt: p
      responses: {a: {text: a, model: m}, l: /l/*/t}
      votes: {response: a, good: {of: s, is: {else: true}}, strength: s, when: s}
      """)
    var record = record
    if message.hasPrefix("too_many") {
      let list = Array(repeating: #"{"t":"1"}"#, count: 10_000).joined(separator: ",")
      record = #"{"p":"P","a":"A","l":[\#(list)]}"#
    }
    if message.contains("content` is missing") {
      record = #"{"p":"P","a":"A","l":[{"t":[{"role":"user"}]}]}"#
    }
    #expect(try read(record, as: format) == "1 " + message)
  }

  @Test func `are the same from JSON Lines, an array and CSV`() throws {
    let format = try mapping(
      """
      prompt: "{p}[ {q}]"
      responses: {x: {text: a, scores: {s: n}}, y: b}
      votes: {between: [x, y], winner: {of: w, is: {1: x, 2: y, 0: tie}}, annotator: who}
      """)
    let lines = """
      {"p":"P","q":"","a":"A, \\"so\\"","b":"B\\nb","n":"0.5","w":"1","who":"7","rest":"r"}
      {"p":"P","q":"Q","a":"","b":"é","n":"","w":"0","who":"8","rest":""}
      """
    let array = "[\n" + lines.split(separator: "\n").joined(separator: ",\n") + "\n]"
    let rows = "p,q,a,b,n,w,who,rest\nP,,\"A, \"\"so\"\"\",\"B\nb\",0.5,1,7,r\nP,Q,,é,,0,8,\n"
    let expected = try read(lines, as: format)
    #expect(
      expected == """
        1 prompt "P"
          a "A, \\"so\\""
          b "B\\nb"
          a > b 1.0 unknown 7
          a s 0.5
          extra {"q":"","rest":"r"}
        2 prompt "P Q"
          a ""
          b "é"
          a = b 1.0 unknown 8
          extra {"n":"","rest":""}
        """)
    #expect(try read(array, as: format) == expected)
    #expect(try read(rows, as: format) == expected)
  }
}

@Suite struct `JSON within fields` {
  @Test func `the example of the documentation is read as it says`() throws {
    let page = try String(
      contentsOf: URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("docs/mapping.md"), encoding: .utf8)
    func block(_ opening: String) throws -> String {
      let start = try #require(page.range(of: opening)).upperBound
      let end = try #require(page[start...].range(of: "```")).lowerBound
      return String(page[start..<end])
    }
    let found = try read(
      block("```csv\n"),
      as: mapping(block("# json-columns: messages and answers in columns of a CSV\n")),
      shape: .csv(delimiter: UInt8(ascii: ",")))
    #expect(
      found == """
        1 prompt "Hi"
          a "Hello!" by m1
          b "Go away."
          a > b 1.0 unknown
        """)
  }

  private static let yaml = """
    json: x
    prompt: p
    responses: {a: /x/a}
    """

  @Test(
    arguments: [
      (
        #"{"p":"P","x":"{\"a\":\"A\",\"n\":1}","y":2}"#,
        "1 prompt \"P\"\n  a \"A\"\n  extra {\"x\":{\"n\":1},\"y\":2}"
      ),
      (#"{"p":"P","x":{"a":"A"}}"#, "1 prompt \"P\"\n  a \"A\""),
      (#"{"p":"P","x":"{\"a\":\"A\\u0000\"}"}"#, "1 prompt \"P\"\n  a \"A\u{FFFD}\""),
      (#"{"p":"P","x":""}"#, "1 missing_field: `/x/a` is missing"),
      (
        #"{"p":"P","x":"{\"a\":3}"}"#,
        "1 wrong_type: `/x/a` is a number, not a text or a list of messages"
      ),
      // A text cannot reach beyond its field.
      (#"{"p":"P","x":"1,\"p\":\"Q\""}"#, nil), (#"{"p":"P","x":"{\"a\":\"A\"},\"z\":{}"}"#, nil),
      (#"{"p":"P","x":"1,2"}"#, nil), (#"{"p":"P","x":"1],[2"}"#, nil),
      (#"{"p":"P","x":"[1"}"#, nil), (#"{"p":"P","x":"}"}"#, nil),
    ] as [(String, String?)])
  func `the text of a field is opened, or the record is refused`(
    record: String, expected: String?
  ) throws {
    let found = try read(record, as: mapping(Self.yaml))
    if let expected {
      #expect(found == expected)
    } else {
      #expect(found.hasPrefix("1 invalid_json: `/x` is no JSON: "), "\(found)")
    }
  }

  @Test(arguments: ["json: /x", "json: {a: b}", "json: [x, []]"])
  func `what is no name of a field is a mistake`(line: String) throws {
    let error = #expect(throws: WinnowError.self) {
      try mapping("\(line)\nprompt: p\nresponses: {a: b}")
    }
    #expect(error?.message == "`json` names the fields whose text is JSON")
  }
}
