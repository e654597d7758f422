import Testing

@testable import Ingest

@Suite struct `Records of steps` {
  @Test func `PRM800K: each completion is a response behind the steps that were chosen`() throws {
    let record =
      #"{"labeler":"x","question":{"problem":"P","ground_truth_answer":"7"},"label":{"steps":["#
      + #"{"completions":[{"text":"a","rating":1,"flagged":false},{"text":"b","rating":-1}],"human_completion":null,"chosen_completion":0},"#
      + #"{"completions":[{"text":"c","rating":0},{"text":"d","rating":null}],"human_completion":{"text":"h"},"chosen_completion":null},"#
      + #"{"completions":[{"text":"e","rating":1}],"human_completion":null,"chosen_completion":null}],"finish_reason":"solution"}}"#
    #expect(
      try read(record, as: "prm800k") == """
        1 prompt "P"
          a "a"
          b "b"
          c "a\\nc"
          d "a\\nd"
          e "a\\nh"
          f "a\\nh\\ne"
          a > b 1.0 human
          a rating 1.0
          b rating -1.0
          c rating 0.0
          f rating 1.0
          extra {"labeler":"x","question":{"ground_truth_answer":"7"},"label":{"steps":[{"completions":[{"flagged":false},null],"human_completion":null,"chosen_completion":0},{"completions":[null,{"rating":null}],"chosen_completion":null},{"human_completion":null,"chosen_completion":null}],"finish_reason":"solution"}}
        """)
  }

  @Test func `PRM800K: the chosen completion may be a float`() throws {
    let record =
      #"{"question":{"problem":"P"},"label":{"steps":[{"completions":[{"text":"a"}],"chosen_completion":0.0},{"completions":[{"text":"b"}]}]}}"#
    #expect(try read(record, as: "prm800k").contains(#"b "a\nb""#))
  }

  @Test func `Step-DPO: the steps in common begin both responses, or are a turn of the prompt`()
    throws
  {
    let record =
      #"{"prompt":"P","initial_reason_steps":"S1\nStep 2:","chosen":" yes","rejected":" no","answer":"7"}"#
    #expect(
      try read(record, as: "step-dpo") == """
        1 prompt "P"
          a "S1\\nStep 2: yes"
          b "S1\\nStep 2: no"
          a > b 1.0 unknown
          extra {"answer":"7"}
        """)
    #expect(
      try read(record, as: "step-dpo", "prefix: turn") == #"""
        1 prompt [{"role":"user","content":"P"},{"role":"assistant","content":"S1\nStep 2:"}]
          root "" "P"
          a " yes"
          b " no"
          a > b 1.0 unknown
          extra {"answer":"7"}
        """#)
  }

  @Test func `UltraInteract: the trajectory is the prompt`() throws {
    let record =
      #"{"task":"Math","id":"i_0","parent_id":"i","trajectory":[{"from":"user","value":"Q"},{"from":"assistant","value":"A"},{"from":"user","value":"no"}],"chosen":"C","rejected":"D"}"#
    #expect(
      try read(record, as: "ultrainteract") == #"""
        1 prompt [{"role":"user","content":"Q"},{"role":"assistant","content":"A"},{"role":"user","content":"no"}]
          root "" "Q"
          a "C"
          b "D"
          a > b 1.0 unknown
          extra {"task":"Math","id":"i_0","parent_id":"i"}
        """#)
  }

  @Test func `Math-Shepherd: tags are taken out, signs are scores`() throws {
    let record =
      #"{"input":"Q? Step 1: a. ки\nStep 2: b. ки\nStep 3: c. ки","label":"Q? Step 1: a. +\nStep 2: b. +\nStep 3: c. -","task":"GSM8K"}"#
    #expect(
      try read(record, as: "math-shepherd") == """
        1 prompt "Q?"
          a "Step 1: a.\\nStep 2: b.\\nStep 3: c."
          a bad 1.0 rule
          a steps 0.6666666666666666
          a outcome 0.0
          extra {"label":"Q? Step 1: a. +\\nStep 2: b. +\\nStep 3: c. -","task":"GSM8K"}
        """)
  }

  @Test func `Math-Shepherd: steps are responses with their signs`() throws {
    let record =
      #"{"input":"Q? Step 1: a. ки\nStep 2: b. ки\nStep 3: c. ки","label":"Q? Step 1: a. +\nStep 2: b. -\nStep 3: c. +"}"#
    let found = try read(record, as: "math-shepherd", "responses: steps")
    #expect(
      found.hasPrefix(
        """
        1 prompt "Q?"
          a "Step 1: a."
          b "Step 1: a.\\nStep 2: b."
          c "Step 1: a.\\nStep 2: b.\\nStep 3: c."
          c good 1.0 rule
          a sign 1.0
          b sign 0.0
          c sign 1.0
        """), "\(found)")
  }

  @Test func `Math-Shepherd is told by a tag behind its first step`() throws {
    func isKnown(_ input: String) -> Bool {
      let record = #"{"input":"\#(input)","label":"x"}"#
      let detection = try? FormatDetection.look(
        at: RecordReader(source: MemorySource(Array(record.utf8))))
      return (try? detection?.decide(on: "x.jsonl").0.name) == "math-shepherd"
    }
    #expect(isKnown("Q? Step 1: a. ки"))
    #expect(!isKnown("Это книги и руки. Step 1: a") && !isKnown("Это книги и руки."))
  }

  @Test(arguments: [
    (
      "prm800k",
      #"{"question":{"problem":"P"},"label":{"steps":[{"completions":[{"text":"a"}],"chosen_completion":3}]}}"#,
      "bad_value"
    ),
    (
      "prm800k",
      #"{"question":{"problem":"P"},"label":{"steps":[{"completions":[{"text":"a"}],"chosen_completion":0.5}]}}"#,
      "bad_value"
    ),
    (
      "prm800k",
      #"{"question":{"problem":"P"},"label":{"steps":[{"completions":[{"text":"a"}],"chosen_completion":1e300}]}}"#,
      "bad_value"
    ),
    (
      "prm800k",
      #"{"question":{"problem":"P"},"label":{"steps":[{"completions":[{"text":"a"}],"chosen_completion":"0"}]}}"#,
      "wrong_type"
    ),
    ("prm800k", #"{"question":{"problem":"P"},"label":{"steps":7}}"#, "wrong_type"),
    ("prm800k", #"{"question":{},"label":{"steps":[]}}"#, "missing_field"),
    (
      "step-dpo", #"{"prompt":"P","initial_reason_steps":7,"chosen":"a","rejected":"b"}"#,
      "wrong_type"
    ),
    ("ultrainteract", #"{"trajectory":"Q","chosen":"a","rejected":"b"}"#, "wrong_type"),
    ("math-shepherd", #"{"input":"Q Step 1: a ки","label":"Q Step 1: b +"}"#, "bad_value"),
    ("math-shepherd", #"{"input":"Q Step 1: a","label":"Q Step 1: a"}"#, "bad_value"),
    ("math-shepherd", #"{"input":"Q ки","label":"Q +"}"#, "bad_value"),
    ("math-shepherd", #"{"input":"Q Step 1: a ки","label":"Q Step 1: a"}"#, "bad_value"),
  ])
  func `what is none is quarantined`(format: String, record: String, reason: String) throws {
    let found = try read(record, as: format)
    #expect(found.hasPrefix("1 \(reason): "), "\(found)")
  }
}
