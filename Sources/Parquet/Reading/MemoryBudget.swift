internal import Synchronization

/// Counts the bytes that the columns of a batch hold against a limit.
final class MemoryBudget: Sendable {
  let limit: Int
  private let used = Atomic<Int>(0)
  /// Memory of pages for the next ones.
  let pool: PagePool

  init(limit: Int) {
    self.limit = limit
    pool = PagePool(limit: limit / 16)
  }

  /// Begins a batch with what is held from before it.
  func begin(holding bytes: Int) { used.store(bytes, ordering: .relaxed) }

  /// Counts `bytes` more; before they are allocated.
  ///
  /// Errors: `limit` where the sum exceeds the limit.
  func charge(_ bytes: Int) throws(ParquetError) {
    let sum = used.add(bytes, ordering: .relaxed).newValue
    guard sum <= limit else {
      throw ParquetError(
        .limit, "reading needs more than the \(limit) bytes of memory it may use",
        hint: "allow more memory, or read fewer columns at once")
    }
  }
}
