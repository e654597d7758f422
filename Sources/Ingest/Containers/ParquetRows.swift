internal import Parquet

/// The rows of a Parquet file as JSON Lines: so every format and mapping reads them as it reads JSON.
///
/// A member that is null is left out: files of this kind have every member of every row, and null is how they say
/// that there is none. A row stands on the line of its number.
final class ParquetRows: ByteSource {
  /// How many rows each row group has.
  let rowGroups: [Int64]
  private let input: InputFile
  private let context: ContainerContext
  private let depth: Int
  private let reader: RowReader
  private var writer: RowWriter
  private var lines = RowBytes()
  /// Bytes of `lines` that were handed on.
  private var taken = 0
  private var rowsRead: Int64 = 0
  private let rowCount: Int64
  private var isBatchOpen = false
  private var failure: ContainerError?

  /// Rows are written until there are this many bytes of them.
  private static let chunkBytes = 1 << 18
  /// Columns decoded at once.
  private static let threads = 2

  private init(
    _ file: ParquetFile, _ reader: RowReader, input: InputFile, context: ContainerContext,
    depth: Int
  ) {
    rowGroups = file.metadata.rowGroups.map(\.rowCount)
    rowCount = file.rowCount
    self.reader = reader
    self.input = input
    self.context = context
    self.depth = depth
    writer = RowWriter(reader.projection, nulls: .leftOut)
  }

  /// - Throws: what is wrong with the footer.
  static func open(
    _ input: InputFile, context: ContainerContext, depth: Int
  ) throws(ContainerError) -> ParquetRows {
    do throws(ParquetError) {
      var options = ReadOptions()
      options.threads = Self.threads
      options.memoryBytes = context.limits.maxHeldBytes
      var limits = ParquetLimits()
      limits.maxPageBytes = min(limits.maxPageBytes, options.memoryBytes)
      let file = try input.withDescriptor { descriptor throws(ParquetError) in
        try ParquetFile(descriptor: descriptor, limits: limits)
      }
      return ParquetRows(
        file, try RowReader(file, options: options), input: input, context: context, depth: depth)
    } catch {
      throw explain(error, context)
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ContainerError) -> Int {
    if taken == lines.count {
      // What is there goes out first, so that an error comes after the rows before it.
      if let failure { throw failure }
      lines.removeAll()
      taken = 0
      do throws(ParquetError) {
        try fill()
      } catch {
        failure = Self.explain(error, context)
      }
      if lines.count == 0, let failure { throw failure }
    }
    let count = min(buffer.count, lines.count - taken)
    unsafe lines.withBytes { bytes in
      unsafe buffer.copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes[taken..<taken + count]))
    }
    taken += count
    try context.expand(by: count, depth: depth)
    return count
  }

  private func fill() throws(ParquetError) {
    while lines.count < Self.chunkBytes {
      if !isBatchOpen {
        guard let batch = try reader.next() else { return }
        writer.begin(batch)
        isBatchOpen = true
      }
      let start = lines.count
      var isRow = false
      do throws(ParquetError) {
        isRow = try writer.next(into: &lines)
      } catch {
        lines.truncate(to: start)
        throw error
      }
      if isRow {
        lines.append(UInt8(ascii: "\n"))
        rowsRead += 1
      } else {
        isBatchOpen = false
        if input === context.file {
          input.note(share: Double(rowsRead) / Double(max(1, rowCount)))
        }
      }
    }
  }

  private static func explain(
    _ error: ParquetError, _ context: ContainerContext
  ) -> ContainerError {
    let kind: ContainerError.Kind =
      switch error.kind {
      case .notParquet, .damaged: .damaged
      case .unsupported, .encrypted, .usage: .unsupported
      case .limit: .limit
      case .io: .unreadable
      }
    let place = error.place.description
    return context.error(
      kind, "Parquet: \(error.reason)\(place.isEmpty ? "" : " (\(place))")", hint: error.hint)
  }
}
