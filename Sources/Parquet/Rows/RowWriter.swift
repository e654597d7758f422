/// Writes the rows of batches as JSON, one object a row, keys in the order of the schema.
///
/// Text goes through unchecked but for what JSON escapes; whole numbers and decimals keep every
/// digit; NaN and infinities are `null`; dates and times are ISO 8601 text; other bytes are text
/// where they are UTF-8, else base64; a map with text keys is an object, any other a list of
/// `{"key":…,"value":…}`. Names that a schema holds twice are written twice.
@safe public struct RowWriter {
  /// What becomes of a member that is null.
  public enum Nulls: Sendable {
    /// It is written as `null`.
    case written
    /// It is left out. Null elements of lists and values of maps are written nonetheless.
    case leftOut
  }

  private let plan: RowPlan
  private let nulls: Nulls
  private var batch: RowBatch?
  private var cursors: [LeafCursor] = []
  /// The number of the next row in its row group.
  public private(set) var nextRow = 0
  private var rowsLeft = 0

  /// A writer for batches of a reader of this projection.
  ///
  /// - Parameter bytesAreText: whether bytes of which the schema says nothing are taken for text, as older writers mean
  ///   them, UTF-8 or not, and never written as base64.
  public init(_ projection: Projection, nulls: Nulls = .written, bytesAreText: Bool = false) {
    plan = RowPlan(projection, bytesAreText: bytesAreText)
    self.nulls = nulls
  }

  /// Begins with the first row of a batch.
  public mutating func begin(_ batch: RowBatch) {
    self.batch = batch
    nextRow = batch.firstRow
    rowsLeft = batch.rowCount
    cursors = batch.columns.map { LeafCursor($0) }
  }

  /// Appends the next row to `output`; `false` after the last of the batch.
  ///
  /// Errors: `damaged` where the levels of columns contradict each other; the row may be written in
  /// part then.
  public mutating func next(into output: inout RowBytes) throws(ParquetError) -> Bool {
    guard let batch, rowsLeft > 0 else {
      self.batch = nil
      return false
    }
    do throws(ParquetError) {
      try unsafe cursors.withUnsafeMutableBufferPointer { cursors throws(ParquetError) in
        let assembly = RowAssembly(nodes: plan.nodes, names: plan.names, nulls: nulls)
        try unsafe assembly.write(0, 0, 0, cursors, &output)
        // The next entry of each column begins a row too, or there is none.
        for index in cursors.indices {
          try unsafe cursors[index].expectRow(isLast: rowsLeft == 1)
        }
      }
    } catch {
      throw error.within(.init(rowGroup: batch.rowGroup, row: nextRow))
    }
    nextRow += 1
    rowsLeft -= 1
    return true
  }
}

/// Where the assembly stands in a column.
@safe struct LeafCursor {
  /// `nil` where the column cannot be null.
  let definitions: UnsafePointer<UInt8>?
  /// `nil` where no list holds the column.
  let repetitions: UnsafePointer<UInt8>?
  let maxDefinition: UInt8
  let entryCount: Int
  let values: Values
  let valueCount: Int
  /// The next entry and the next value.
  var entry = 0
  var value = 0

  init(_ column: ColumnBatch) {
    unsafe definitions =
      column.leaf.maxDefinition > 0 ? UnsafePointer(column.definitions.base) : nil
    unsafe repetitions =
      column.leaf.maxRepetition > 0 ? UnsafePointer(column.repetitions.base) : nil
    maxDefinition = UInt8(column.leaf.maxDefinition)
    entryCount = column.entryCount
    values = column.values
    valueCount = column.valueCount
  }

  /// The definition level of the next entry, which must have this repetition level.
  @inline(__always)
  func definition(_ repetition: UInt8) throws(ParquetError) -> UInt8 {
    guard entry < entryCount else { throw Self.misfit }
    if let levels = unsafe repetitions, unsafe levels[entry] != repetition { throw Self.misfit }
    return unsafe definitions.map { unsafe $0[entry] } ?? 0
  }

  /// The repetition level of the next entry; 0 at the end.
  @inline(__always)
  var repetition: UInt8 {
    guard entry < entryCount, let levels = unsafe repetitions else { return 0 }
    return unsafe levels[entry]
  }

  func expectRow(isLast: Bool) throws(ParquetError) {
    guard isLast ? entry == entryCount : repetition == 0 else { throw Self.misfit }
  }

  static var misfit: ParquetError { .damaged("the levels of its columns contradict each other") }
}
