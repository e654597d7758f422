internal import Records
internal import Store

/// A rubric as a numbered list in plain text, as OpenRubrics has it.
///
/// `rubrics.import` reads texts and kinds out of it again. A list in words carries no weights: a criterion that should
/// not be met says so, others count alike. The words that say so, `Criterion.avoidance`, keep a program from checking
/// what stands behind them when the list is read again.
struct RubricText {
  let rubric: Rubric

  /// In the rubric's order.
  var words: String { Self.list(rubric.criteria) }

  /// With what the prompt demands before what makes a response good besides.
  var rulesFirst: String {
    Self.list(
      rubric.criteria.filter { $0.kind == .hardRule }
        + rubric.criteria.filter { $0.kind == .principle })
  }

  private static func list(_ criteria: [Criterion]) -> String {
    criteria.enumerated().map { "\($0 + 1). \(item($1))" }.joined(separator: "\n")
  }

  private static func item(_ own: Criterion) -> String {
    var words = line(own.text)
    if own.weight < 0 { words = "\(Criterion.avoidance) \(words)" }
    if !own.levels.isEmpty {
      let levels = own.levels.enumerated().map { "\($0 + 1): \(line($1))" }
      words += " (\(levels.joined(separator: "; ")))"
    }
    return "\(words) \(own.kind.tag)"
  }

  /// On one line, without blanks around it: a line is an item.
  private static func line(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).joined(separator: " ").split(separator: " ")
      .joined(separator: " ")
  }
}
