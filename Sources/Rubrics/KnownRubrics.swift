internal import Pipeline
internal import Records
internal import Store

/// The rubrics that earlier stages of a plan made.
enum KnownRubrics {
  /// Sees that there are any of that name; of any name if it is `nil`.
  ///
  /// - Throws: `no-rubrics`, with the names there are.
  static func require(_ name: String?, _ corpus: Corpus) throws(WinnowError) {
    let known = try RubricReader.names(corpus.store, corpus.selection)
    guard !known.contains(where: { name == nil || $0.name == name }) else { return }
    throw WinnowError(
      WinnowError.Code("no-rubrics", exitStatus: 2),
      name.map { "no prompt has a rubric called: `\($0)`" } ?? "no prompt has a rubric",
      hint: known.isEmpty
        ? "put `rubrics.import`, `rubrics.contrastive` or `rubrics.generate` before it"
        : "there are: \(known.map { "`\($0.name)`" }.joined(separator: ", "))")
  }
}
