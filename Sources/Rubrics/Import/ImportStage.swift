internal import Pipeline
internal import Records
internal import Rules
internal import Scoring
internal import Store

/// Takes rubrics from records or from a file.
struct ImportStage: CorpusStage {
  static let name = "rubrics.import"
  static let summary = "take rubrics of prompts from their records, or from a file"
  static let discussion = """
    Takes the rubrics that a corpus brings along and keeps them with their prompts, for `rubrics.score`, exports and
    `winnow why`.

    **Where they stand.** In what the records hold besides, at `rubric` (a JSON pointer; by default the first of
    `/rubrics`, `/criteria`, `/rubric`, `/score_rubric` and `/metric_config`), or in a `file` whose records have the prompt at
    `prompt` (a text or a list of messages; by default the first of `/prompt`, `/initial_prompt`, `/instruction`,
    `/question` and `/input`). A file's prompt is the store's prompt of the same text, or that whose last user
    turn is the text.

    **Whose they are.** A rubric is its prompt's. Where the records of a prompt have different ones, as rows of OpenRubrics
    have, that of a record with one decided pair of two responses belongs to that pair, and other pairs are not looked at
    with it; where such a pair was taken out, its rubric is left out too, and counted. A file's rubrics are their prompt's.
    A file's prompts that are none of the prompts looked at are counted.

    **Forms.** Found out for each rubric by itself:

    - lists of texts or of objects: HealthBench's `{criterion, points, tags}` with points below 0 too,
      `{weight, requirement}`, `{name, description, weight}`, weights in the words of Rubrics as Rewards;
    - numbered texts with `[Hard Rule]` and `[Principle]`, as OpenRubrics has them;
    - `{criteria, score1_description, …, score5_description}` of BiGGen Bench, and Prometheus's text of it: one
      criterion with levels;
    - ScholarQA's `metric_config`, its general criteria for length, expertise, citations and excerpts among them
      (the length as a rule that holds or not, where ScholarQA lets it fall off by degrees);
    - what winnow itself exports.

    **Checks.** Where a hard rule says what a program can check (docs/rules.md), it gets that check; `compile: false`
    leaves all criteria to a judge. A rubric that cannot be read is counted, with the first reasons.

    A rubric of this `name` that an earlier stage gave a prompt becomes the version before; the same criteria make no
    new version.
    """
  static let reads: Set<Column> = [.texts, .labels]
  static let writes: Set<Column> = [.rubrics]
  static let reasons: [(reason: Reason, meaning: String)] = []

  /// Where rubrics stand by default.
  static let rubricPlaces = ["rubrics", "criteria", "rubric", "score_rubric", "metric_config"]
  /// Where a file's prompts stand by default.
  static let promptPlaces = ["prompt", "initial_prompt", "instruction", "question", "input"]

  let output: String
  let file: String?
  let places: [JSONPointer]
  let prompts: [JSONPointer]
  let compiles: Bool

  init(options: inout OptionReader) throws(WinnowError) {
    output = try options.rubricName(default: "given")
    let rubric = try options.pointer(
      optional: "rubric", doc: "JSON pointer to the rubric; by default the places below")
    file = try options.path(
      optional: "file",
      doc: "file of records with a prompt and a rubric; by default the corpus's own")
    let prompt = try options.pointer(
      optional: "prompt", doc: "of `file`: JSON pointer to the prompt; by default the places below")
    compiles = try options.bool(
      "compile", default: true, doc: "whether hard rules that a program can check are given a check"
    )
    try options.refuse(["prompt"], unless: file != nil, must: "stand with `file`")
    places = rubric.map { [$0] } ?? Self.rubricPlaces.map { JSONPointer(key: $0) }
    prompts = prompt.map { [$0] } ?? Self.promptPlaces.map { JSONPointer(key: $0) }
    guard file != "-" else {
      throw options.problem("file", must: "be a file: a run that goes on reads it again")
    }
  }

  func sideFiles() throws(WinnowError) -> [SideFile] {
    file.map { [SideFile(path: $0, name: PathText.name($0))] } ?? []
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let table = try corpus.files.first.map { (file) throws(WinnowError) in
      try RubricTable(file, self, corpus)
    }
    var totals = ImportTotals()
    let stage = self
    let passed = try corpus.forEachPromptBatch(
      .init(extras: table == nil, recordPairs: table == nil, barePrompts: true),
      worker: { () throws(WinnowError) in
        try RubricReader(corpus.store, name: stage.output, corpus.selection)
      },
      { (earlier, batch) throws(WinnowError) in
        try Importing(stage: stage, table: table, earlier: earlier).run(batch)
      },
      consume: { found throws(WinnowError) in
        totals.add(found)
        try corpus.commit(found.batch)
      })
    try corpus.commit(passed.counted())
    return totals.notes(output, table)
  }
}

extension OptionReader {
  /// What the rubrics of a stage are called, under `name:`.
  mutating func rubricName(default name: String) throws(WinnowError) -> String {
    let given = try string("name", default: name, doc: "what the rubrics are called")
    guard given.contains(where: { !$0.isWhitespace }) else {
      throw problem("name", must: "be a name")
    }
    return given
  }

  /// A place in JSON, or `nil` where it is not given.
  mutating func pointer(optional key: String, doc: String) throws(WinnowError) -> JSONPointer? {
    guard let given = try string(optional: key, doc: doc) else { return nil }
    do throws(WinnowError) {
      return try JSONPointer(given)
    } catch {
      throw problem(key, must: "be a JSON pointer", hint: error.hint)
    }
  }
}
