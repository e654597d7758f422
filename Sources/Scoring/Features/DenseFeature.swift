/// A named number that tells something of an answer in its prompt's context.
package struct DenseFeature: Sendable {
  /// How its value is made smaller before answers are compared.
  package enum Squash: String, Sendable {
    case none
    /// ln(1 + x).
    case log
    /// √x.
    case root
    /// tanh.
    case tanh
  }

  /// Unique; lower case with `_`.
  package let name: String
  /// One line for documentation and evidence.
  package let meaning: String
  /// Of the value before it is squashed: `words`, `share`, `yes or no`.
  package let unit: String
  package let squash: Squash
  private let value: @Sendable (AnswerFacts) -> Double

  init(
    _ name: String, _ meaning: String, _ unit: String, _ squash: Squash = .none,
    _ value: @escaping @Sendable (AnswerFacts) -> Double
  ) {
    self.name = name
    self.meaning = meaning
    self.unit = unit
    self.squash = squash
    self.value = value
  }

  /// All features, in the order of their columns.
  package static let all: [DenseFeature] = lengths + form + characters + words + phrases + context

  /// Its value for an answer, squashed and finite.
  func callAsFunction(_ facts: AnswerFacts) -> Float {
    let raw = value(facts)
    let squashed =
      switch squash {
      case .none: raw
      case .log: raw > 0 ? lnOfOnePlus(raw) : -lnOfOnePlus(-raw)
      case .root: raw > 0 ? raw.squareRoot() : 0
      case .tanh: hyperbolicTangent(raw)
      }
    return squashed.isFinite ? Float(squashed) : 0
  }
}

/// All that is known of an answer when its dense features are made.
struct AnswerFacts {
  var answer: TextFacts
  /// Of the last turn of the user.
  var question: TextFacts
  /// Scalars of the whole prompt.
  var promptScalars: Int
  var overlap: Overlap
}

/// a / b, and 0 for nothing of nothing.
func share(_ a: Int, _ b: Int) -> Double { b > 0 ? Double(a) / Double(b) : 0 }
