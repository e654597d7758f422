internal import Foundation

/// Where tasks leave what they came to for the thread that waits for them.
///
/// - Note: `@unchecked Sendable`: every access to the state holds `condition`.
final class Mailbox<Element: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private var elements: [Element] = []

  func leave(_ element: Element) {
    condition.withLock {
      elements.append(element)
      condition.signal()
    }
  }

  /// All that is there, after waiting a while for something.
  func take(seconds: Double) -> [Element] {
    condition.withLock {
      if elements.isEmpty { _ = condition.wait(until: Date(timeIntervalSinceNow: seconds)) }
      defer { elements.removeAll() }
      return elements
    }
  }
}
