/// The pages of a column chunk: which entries, values and rows each holds. A page begins with a row.
struct PageCutter {
  /// A page before it is encoded.
  struct Page: Sendable, Equatable {
    /// Entries of the chunk, nulls among them.
    var entries: Range<Int>
    /// Values of the chunk.
    var values: Range<Int>
    var firstRow: Int
    var rows: Int
  }

  let maxBytes: Int
  let maxRows: Int

  /// - Parameters:
  ///   - count: of entries.
  ///   - isRow: whether an entry begins a row.
  ///   - isValue: whether an entry has a value.
  ///   - size: bytes that a value takes.
  func cut(
    count: Int, isRow: (Int) -> Bool, isValue: (Int) -> Bool, size: (Int) -> Int
  ) -> [Page] {
    var pages: [Page] = []
    var page = Page(entries: 0..<0, values: 0..<0, firstRow: 0, rows: 0)
    var bytes = 0
    var value = 0
    for entry in 0..<count {
      if isRow(entry) {
        if bytes >= maxBytes || page.rows >= maxRows {
          pages.append(page)
          page = Page(
            entries: entry..<entry, values: value..<value, firstRow: page.firstRow + page.rows,
            rows: 0)
          bytes = 0
        }
        page.rows += 1
      }
      if isValue(entry) {
        bytes += size(value)
        value += 1
      }
      page.entries = page.entries.lowerBound..<entry + 1
      page.values = page.values.lowerBound..<value
    }
    if page.rows > 0 { pages.append(page) }
    return pages
  }
}
