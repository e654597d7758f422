package import Records
internal import Store

extension OptionReader {
  /// What the score of a stage is called, under `name:`.
  package mutating func scoreName(default name: String) throws(WinnowError) -> String {
    try checked(string("name", default: name, doc: "what the score is called"))
  }

  /// The same where the default depends on other options.
  package mutating func scoreName(
    _ doc: String, default name: String
  ) throws(WinnowError) -> String {
    try string(optional: "name", doc: "what the score is called; " + doc)
      .map { (name) throws(WinnowError) in try checked(name) } ?? name
  }

  private func checked(_ name: String) throws(WinnowError) -> String {
    guard name.contains(where: { !$0.isWhitespace }) else {
      throw problem("name", must: "be a name")
    }
    return name
  }
}

extension WinnowError {
  /// A stage was given names of scores that nobody gives.
  package static func noScore(_ name: String, _ corpus: Corpus) throws(WinnowError) -> WinnowError {
    WinnowError(
      WinnowError.Code("no-scores", exitStatus: 2), "no response has a score called: `\(name)`",
      hint: "there are: \(try ScoreName.words(corpus))")
  }

  /// Checks that somebody gives each of `names`.
  package static func check(scores names: [String], _ corpus: Corpus) throws(WinnowError) {
    let known = try ScoreScale.names(corpus.store, corpus.selection)
    for name in names where !known.contains(name) { throw try noScore(name, corpus) }
  }
}

/// Names of scores, for hints.
package enum ScoreName {
  package static func words(_ corpus: Corpus) throws(WinnowError) -> String {
    let names = try ScoreScale.names(corpus.store, corpus.selection)
    return names.isEmpty ? "none" : names.map { "`\($0)`" }.joined(separator: ", ")
  }
}
