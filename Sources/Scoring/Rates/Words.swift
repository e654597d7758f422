/// Numbers as they stand in sentences for terminals and dataset cards.
enum Words {
  /// `16.8 %`; `below 0.1 %` for what would round to nothing but is not.
  static func percent(_ share: Double) -> String {
    guard share.isFinite else { return "unknown" }
    if share > 0 && share < 0.0005 { return "below 0.1 %" }
    return tenths(share) + " %"
  }

  /// `14.1 to 19.9 %`.
  static func range(_ interval: Interval) -> String {
    "\(tenths(interval.low)) to \(tenths(interval.high)) %"
  }

  /// ` (95 % interval 14.1 to 19.9 %)`, or nothing.
  static func interval(_ interval: Interval?) -> String {
    guard let interval else { return "" }
    return " (\(Int((interval.level * 100).rounded())) % interval \(range(interval)))"
  }

  /// `16.8 % (95 % interval 14.1 to 19.9 %)`; `unknown` without a value.
  static func estimate(_ estimate: Estimate) -> String {
    (estimate.value.map(percent) ?? "unknown") + interval(estimate.interval)
  }

  /// A count, rounded, with commas between thousands.
  static func count(_ value: Double) -> String {
    guard value.isFinite else { return "unknown" }
    let digits = String(Int(value.clamped(0, 1e15).rounded()))
    var text = ""
    for (i, digit) in digits.enumerated() {
      if i > 0 && (digits.count - i) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  static func count(_ value: Int) -> String { count(Double(value)) }

  /// `1 pair`, `2,000 pairs`.
  static func pairs(_ count: Int) -> String { "\(Self.count(count)) pair\(count == 1 ? "" : "s")" }

  private static func tenths(_ share: Double) -> String {
    let n = Int((share.clamped(0, 1) * 1000).rounded())
    return "\(n / 10).\(n % 10)"
  }
}
