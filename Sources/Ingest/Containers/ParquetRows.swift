internal import Dispatch
internal import Parquet

/// The rows of a Parquet file as JSON Lines: so every format and mapping reads them as it reads JSON.
///
/// A member that is null is left out, unless `ContainerLimits.keepsNulls`: files of this kind have every member of every
/// row, and null is how they say that there is none. A row stands on the line of its number.
///
/// The next rows are put together on another thread while those before them are read.
final class ParquetRows: ByteSource {
  /// How many rows each row group has.
  let rowGroups: [Int64]
  private let input: InputFile
  private let context: ContainerContext
  private let depth: Int
  private let making: RowMaking
  private let queue = DispatchQueue(label: "winnow.parquet")
  /// Signalled when `making` has made its next lines.
  private let made = DispatchSemaphore(value: 0)
  private var isMaking = false
  private var lines = RowBytes()
  /// Bytes of `lines` that were handed on.
  private var taken = 0
  private let rowCount: Int64
  private var failure: ContainerError?

  /// Columns decoded at once.
  private static let threads = 2

  private init(
    _ file: ParquetFile, _ reader: RowReader, input: InputFile, context: ContainerContext,
    depth: Int
  ) {
    rowGroups = file.metadata.rowGroups.map(\.rowCount)
    rowCount = file.rowCount
    making = RowMaking(reader, nulls: context.limits.keepsNulls ? .written : .leftOut)
    self.input = input
    self.context = context
    self.depth = depth
  }

  deinit { if isMaking { made.wait() } }

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
      throw ContainerError(error, path: context.path)
    }
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ContainerError) -> Int {
    if taken == lines.count {
      // What is there goes out first, so that an error comes after the rows before it.
      if let failure { throw failure }
      if !isMaking { make() }
      made.wait()
      isMaking = false
      swap(&lines, &making.lines)
      taken = 0
      failure = making.failure.map { ContainerError($0, path: context.path) }
      if input === context.file {
        input.note(share: Double(making.rows) / Double(max(1, rowCount)))
      }
      if lines.count == 0 {
        if let failure { throw failure }
        return 0
      }
      if failure == nil { make() }
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

  private func make() {
    isMaking = true
    let (making, made) = (making, made)
    queue.async {
      making.next()
      made.signal()
    }
  }
}

/// Puts rows together as lines, on a thread of its own.
///
/// - Note: `@unchecked Sendable`: one thread at a time uses it, as `ParquetRows` sees to.
private final class RowMaking: @unchecked Sendable {
  /// What was made last; the caller takes it before more is made.
  var lines = RowBytes()
  /// Rows made so far.
  private(set) var rows: Int64 = 0
  private(set) var failure: ParquetError?
  private let reader: RowReader
  private var writer: RowWriter
  private var isBatchOpen = false

  /// Rows are made until there are this many bytes of them.
  private static let chunkBytes = 1 << 19

  init(_ reader: RowReader, nulls: RowWriter.Nulls) {
    self.reader = reader
    // Rows that are given back keep what is no text: as base64.
    writer = RowWriter(reader.projection, nulls: nulls, bytesAreText: nulls == .leftOut)
  }

  func next() {
    lines.removeAll()
    guard failure == nil else { return }
    do throws(ParquetError) {
      while lines.count < Self.chunkBytes {
        if !isBatchOpen {
          guard let batch = try reader.next() else { return }
          writer.begin(batch)
          isBatchOpen = true
        }
        try makeRow()
      }
    } catch {
      failure = error
    }
  }

  private func makeRow() throws(ParquetError) {
    let start = lines.count
    do throws(ParquetError) {
      if try writer.next(into: &lines) {
        lines.append(UInt8(ascii: "\n"))
        rows += 1
      } else {
        isBatchOpen = false
      }
    } catch {
      lines.truncate(to: start)
      throw error
    }
  }
}
