internal import Records

// What can be said of a pipeline file as a whole, without knowing any stage.

extension PipelineFile {
  /// Splits that sources and stages name must be there.
  func checkSplitNames() throws(WinnowError) {
    let known = splits.map(\.name)
    let used = sources.compactMap(\.split) + stages.flatMap { $0.splits ?? [] }
    for split in used where !known.contains(split.value) {
      throw WinnowError(
        .badPipeline, "no split has the name: \(quoted(split.value))", mark: split.mark,
        hint: didYouMean(split.value, among: known).map { "did you mean `\($0)`?" }
          ?? "add it to `splits`, with the share 0 if only whole sources go there")
    }
  }

  /// Names, ids and folders must differ.
  func checkRepeats() throws(WinnowError) {
    try checkRepeats(of: sources.compactMap(\.name), "two sources have the name", hint: nil)
    try checkRepeats(
      of: exports.map(\.to), "two exports write to", hint: "give each its own folder")
    var labels: Set<String> = []
    for stage in stages where !labels.insert(stage.label).inserted {
      throw WinnowError(
        .badPipeline,
        stage.id == nil
          ? "the stage stands twice: \(quoted(stage.label))"
          : "two stages have the id: \(quoted(stage.label))",
        mark: stage.id?.mark ?? stage.mark,
        hint: stage.id == nil ? "give one of them an `id:` among its options" : nil)
    }
  }

  private func checkRepeats(
    of values: [Marked<String>], _ what: String, hint: String?
  ) throws(WinnowError) {
    var seen: Set<String> = []
    for value in values where !seen.insert(value.value).inserted {
      throw WinnowError(
        .badPipeline, "\(what): \(quoted(value.value))", mark: value.mark, hint: hint)
    }
  }
}
