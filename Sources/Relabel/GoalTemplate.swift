internal import Records

/// The words that state a goal.
///
/// `{goals}` stands for a line per attribute with its name and value, `{low}` and `{high}` for the ends of the
/// scale. The wording is ours; 2410.08067 says the same in other words.
struct GoalTemplate: Sendable, Equatable {
  let text: String

  static let standard = GoalTemplate(
    text: """
      Your reply will be rated on a scale from {low} (worst) to {high} (best). Write the reply that \
      earns exactly this rating:
      {goals}
      """)

  /// Whether it has a place for the goals.
  var isUsable: Bool { text.contains("{goals}") }

  /// The words for some goals.
  ///
  /// - Parameter goals: name and value of each attribute, in order.
  func filled(_ goals: [(name: String, value: Double)], low: Double, high: Double) -> String {
    let lines = goals.map { "- \($0.name): \(Self.digits($0.value))" }
    return text.replacing("{goals}", with: lines.joined(separator: "\n"))
      .replacing("{low}", with: Self.digits(low)).replacing("{high}", with: Self.digits(high))
  }

  /// Whole numbers without decimals, others with two at most.
  static func digits(_ value: Double) -> String {
    let hundredths = (value * 100).rounded()
    guard abs(hundredths) < 1e15 else { return "\(value)" }
    let whole = Int(hundredths)
    if whole % 100 == 0 { return "\(whole / 100)" }
    let sign = whole < 0 ? "-" : ""
    let rest = abs(whole) % 100
    let decimals = rest % 10 == 0 ? "\(rest / 10)" : (rest < 10 ? "0\(rest)" : "\(rest)")
    return "\(sign)\(abs(whole) / 100).\(decimals)"
  }
}
