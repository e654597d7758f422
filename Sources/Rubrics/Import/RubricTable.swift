internal import Pipeline
internal import Records
internal import Rules
internal import Scoring
internal import Store

/// Rubrics of a file by the text of their prompt.
struct RubricTable: Sendable {
  private var rubrics: [PublicID: [[Criterion]]] = [:]
  /// Beginnings of the prompts.
  private var words: [PublicID: String] = [:]
  let name: String
  private(set) var rows = 0
  private(set) var bad = 0

  init(
    _ file: RunPlan.PlannedFile, _ stage: ImportStage, _ corpus: Corpus
  ) throws(WinnowError) {
    name = file.name
    var found: [PublicID: [[Criterion]]] = [:]
    var words: [PublicID: String] = [:]
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
        words[key] = String(prompt.prefix(60))
        if found[key]?.contains(criteria) != true { found[key, default: []].append(criteria) }
        bytes += criteria.reduce(256) { $0 + Int64($1.text.utf8.count) + 160 }
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
    self.words = words
  }

  var prompts: Int { rubrics.count }

  /// The rubrics of a prompt, and what they are found by; `nil` where there are none.
  func rubrics(
    _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch
  ) -> (key: PublicID, rubrics: [[Criterion]])? {
    let whole = PromptKey.key(AnswerText.string(prompt.text, in: batch.arena))
    if let own = rubrics[whole] { return (whole, own) }
    guard prompt.text.form == .messages else { return nil }
    let last = PromptKey.key(AnswerText.string(prompt.text, in: batch.arena, .lastUserTurn))
    return rubrics[last].map { (last, $0) }
  }

  /// The beginnings of the prompts that are not among `matched`, in order.
  func unmatched(_ matched: Set<PublicID>) -> [String] {
    words.filter { !matched.contains($0.key) }.map(\.value).sorted()
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
    case .list(let values): .array(values.map(Self.element))
    case .absent, .number: nil
    }
  }

  /// As it would be read of a record: what is no text stays what it is, for it is no criterion.
  private static func element(_ value: SideValue) -> JSONValue {
    switch value {
    case .text(let text): .string(text)
    case .number(let number): .number(number)
    case .json(let json): JSONValue(json) ?? .null
    case .list(let values): .array(values.map(element))
    case .absent: .null
    }
  }
}
