package import Records

extension OptionReader {
  /// Refuses options that would say nothing beside others; what is the default anyway may be written out.
  ///
  /// - Parameter words: what they must do instead, such as ``stand with `metric: bleu` ``.
  package func refuse(
    _ keys: [String], unless holds: Bool, must words: String
  ) throws(WinnowError) {
    guard !holds else { return }
    for key in keys where has(key) {
      let value = canonical.first { $0.key == key }?.value
      if let value, value == specs.first(where: { $0.key == key })?.defaultValue { continue }
      throw problem(key, must: words)
    }
  }

  /// Refuses a list of scores that names one twice.
  package func checkDistinct(_ scores: [String]) throws(WinnowError) {
    guard Set(scores).count == scores.count else {
      throw problem("scores", must: "name each score once")
    }
  }
}
