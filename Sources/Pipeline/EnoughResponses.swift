internal import Records
internal import Store

extension Stage {
  /// Says that a stage which needs several responses to a prompt has none to work on: when a plan is made if
  /// the sources are read by then, else when it is its turn.
  func checkResponses(
    _ name: String, _ store: Store, mark: SourceMark? = nil
  ) throws(WinnowError) {
    let fewest = leastResponses
    guard fewest > 1, try !PromptSlice.hasPrompt(store, responses: fewest) else { return }
    throw WinnowError(
      WinnowError.Code("too-few-responses", exitStatus: 2),
      "stage `\(name)` needs prompts with \(fewest) or more responses, and no prompt has so many",
      mark: mark,
      hint:
        "map all candidates of a record, add a source with more responses, or leave the stage out")
  }
}
