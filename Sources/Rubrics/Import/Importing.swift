internal import Pipeline
internal import Records
internal import Rules
internal import Scoring
internal import Store

/// Rubrics of a file by the text of their prompt.
struct RubricTable: Sendable {
  private var rubrics: [PublicID: [[Criterion]]] = [:]
  let name: String
  private(set) var rows = 0
  private(set) var bad = 0

  init(
    _ file: RunPlan.PlannedFile, _ stage: ImportStage, _ corpus: Corpus
  ) throws(WinnowError) {
    name = file.name
    var found: [PublicID: [[Criterion]]] = [:]
    var bytes: Int64 = 0
    let prompts = stage.prompts.count
    (rows, bad) = try corpus.forEachRow(of: file, fields: stage.prompts + stage.places) {
      (row) throws(WinnowError) in
      guard let prompt = row.values[..<prompts].lazy.compactMap(Self.prompt).first else {
        return "there is no prompt"
      }
      guard let given = row.values[prompts...].lazy.compactMap(Self.value).first else {
        return "there is no rubric"
      }
      switch GivenRubric.read(given) {
      case .failure(let error): return "its rubric cannot be read: \(error.why)"
      case .success(let criteria):
        let key = PromptKey.key(prompt)
        if found[key]?.contains(criteria) != true { found[key, default: []].append(criteria) }
        bytes += criteria.reduce(64) { $0 + Int64($1.text.utf8.count) + 160 }
      }
      guard bytes < corpus.memory / 2 else {
        throw WinnowError(
          WinnowError.Code("too-little-memory", exitStatus: 2),
          "the rubrics of `\(file.name)` need more than half of the memory the pipeline allows",
          hint: "raise `memory:`, or keep rubrics with the records of a source")
      }
      return nil
    }
    rubrics = found
  }

  var prompts: Int { rubrics.count }

  func rubrics(_ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch) -> [[Criterion]] {
    let whole = PromptKey.key(AnswerText.string(prompt.text, in: batch.arena))
    if let own = rubrics[whole] { return own }
    guard prompt.text.form == .messages else { return [] }
    let last = AnswerText.string(prompt.text, in: batch.arena, .lastUserTurn)
    return rubrics[PromptKey.key(last)] ?? []
  }

  private static func prompt(_ value: SideValue) -> String? {
    switch value {
    case .text(let text): text.isEmpty ? nil : text
    case .json(let json): JSONValue(json).flatMap(PromptKey.text)
    case .absent, .number, .list: nil
    }
  }

  private static func value(_ value: SideValue) -> JSONValue? {
    switch value {
    case .text(let text): .string(text)
    case .json(let json): JSONValue(json)
    case .list(let values): .array(values.compactMap { $0.text.map(JSONValue.string) })
    case .absent, .number: nil
    }
  }
}

/// Finds the rubrics of a batch of prompts.
struct Importing {
  let stage: ImportStage
  let table: RubricTable?
  let earlier: RubricReader

  struct Found: Sendable {
    var batch: CorpusBatch
    /// The first reasons.
    var refused: [String] = []
  }

  static let imported = "prompts with a rubric"
  static let unchanged = "rubrics that are there already"
  static let unreadable = "rubrics that cannot be read"
  static let compiled = "criteria with a check"
  static let criteria = "criteria"

  func run(_ batch: ResponseBatch) throws(WinnowError) -> Found {
    var found = Found(batch: CorpusBatch(pairs: batch.pairs.count))
    for prompt in batch.prompts {
      var given: [[Criterion]] = []
      if let table {
        given = table.rubrics(prompt, batch)
      } else {
        for extra in prompt.extras { read(extra, into: &given, &found) }
      }
      guard !given.isEmpty else {
        found.batch.counts["prompts without a rubric"] += 1
        continue
      }
      found.batch.counts[Self.imported] += 1
      let versions = RubricVersions(try earlier.rubrics(of: prompt.row))
      for criteria in given.map({ stage.compiles ? $0.compiled : $0 }) {
        let (rubric, isKnown) = versions.rubric(
          prompt: (prompt.row, prompt.id), name: stage.output, origin: "{\"from\":\"given\"}",
          criteria)
        guard !found.batch.rubrics.contains(where: { $0.id == rubric.id }) else { continue }
        if isKnown { found.batch.counts[Self.unchanged] += 1 }
        found.batch.counts[Self.criteria] += criteria.count
        found.batch.counts[Self.compiled] += criteria.count { $0.check != nil }
        found.batch.rubrics.append(rubric)
      }
    }
    return found
  }

  private func read(_ extra: String, into given: inout [[Criterion]], _ found: inout Found) {
    let value = stage.places.lazy.compactMap { RecordValue.read(extra, $0) }.first { $0 != .null }
    guard let value else { return }
    switch GivenRubric.read(value) {
    case .success(let criteria): if !given.contains(criteria) { given.append(criteria) }
    case .failure(let error):
      found.batch.counts[Self.unreadable] += 1
      if found.refused.count < 3 { found.refused.append(error.why) }
    }
  }
}

/// What all batches of `rubrics.import` came to.
struct ImportTotals {
  private var counts = Counts()
  private var rubrics = 0
  private var refused: [String] = []

  mutating func add(_ found: Importing.Found) {
    counts.add(found.batch.counts)
    rubrics += found.batch.rubrics.count
    refused = Array((refused + found.refused).prefix(3))
  }

  func notes(_ name: String, _ table: RubricTable?) -> [RunNote] {
    var notes = [
      RunNote(
        "rubrics",
        "`\(name)`: \(rubrics) rubrics with \(counts[Importing.criteria]) criteria for "
          + "\(counts[Importing.imported]) prompts; a program checks \(counts[Importing.compiled]) of the criteria"
      )
    ]
    let unreadable = counts[Importing.unreadable]
    if unreadable > 0 {
      notes.append(
        RunNote(
          "warning",
          "warning: \(unreadable) rubrics cannot be read: \(refused.joined(separator: "; "))"))
    }
    if let table {
      notes.append(
        RunNote(
          "file",
          "`\(table.name)`: \(table.rows) records, \(table.bad) of them unusable, \(table.prompts) prompts"
        ))
    }
    if counts[Importing.imported] == 0 {
      notes.append(
        RunNote("warning", "warning: no prompt has a rubric: does `rubric:` say where they stand?"))
    }
    return notes
  }
}
