import Rules
import Store
import Testing

@testable import Rubrics

/// Every form in which corpora give rubrics.
@Suite struct GivenRubricTests {
  private func read(_ json: String) throws -> [Criterion] {
    let value = try #require(JSONValue(json), "\(json)")
    return try GivenRubric.read(value).get()
  }

  private func why(_ json: String) throws -> String {
    let value = try #require(JSONValue(json), "\(json)")
    guard case .failure(let error) = GivenRubric.read(value) else { return "" }
    return error.why
  }

  @Test func `HealthBench has points, below 0 too, and tags`() throws {
    let found = try read(
      #"[{"criterion":"Says so.","points":5,"tags":["axis:accuracy"]},{"criterion":"Scares.","points":-3,"tags":[]}]"#
    )
    #expect(
      found == [
        Criterion(.principle, "Says so.", weight: 5, tags: ["axis:accuracy"]),
        Criterion(.principle, "Scares.", weight: -3),
      ])
  }

  @Test(arguments: [
    #"[{"weight":2.5,"requirement":"Is short."}]"#,
    #"[{"requirement":" Is short. ","weight":"2.5"}]"#,
    #"{"rubric":[{"weight":2.5,"requirement":"Is short."}]}"#,
    #""[{\"weight\":2.5,\"requirement\":\"Is short.\"}]""#,
    #"{"requirement":"Is short.","weight":2.5}"#,
  ])
  func `weights and requirements`(json: String) throws {
    #expect(try read(json) == [Criterion(.principle, "Is short.", weight: 2.5)])
  }

  @Test func `a name stands beside a description`() throws {
    #expect(
      try read(
        #"[{"name":"brevity","description":"Is short.","weight":1},{"title":"Only a title"}]"#)
        == [
          Criterion(.principle, "Is short.", tags: ["name:brevity"]),
          Criterion(.principle, "Only a title"),
        ])
  }

  @Test(arguments: [
    ("Essential", 1.0), ("important criteria", 0.7), ("Optional", 0.3), ("Pitfall", 0.9),
  ])
  func `weights in words`(word: String, weight: Double) throws {
    #expect(
      try read(#"[{"title":"t","description":"d","weight":"\#(word)"}]"#).map(\.weight) == [weight])
  }

  @Test func `OpenRubrics is a numbered text with kinds`() throws {
    let text = """
      Here is the rubric:
      1. The response has three items. [Hard Rule]
      2. The response speaks plainly,
         and to the point. [Principle]
      **3.** The response cites. [hard rule]
      """
    #expect(
      try GivenRubric.read(.string(text)).get() == [
        Criterion(.hardRule, "The response has three items."),
        Criterion(.principle, "The response speaks plainly, and to the point."),
        Criterion(.hardRule, "The response cites."),
      ])
  }

  @Test func `dashes, and lines without a mark`() throws {
    #expect(
      try GivenRubric.read(.string("- One.\n* Two.\n\u{2022} Three.")).get().map(\.text)
        == ["One.", "Two.", "Three."])
    #expect(
      try GivenRubric.read(.string("Is kind.\n\n---\nIs brief.")).get().map(\.text)
        == ["Is kind.", "Is brief."])
  }

  @Test(arguments: [
    #"{"criteria":"Is it kind?","score1_description":"No.","score2_description":"A bit.","score3_description":"Yes."}"#,
    #""[Is it kind?]\nScore 1: No.\nScore 2: A bit.\nScore 3: Yes.""#,
  ])
  func `levels`(json: String) throws {
    #expect(
      try read(json) == [Criterion(.principle, "Is it kind?", levels: ["No.", "A bit.", "Yes."])])
  }

  @Test(arguments: [
    (
      #"{"criteria":"c","score1_description":"a","score2_description":"b","score3_description":null,"score4_description":"d"}"#,
      3
    ),
    (#"{"criteria":"c","score2_description":"b","score3_description":"c"}"#, 1),
    (
      #"{"criteria":"c","score1_description":"a","score2_description":"b","score3_description":3}"#,
      3
    ),
    (#""[c]\nScore 1: a\nScore 2: b\nScore 4: d\nScore 5: e""#, 3),
  ])
  func `a hole among the levels is no end of them`(json: String, level: Int) throws {
    #expect(try why(json) == "level \(level) has no description")
  }

  @Test func `levels that are null behind the last are not there`() throws {
    let found = try read(
      #"{"criteria":"c","score1_description":"a","score2_description":"b","score3_description":null}"#
    )
    #expect(found.first?.levels == ["a", "b"])
  }

  @Test func `ScholarQA has general criteria besides its own`() throws {
    let found = try read(
      """
      {"name":"x","config":{"question":"q","low_length":300,"high_length":600,"length_weight":0.05,
       "expertise_weight":0,"citations_weight":0.2,"other_properties":
       [{"name":"item_0","criterion":"Defines it.","weight":0.75,"evidence":["because","so"]}]}}
      """)
    #expect(found.map(\.weight) == [0.75, 0.05, 0.2])
    #expect(found.map(\.kind) == [.principle, .hardRule, .principle])
    #expect(found[0].evidence == #"["because","so"]"#)
    #expect(found[0].tags == ["name:item_0"])
    #expect(
      found[1].check.flatMap { CriterionCheck($0) } == .rule(.count(.words, .between(300, 600))))
  }

  @Test func `rules and principles apart`() throws {
    #expect(
      try read(#"{"hard_rules":["Has a title."],"principles":["Is clear."]}"#) == [
        Criterion(.hardRule, "Has a title."), Criterion(.principle, "Is clear."),
      ])
    #expect(try read(#"[{"text":"t","kind":"hard_rule"}]"#).map(\.kind) == [.hardRule])
  }

  @Test func `a check comes back as it was written`() throws {
    let check = CriterionCheck.rule(.count(.words, .atLeast(300))).json
    #expect(try read(#"[{"text":"t","check":\#(check)}]"#)[0].check == check)
  }

  @Test(arguments: [
    ("[]", "no criterion"), ("7", "no text, list or object"), (#""""#, "no criterion"),
    (#"[{"points":3}]"#, "criterion 1: it has no text"), ("[3]", "criterion 1 is no text"),
    (#"[{"criterion":"a","points":"many"}]"#, "its weight is no finite number"),
    (#"[{"criterion":"a","points":NaN}]"#, "its weight is no finite number"), ("{}", "no text"),
    (#"{"rubric":{"rubric":{"rubric":{"rubric":{"rubric":{"rubric":{"rubric":"x"}}}}}}}"#, "deep"),
  ])
  func `what cannot be read says why`(json: String, reason: String) throws {
    let found = try why(json)
    #expect(found.contains(reason), "\(found)")
  }
}
