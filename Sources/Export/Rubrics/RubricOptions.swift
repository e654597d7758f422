internal import Pipeline
internal import Records

/// The options that trainers of rubrics share.
extension OptionReader {
  /// Which rubrics are meant, under `rubric:`.
  mutating func rubricNeed(judgements: Bool = false) throws(WinnowError) -> RubricNeed {
    let name = try string(
      optional: "rubric",
      doc: "what the rubrics are called; by default those of the last stage that gave a prompt any")
    return RubricNeed(name: name, judgements: judgements)
  }

  /// What a model is asked to do, under `instruction:`.
  mutating func instruction(default words: String) throws(WinnowError) -> String {
    let given = try string(
      "instruction", default: words, doc: "what the model is asked to do, before everything else")
    guard given.contains(where: { !$0.isWhitespace }) else {
      throw problem("instruction", must: "say something")
    }
    return given
  }
}
