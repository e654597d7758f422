internal import Foundation
internal import Scoring

extension Estimate {
  /// `0.602 [0.590, 0.614]`; `-` where it is unknown.
  func words(sign: Bool = false) -> String {
    guard let value else { return "-" }
    func digits(_ number: Double) -> String {
      let text = String(format: "%.3f", number)
      return sign && number >= 0 ? "+\(text)" : text
    }
    guard let interval else { return digits(value) }
    return "\(digits(value)) [\(digits(interval.low)), \(digits(interval.high))]"
  }
}

extension String {
  /// With blanks behind it to this width, one at least.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}
