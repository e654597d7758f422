internal import Foundation
internal import GRDB

/// Copies the write-ahead log into the store on a thread of its own, while the writer goes on.
///
/// Copying and waiting for the disk took a sixth of an ingest on the writer's thread. The writer still
/// does it itself when the log has grown past `limit`, so that it stays bounded.
///
/// - Note: `@unchecked Sendable`: the state is used under `condition` only; the connection by the
///   thread only.
final class Checkpointer: @unchecked Sendable {
  private let condition = NSCondition()
  private var isWanted = false
  private var isClosed = false
  private var isDone = false

  /// - Parameter path: the store's.
  init(path: String, configuration: Configuration) throws {
    var own = configuration
    own.busyMode = .immediateError
    let queue = try DatabaseQueue(path: path, configuration: own)
    let thread = Thread { [self] in run(queue) }
    thread.name = "winnow checkpointer"
    thread.start()
  }

  /// Asks for a checkpoint soon.
  func want() {
    condition.withLock {
      isWanted = true
      condition.signal()
    }
  }

  /// Waits for the thread to end.
  func close() {
    condition.withLock {
      isClosed = true
      condition.signal()
      while !isDone { condition.wait() }
    }
  }

  private func run(_ queue: DatabaseQueue) {
    while next() {
      // Passive: takes what it can without waiting for anybody. A failure here fails no data: the log
      // stays, and the writer meets the same failure when it copies itself.
      try? queue.inDatabase { db in _ = try db.checkpoint(.passive) }
    }
    // The last connection to close removes the log; that is to be the store's own.
    try? queue.close()
    condition.withLock {
      isDone = true
      condition.broadcast()
    }
  }

  private func next() -> Bool {
    condition.withLock {
      while !isWanted && !isClosed { condition.wait() }
      isWanted = false
      return !isClosed
    }
  }
}
