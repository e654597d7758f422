/// An open Parquet file: its footer is read and checked, its rows are not.
///
/// Rows come from a `RowReader`. Safe to use from several threads.
public final class ParquetFile: Sendable {
  /// The footer.
  public let metadata: FileMetadata
  /// The fields and columns.
  public let schema: Schema
  /// The length of the file.
  public var byteCount: Int { input.byteCount }
  let input: InputFile
  let limits: ParquetLimits
  /// Where the footer begins and the pages end.
  let footerOffset: Int

  /// Opens the file at `path`.
  ///
  /// Errors: `io`; `notParquet`; `encrypted`; `damaged` where the footer contradicts itself.
  public convenience init(
    path: String, limits: ParquetLimits = ParquetLimits()
  ) throws(ParquetError) {
    try self.init(input: try InputFile.open(path: path), limits: limits)
  }

  /// Opens a file that is in memory.
  public convenience init(
    bytes: [UInt8], limits: ParquetLimits = ParquetLimits()
  ) throws(ParquetError) {
    try self.init(input: InputFile(bytes: bytes), limits: limits)
  }

  private init(input: InputFile, limits: ParquetLimits) throws(ParquetError) {
    self.input = input
    self.limits = limits
    let length = try Self.footerLength(input, limits)
    footerOffset = input.byteCount - 8 - length
    let footer = try input.read(footerOffset, count: length)
    var reader = ThriftReader(footer, base: footerOffset, part: "footer")
    metadata = try FileMetadata(reading: &reader)
    do throws(ParquetError) {
      schema = try Schema(elements: metadata.schema, limits: limits)
      try Self.check(metadata, schema)
    } catch {
      throw error.within(.init(part: "footer", offset: footerOffset))
    }
  }

  /// Whether bytes begin as a Parquet file does, encrypted ones too.
  public static func matches(_ head: some Collection<UInt8>) -> Bool {
    head.starts(with: magic) || head.starts(with: encryptedMagic)
  }

  private static let magic = Array("PAR1".utf8)
  private static let encryptedMagic = Array("PARE".utf8)

  private static func footerLength(
    _ input: InputFile, _ limits: ParquetLimits
  ) throws(ParquetError) -> Int {
    guard input.byteCount >= 12 else {
      throw ParquetError(.notParquet, "too short for Parquet: \(input.byteCount) bytes")
    }
    let head = try input.read(0, count: 4)
    let tail = try input.read(input.byteCount - 8, count: 8)
    guard tail[4...].elementsEqual(magic), head == magic else {
      if head == encryptedMagic || tail[4...].elementsEqual(encryptedMagic) {
        throw ParquetError(
          .encrypted, "the file is encrypted", hint: "write it again without encryption")
      }
      throw head == magic
        ? ParquetError(
          .damaged, "the file does not end as Parquet does: it is cut, or not complete yet",
          hint: "fetch it again", place: .init(offset: input.byteCount - 4))
        : ParquetError(.notParquet, "the file does not begin as Parquet does")
    }
    let length = tail[..<4].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= limits.maxFooterBytes else {
      throw ParquetError(
        .limit, "a footer of \(length) bytes: \(limits.maxFooterBytes) are the most",
        place: .init(part: "footer"))
    }
    guard length <= input.byteCount - 12 else {
      throw ParquetError(
        .damaged, "a footer of \(length) bytes in a file of \(input.byteCount)",
        place: .init(part: "footer"))
    }
    return length
  }

  private static func check(_ metadata: FileMetadata, _ schema: Schema) throws(ParquetError) {
    var rows: Int64 = 0
    for (index, group) in metadata.rowGroups.enumerated() {
      guard group.columns.count == schema.leaves.count else {
        throw ParquetError(
          .damaged,
          "\(group.columns.count) column chunks for \(schema.leaves.count) columns",
          place: .init(rowGroup: index))
      }
      let (sum, overflows) = rows.addingReportingOverflow(group.rowCount)
      guard !overflows else { throw .damaged("more rows than can be counted") }
      rows = sum
    }
    guard rows == metadata.rowCount else {
      throw .damaged(
        "the footer says \(metadata.rowCount) rows, its row groups have \(rows)")
    }
  }
}
