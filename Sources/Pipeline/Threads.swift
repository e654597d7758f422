internal import Foundation
package import Records
internal import Synchronization

/// A queue of bounded length between one thread that makes and one that takes.
///
/// The pool of Swift concurrency expects no blocking, and reading archives and stepping SQLite block: so
/// readers and writers are threads of their own, and this is what they meet at.
///
/// - Note: `@unchecked Sendable`: every access to the state holds `condition`.
package final class Channel<Element: Sendable>: @unchecked Sendable {
  private let condition = NSCondition()
  private var elements: [Element] = []
  private var failure: WinnowError?
  private var isFinished = false
  private var isClosed = false
  private let capacity: Int

  package init(capacity: Int) { self.capacity = max(1, capacity) }

  /// Waits for room and adds an element; `false` when nobody will take it.
  package func send(_ element: Element) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    while elements.count >= capacity && !isClosed { condition.wait() }
    guard !isClosed else { return false }
    elements.append(element)
    condition.broadcast()
    return true
  }

  /// Says that no more will come, or why.
  package func finish(_ failure: WinnowError? = nil) {
    condition.lock()
    defer { condition.unlock() }
    isFinished = true
    self.failure = failure
    condition.broadcast()
  }

  /// Waits for the next element; `nil` at the end.
  package func receive() throws(WinnowError) -> Element? {
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

  /// Waits for the next element and takes all that wait behind it; none at the end.
  package func receiveAll() throws(WinnowError) -> [Element] {
    guard let first = try receive() else { return [] }
    return condition.withLock {
      defer {
        elements.removeAll()
        condition.broadcast()
      }
      return [first] + elements
    }
  }

  /// Says that nothing more is taken: senders stop.
  package func close() {
    condition.lock()
    defer { condition.unlock() }
    isClosed = true
    elements.removeAll()
    condition.broadcast()
  }
}

/// Starts `body` on a thread of its own, with a stack for deeply nested input.
package func startThread(_ name: String, _ body: @escaping @Sendable () -> Void) {
  let thread = Thread(block: body)
  thread.name = name
  thread.stackSize = 8 << 20
  thread.start()
}

/// Whether the person pressed Ctrl-C; looked at once per batch.
package enum Interrupt {
  private static let requested = Atomic<Bool>(false)

  /// From a signal handler.
  package static func request() { requested.store(true, ordering: .relaxed) }

  /// Whether somebody asked; for loops that cannot throw.
  package static var isRequested: Bool { requested.load(ordering: .relaxed) }

  package static func check() throws(WinnowError) {
    guard isRequested else { return }
    throw WinnowError(
      WinnowError.Code("interrupted", exitStatus: 130), "interrupted",
      hint: "what was committed is kept; the same command goes on from there")
  }
}

/// Does numbered pieces of work on several threads and takes the results in order.
///
/// - Parameters:
///   - numbers: which pieces, ascending.
///   - jobs: threads that work; the caller's thread consumes.
///   - worker: makes what each thread needs for itself, on that thread.
///   - work: does a piece; the same number gives the same result on any thread.
///   - consume: takes the results in ascending order, on the caller's thread.
/// - Throws: the error of the lowest-numbered piece that failed, after all before it were consumed.
package func inOrder<Worker, Result: Sendable>(
  _ numbers: Range<Int>, jobs: Int,
  worker: @escaping @Sendable () throws(WinnowError) -> Worker,
  work: @escaping @Sendable (inout Worker, Int) throws(WinnowError) -> Result,
  consume: (Int, Result) throws(WinnowError) -> Void
) throws(WinnowError) {
  let threads = max(1, min(jobs, numbers.count))
  // Piece n goes to thread n mod threads, each with a channel: order without a shared queue.
  let channels = (0..<threads).map { _ in Channel<Result>(capacity: 2) }
  defer { for channel in channels { channel.close() } }
  for (index, channel) in channels.enumerated() {
    let mine = stride(from: numbers.lowerBound + index, to: numbers.upperBound, by: threads)
    startThread("winnow worker \(index)") {
      // A function of its own: what the thread holds is gone before it says that it is done.
      func send() throws(WinnowError) {
        var own = try worker()
        for number in mine {
          guard channel.send(try work(&own, number)) else { return }
        }
      }
      do throws(WinnowError) {
        try send()
        channel.finish()
      } catch {
        channel.finish(error)
      }
    }
  }
  for number in numbers {
    try Interrupt.check()
    let channel = channels[(number - numbers.lowerBound) % threads]
    guard let result = try channel.receive() else { return }
    try consume(number, result)
  }
  // Connections that are open when the store is closed would keep its log from being removed.
  for channel in channels { _ = try channel.receive() }
}
