/// How many of something are wanted: a lowest and perhaps a highest number, both included.
///
/// "Fewer than 5" and "at most 4" are one bound, so that equal demands are equal values.
package struct Bound: Sendable, Hashable {
  /// 0 or more.
  package let minimum: Int
  /// At least `minimum`; `nil` for no upper limit.
  package let maximum: Int?

  private init(minimum: Int, maximum: Int?) {
    self.minimum = Swift.max(0, minimum)
    self.maximum = maximum.map { Swift.max(0, $0, minimum) }
  }

  /// `number` or more.
  package static func atLeast(_ number: Int) -> Bound { Bound(minimum: number, maximum: nil) }
  /// `number` or fewer.
  package static func atMost(_ number: Int) -> Bound { Bound(minimum: 0, maximum: number) }
  /// Where nothing is below `number`, this is `atMost(0)`.
  package static func lessThan(_ number: Int) -> Bound { atMost(number - 1) }
  /// `number` and no other.
  package static func exactly(_ number: Int) -> Bound { Bound(minimum: number, maximum: number) }
  /// Both ends included, in either order.
  package static func between(_ first: Int, _ second: Int) -> Bound {
    Bound(minimum: min(first, second), maximum: max(first, second))
  }
  /// A tenth more or less, and one at least.
  package static func around(_ number: Int) -> Bound {
    let slack = max(1, number / 10)
    return Bound(minimum: number - slack, maximum: number + slack)
  }

  /// Whether `number` lies within.
  package func holds(_ number: Int) -> Bool {
    number >= minimum && number <= maximum ?? Int.max
  }

  /// The bound cut into demands of one side each: both sides of "between 20 and 30" are two.
  package var sides: [Bound] {
    guard let maximum, minimum > 0 else { return [self] }
    return [.atLeast(minimum), .atMost(maximum)]
  }

  /// The bound without a noun: "at least 300", "fewer than 50", "exactly 3", "between 20 and 30", "no".
  package var words: String {
    guard let maximum else { return "at least \(minimum)" }
    if maximum == 0 { return "no" }
    if minimum == maximum { return "exactly \(minimum)" }
    if minimum > 0 { return "between \(minimum) and \(maximum)" }
    return maximum >= 9 && (maximum + 1) % 10 == 0
      ? "fewer than \(maximum + 1)" : "at most \(maximum)"
  }

  /// The number after which a noun takes its number: `1` for the singular.
  var grammaticalNumber: Int { maximum ?? minimum }
}
