import Pipeline
import Records
import Testing

private let base = """
  seed: 1
  sources:
    - {path: a, name: hh}
    - {path: b, name: "my votes"}
  stages:
    - filters.contradictions
    - filters.length: {max_chars: 4000}
    - filters.length: {id: strict, max_chars: 40}
  exports:
    - {to: out, trainer: trl.dpo, compression: zstd}

  """

/// An argument with what it must make of the pipeline above.
struct Effect: Sendable, CustomTestStringConvertible {
  var argument: String
  var holds: @Sendable (PipelineFile) -> Bool

  init(_ argument: String, holds: @escaping @Sendable (PipelineFile) -> Bool) {
    self.argument = argument
    self.holds = holds
  }

  var testDescription: String { argument }
}

@Suite struct PipelineOverrideTests {
  @Test(arguments: [
    Effect("seed=3") { $0.seed == 3 },
    Effect("seed=") { $0.seed == 0 },
    Effect("seed=null") { $0.seed == 0 },
    Effect("name=other") { $0.name == "other" },
    Effect("splits={train: 0.5, test: 0.5}") { $0.splits.count == 2 },
    Effect("sources.hh.path=x") { $0.sources[0].paths[0].value == "x" },
    Effect(#"sources."my votes".path=[x, "*.y"]"#) {
      $0.sources[1].paths.map(\.value) == ["x", "*.y"]
    },
    Effect("sources[0].limits.ratio=9") { $0.sources[0].limits.ratio == 9 },
    Effect("sources[0]=null") { $0.sources.count == 1 },
    Effect(#"stages."filters.length".max_chars=400"#) { $0.optionText(1) == #"{"max_chars":400}"# },
    Effect("stages.strict.max_chars=4") { $0.optionText(2) == #"{"max_chars":4}"# },
    Effect(#"stages."filters.contradictions".a.b=x"#) { $0.optionText(0) == #"{"a":{"b":"x"}}"# },
    Effect(#"stages."filters.contradictions"={a: 1}"#) { $0.optionText(0) == #"{"a":1}"# },
    Effect(#"stages."filters.length"="#) {
      $0.stages.map(\.label) == ["filters.contradictions", "strict"]
    },
    Effect("stages[1]=filters.empty") { $0.stages[1].label == "filters.empty" },
    Effect("stages[1].max_chars=") { $0.optionText(1) == "{}" },
    Effect("stages=[]") { $0.stages.isEmpty },
    Effect("exports[0].compression=none") {
      $0.exports[0].options?.value.json == #"{"compression":"none"}"#
    },
    Effect("exports.out.trainer=trl.kto") { $0.exports[0].trainer.value == "trl.kto" },
    Effect("max_bad_records=5") { $0.maxBadRecords == .count(5) },
  ])
  func `a value is put where the path leads`(effect: Effect) throws {
    #expect(effect.holds(try pipeline(base, effect.argument)))
  }

  @Test func `later arguments win and see what earlier ones made`() throws {
    let file = try pipeline(
      base, "stages=[a.b]", "stages.\"a.b\".x=1", "stages.\"a.b\".y=2", "seed=3", "seed=4")
    #expect(file.optionText(0) == #"{"x":1,"y":2}"#)
    #expect(file.seed == 4)
  }

  @Test(arguments: [
    ("", "error[bad-override]: a `--set` argument is empty\nhint: write `--set seed=3`"),
    (
      "seed",
      """
      error[bad-override]: a `=` with the value is missing
       --> --set:1:5
        | seed
        |     ^
      hint: write `seed=VALUE`
      """
    ),
    (
      "=3",
      """
      error[bad-override]: a key is missing
       --> --set:1:1
        | =3
        | ^
      hint: write `seed=3`, `exports[0].compression=none` or `stages."filters.length".max_chars=400`
      """
    ),
    (
      "a..b=3",
      """
      error[bad-override]: a key is missing
       --> --set:1:3
        | a..b=3
        |   ^
      hint: write `seed=3`, `exports[0].compression=none` or `stages."filters.length".max_chars=400`
      """
    ),
    (
      "exports[x].a=3",
      """
      error[bad-override]: an index must be a number in brackets
       --> --set:1:8
        | exports[x].a=3
        |        ^
      hint: elements count from `[0]`
      """
    ),
    (
      "exports[1].a=3",
      """
      error[bad-override]: the list has not so many elements
       --> --set:1:8
        | exports[1].a=3
        |        ^
      hint: it has `[0]` to `[0]`
      """
    ),
    (
      "stages.\"a=3",
      """
      error[bad-override]: the quotes that open here are not closed
       --> --set:1:8
        | stages."a=3
        |        ^
      """
    ),
    (
      "stages.filters.length.max_chars=3",
      """
      error[bad-override]: the list has no element of the name `filters`
       --> --set:1:8
        | stages.filters.length.max_chars=3
        |        ^
      hint: put a name with dots in quotes: `stages."filters.length"`
      """
    ),
    (
      "stages.strikt.max_chars=3",
      """
      error[bad-override]: the list has no element of the name `strikt`
       --> --set:1:8
        | stages.strikt.max_chars=3
        |        ^
      hint: did you mean `strict`?
      """
    ),
    (
      "seed.x=3",
      """
      error[bad-override]: there is nothing to set in `1`
       --> --set:1:6
        | seed.x=3
        |      ^
      """
    ),
    (
      "seed={a: 1",
      """
      error[bad-yaml]: the mapping that begins with `{` is not continued by `,` or closed by `}`
       --> --set:1:11
        | seed={a: 1
        |           ^
      hint: it begins in line 1, column 6
      """
    ),
    (
      "exports[0].to=*.x",
      """
      error[bad-yaml]: a text cannot begin with `*`
       --> --set:1:15
        | exports[0].to=*.x
        |               ^
      hint: `*` begins an alias; put a text or file pattern in quotes: `"*.x"`
      """
    ),
    (
      "seed=abc",
      """
      error[bad-option]: option `seed` of the pipeline must be an integer, from 0 to 2^64 - 1: `abc`
       --> --set:1:6
        | seed=abc
        |      ^
      """
    ),
    (
      "sed=4",
      """
      error[unknown-option]: unknown option `sed` for the pipeline
       --> --set:1:1
        | sed=4
        | ^
      hint: did you mean `seed`? (known: `exports`, `max_bad_records`, `memory`, `name`, `offline`, `seed`, \
      `sources`, `splits`, `stages`, `store`)
      """
    ),
  ])
  func `a wrong argument is shown with its place`(argument: String, expected: String) {
    let error = #expect(throws: WinnowError.self) { try pipeline(base, argument) }
    #expect(error?.description == expected)
  }

  @Test func `a name that two entries share needs an id`() {
    let text = "sources: [{path: a}]\nstages: [{a.b: {id: x}}, {a.b: {id: y}}]"
    let error = #expect(throws: WinnowError.self) { try pipeline(text, "stages.\"a.b\".k=1") }
    #expect(error?.message == "several elements have the name `a.b`")
    #expect(error?.hint == "use an `id`, or count them: `[0]`")
  }
}

extension PipelineFile {
  /// The options of stage `index` as JSON.
  fileprivate func optionText(_ index: Int) -> String? { stages[index].options?.value.json }
}
