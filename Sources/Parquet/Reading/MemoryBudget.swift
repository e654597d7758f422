internal import Synchronization

/// Counts the bytes that the columns of a batch hold against a limit, of which a sixteenth is kept
/// for memory that waits to be used again.
final class MemoryBudget: Sendable {
  let limit: Int
  private let used = Atomic<Int>(0)
  /// Memory of pages for the next ones.
  let pool: PagePool
  /// How much of a column is read ahead from the file.
  let windowBytes: Int

  /// A limit for `columns` at a time.
  init(limit: Int, columns: Int = 1) {
    self.limit = limit
    pool = PagePool(limit: limit / 16)
    windowBytes = min(max(limit / 16 / max(1, columns), 4 << 10), 1 << 20)
  }

  /// Begins a batch with what is held from before it.
  func begin(holding bytes: Int) { used.store(bytes, ordering: .relaxed) }

  /// Counts `bytes` more; before they are allocated.
  ///
  /// Errors: `limit` where the sum exceeds the limit.
  func charge(_ bytes: Int) throws(ParquetError) {
    let sum = used.add(bytes, ordering: .relaxed).newValue
    guard sum <= limit - limit / 16 else {
      throw ParquetError(
        .limit, "reading needs more than the \(limit) bytes of memory it may use",
        hint: "allow more memory, or read fewer columns at once")
    }
  }
}
