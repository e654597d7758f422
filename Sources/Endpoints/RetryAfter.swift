internal import Foundation

/// The header `Retry-After`.
enum RetryAfter {
  /// Seconds from `now` on: the header has a number of them, or a date. `nil` if it has neither.
  static func seconds(_ text: String, now: Date) -> Double? {
    let text = text.trimmingCharacters(in: .whitespaces)
    if let seconds = Double(text), seconds.isFinite { return max(0, seconds) }
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "GMT")
    // The form of today, and the two that RFC 9110 has kept.
    for form in [
      "EEE, dd MMM yyyy HH:mm:ss zzz", "EEEE, dd-MMM-yy HH:mm:ss zzz", "EEE MMM d HH:mm:ss yyyy",
    ] {
      formatter.dateFormat = form
      if let date = formatter.date(from: text) { return max(0, date.timeIntervalSince(now)) }
    }
    return nil
  }
}

/// How long to wait before a request is sent again.
struct Backoff: Sendable {
  /// Before the second attempt; doubled each time.
  let first: Double
  /// However often it was tried, no longer than this.
  static let longest = 60.0
  /// What a server may ask for at most; more is taken for a refusal.
  static let longestAsked = 900.0

  /// Seconds before attempt `number`, 1 for the second; `share` in 0...1 is drawn by lot, so that requests which
  /// failed together do not come back together.
  func seconds(before number: Int, asked: Double?, share: Double) -> Double {
    let doubled = min(Self.longest, first * pow(2, Double(min(number - 1, 30))))
    return max(asked ?? 0, doubled * (0.5 + 0.5 * share)) + (asked == nil ? 0 : share * first)
  }
}
