internal import Foundation
internal import Records

/// A short queue from one thread to another; who is too fast waits.
///
/// - Note: `@unchecked Sendable`: every access to the state holds `condition`.
final class Handover<Element: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private var elements: [Element] = []
  private var failure: WinnowError?
  private var isFinished = false
  private var isClosed = false
  private let capacity: Int

  init(capacity: Int) { self.capacity = max(1, capacity) }

  /// Waits for room and adds an element; `false` when nobody will take it.
  func send(_ element: Element) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while elements.count >= capacity && !isClosed { condition.wait() }
    guard !isClosed else { return false }
    elements.append(element)
    condition.broadcast()
    return true
  }

  /// Says that no more will come, or why.
  func finish(_ failure: WinnowError? = nil) {
    condition.lock()
    defer { condition.unlock() }
    isFinished = true
    self.failure = failure
    condition.broadcast()
  }

  /// Waits for the next element; `nil` at the end.
  func receive() throws(WinnowError) -> Element? {
    condition.lock()
    defer { condition.unlock() }
    while elements.isEmpty && !isFinished { condition.wait() }
    guard !elements.isEmpty else {
      if let failure { throw failure }
      return nil
    }
    let element = elements.removeFirst()
    condition.broadcast()
    return element
  }

  /// Says that nothing more is taken: senders stop.
  func close() {
    condition.lock()
    defer { condition.unlock() }
    isClosed = true
    elements.removeAll()
    condition.broadcast()
  }
}

/// Starts `body` on a thread of its own: reading the store and writing files block.
func startThread(_ name: String, _ body: @escaping @Sendable () -> Void) {
  let thread = Thread(block: body)
  thread.name = name
  thread.stackSize = 8 << 20
  thread.start()
}
