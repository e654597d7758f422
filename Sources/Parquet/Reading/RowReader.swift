internal import Dispatch
internal import Synchronization

/// How rows are read.
public struct ReadOptions: Sendable {
  /// The columns by name, as `Projection` takes them; `nil` for all.
  public var columns: [String]?
  /// The row groups to read; `nil` for all.
  public var rowGroups: Range<Int>?
  /// How many columns are decoded at once.
  public var threads = 1
  /// The most bytes that the reader holds at a time, one batch included.
  public var memoryBytes = 1 << 30
  /// About how many bytes of values a batch has, before compression.
  public var batchBytes = 8 << 20

  /// The defaults.
  public init() {}
}

/// Some rows of a row group, column by column.
public struct RowBatch: Sendable {
  /// The row group, from 0.
  public let rowGroup: Int
  /// The number of its first row in the row group, from 0.
  public let firstRow: Int
  /// How many rows.
  public let rowCount: Int
  /// The columns that are read, in the order of the projection.
  public let columns: [ColumnBatch]
}

/// Reads the rows of a file in batches of about equal size.
///
/// Holds the pages that a batch needs, never a whole row group; the batches are the same whatever
/// the number of threads. To be used from one thread at a time; a batch should be let go before the
/// next is asked for, or its memory comes on top.
public final class RowReader {
  /// What is read.
  public let projection: Projection
  private let file: ParquetFile
  private let options: ReadOptions
  private let budget: MemoryBudget
  private var rowGroups: Range<Int>
  private var rowGroup = 0
  private var columns: [ColumnReader]?
  /// Those columns by falling size, so that threads end at about the same time.
  private var order: [Int] = []
  private var rowsRead = 0
  private var rowsInGroup = 0
  private var rowsPerBatch = 1
  private var failure: ParquetError?

  /// Errors: `usage` for an unknown column or row group.
  public init(_ file: ParquetFile, options: ReadOptions = ReadOptions()) throws(ParquetError) {
    self.file = file
    self.options = options
    projection = try Projection(file.schema, columns: options.columns)
    budget = MemoryBudget(limit: options.memoryBytes, columns: projection.leaves.count)
    let all = file.metadata.rowGroups.indices
    rowGroups = options.rowGroups ?? all
    guard rowGroups.clamped(to: all) == rowGroups else {
      throw ParquetError(.usage, "the file has \(all.count) row groups")
    }
  }

  /// The next rows, at least one, or `nil` at the end.
  ///
  /// Errors: `damaged`, `unsupported`, `encrypted`, `limit`, `io`; the same again at each call
  /// after.
  public func next() throws(ParquetError) -> RowBatch? {
    if let failure { throw failure }
    do throws(ParquetError) {
      while true {
        if columns == nil {
          guard let next = rowGroups.first else { return nil }
          rowGroups = rowGroups.dropFirst()
          try open(next)
        }
        if rowsRead < rowsInGroup { return try batch() }
        columns = nil
      }
    } catch {
      failure = error.within(.init(rowGroup: rowGroup, row: columns == nil ? nil : rowsRead))
      throw failure ?? error
    }
  }

  private func open(_ index: Int) throws(ParquetError) {
    rowGroup = index
    rowsRead = 0
    let group = file.metadata.rowGroups[index]
    rowsInGroup = Int(group.rowCount)
    budget.begin(holding: 0)
    var readers: [ColumnReader] = []
    var bytes = 0
    var sizes: [Int64] = []
    if rowsInGroup > 0 {
      for leaf in projection.leaves {
        let chunk = group.columns[leaf.index]
        do throws(ParquetError) {
          readers.append(
            try ColumnReader(file, chunk, leaf, rows: rowsInGroup, budget: budget))
        } catch {
          throw error.within(.init(column: leaf.dottedPath))
        }
        let size = chunk.metadata?.byteCount ?? 0
        sizes.append(size)
        bytes = Int(clamping: Int64(bytes).addingReportingOverflow(size).partialValue)
      }
    }
    order = sizes.indices.sorted { (-sizes[$0], $0) < (-sizes[$1], $1) }
    let perRow = max(1, bytes / max(1, rowsInGroup))
    rowsPerBatch = min(max(1, options.batchBytes / perRow), 1 << 16)
    columns = readers
  }

  private func batch() throws(ParquetError) -> RowBatch {
    guard let columns else { throw .damaged("no row group is open") }
    let wanted = min(rowsPerBatch, rowsInGroup - rowsRead)
    budget.begin(holding: columns.reduce(0) { $0 + $1.heldBytes })
    prepare(columns, rows: wanted)
    try check(columns)
    var rows = wanted
    for column in columns { rows = min(rows, column.completeRows) }
    let batch = RowBatch(
      rowGroup: rowGroup, firstRow: rowsRead, rowCount: rows,
      columns: columns.map { $0.take(rows: rows) })
    rowsRead += rows
    if rowsRead == rowsInGroup {
      for column in columns where !column.isDrained {
        throw ParquetError(
          .damaged, "more rows than the \(rowsInGroup) of its row group",
          place: .init(column: column.leaf.dottedPath))
      }
    }
    return batch
  }

  /// Throws the failure of the first column that has one; that of the budget, which any column can
  /// meet first, last and without a column.
  private func check(_ columns: [ColumnReader]) throws(ParquetError) {
    let failures = columns.compactMap(\.failure)
    if let first = failures.first(where: { $0.kind != .limit }) { throw first }
    if let first = failures.first {
      throw ParquetError(first.kind, first.reason, hint: first.hint)
    }
    for column in columns where column.completeRows == 0 {
      throw ParquetError(
        .damaged, "fewer rows than the \(rowsInGroup) of its row group",
        place: .init(column: column.leaf.dottedPath))
    }
  }

  private func prepare(_ columns: [ColumnReader], rows: Int) {
    let share = max(1, options.batchBytes)
    let work = Work(columns: order.map { columns[$0] })
    let threads = min(options.threads, columns.count)
    guard threads > 1 else {
      for column in work.columns { column.prepare(rows: rows, share: share) }
      return
    }
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while true {
        let turn = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard turn < work.columns.count else { return }
        work.columns[turn].prepare(rows: rows, share: share)
      }
    }
  }

  /// Columns of which each is used by one thread at a time.
  private struct Work: @unchecked Sendable {
    let columns: [ColumnReader]
  }
}
