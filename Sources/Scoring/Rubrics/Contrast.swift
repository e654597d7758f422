/// A difference between two answers that can be measured, and the principle that it stands for either way.
///
/// Principles are worded free of any topic, so that they can be carried from one prompt to another (Liu et al.,
/// OpenRubrics, 2510.07743, have a model abstract them; here they are a fixed bank).
package struct Contrast: Sendable, Equatable {
  /// Unique; lower case with `_`.
  package let name: String
  /// What is asked of a response where more of it is preferred; `nil` where that would be no principle.
  package let more: String?
  /// What is asked where less of it is; `nil` where that would be none.
  package let less: String?
  /// Places in `DenseFeature.all` with what each counts.
  private let terms: [(column: Int, weight: Float)]

  init(_ name: String, _ features: KeyValuePairs<String, Float>, more: String?, less: String?) {
    self.name = name
    self.more = more
    self.less = less
    terms = features.compactMap { feature, weight in
      DenseFeature.all.firstIndex { $0.name == feature }.map { ($0, weight) }
    }
  }

  /// How much of it an answer has.
  ///
  /// - Parameter features: of the answer, in the order of `DenseFeature.all`; missing ones count as 0.
  package func value(_ features: [Float]) -> Float {
    terms.reduce(0) { $1.column < features.count ? $0 + $1.weight * features[$1.column] : $0 }
  }

  /// The principle for a direction: above 0 for more.
  package func principle(_ direction: Int) -> String? { direction >= 0 ? more : less }

  package static func == (a: Contrast, b: Contrast) -> Bool { a.name == b.name }

  /// Values of an answer for the whole bank.
  package static func values(_ features: [Float]) -> [Float] {
    bank.map { $0.value(features) }
  }
}
