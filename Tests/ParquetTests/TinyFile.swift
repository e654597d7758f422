@testable import Parquet

/// A file of one row group that is put together by hand, so that any part of it can be wrong.
struct TinyFile {
  var fields: [Field]
  var rowCount: Int64
  /// Of each column its pages, as they are in the file.
  var columns: [[(header: PageHeader, bytes: [UInt8])]]
  var codec = Codec.uncompressed
  /// Entries of each column; by default those its pages say.
  var entryCounts: [Int64]?
  /// What to change in the footer before it is written.
  var edit: (inout FileMetadata) -> Void = { _ in }

  init(
    _ fields: [Field], rows: Int64, _ columns: [[(header: PageHeader, bytes: [UInt8])]],
    edit: @escaping (inout FileMetadata) -> Void = { _ in }
  ) {
    self.fields = fields
    rowCount = rows
    self.columns = columns
    self.edit = edit
  }

  /// A data page of version 1: levels with their lengths before them, then values.
  static func page(
    _ entries: Int32, repetition: [UInt8]? = nil, definition: [UInt8]? = nil, _ values: [UInt8],
    _ encoding: Encoding = .plain, levels: Encoding = .rle
  ) -> (header: PageHeader, bytes: [UInt8]) {
    let parts = [repetition, definition].compactMap { $0 }
    let bytes = parts.flatMap { levels == .rle ? word($0.count) + $0 : $0 } + values
    let header = PageHeader(
      type: .data, byteCount: Int32(bytes.count), compressedByteCount: Int32(bytes.count),
      data: DataPageHeader(
        valueCount: entries, encoding: encoding, definitionEncoding: levels,
        repetitionEncoding: levels))
    return (header, bytes)
  }

  static func dictionary(
    _ count: Int32, _ values: [UInt8]
  ) -> (header: PageHeader, bytes: [UInt8]) {
    let header = PageHeader(
      type: .dictionary, byteCount: Int32(values.count), compressedByteCount: Int32(values.count),
      dictionary: DictionaryPageHeader(valueCount: count, encoding: .plain))
    return (header, values)
  }

  /// Text in plain encoding.
  static func plain(_ texts: String...) -> [UInt8] {
    texts.flatMap { word($0.utf8.count) + Array($0.utf8) }
  }

  /// Four bytes from the lowest.
  static func word(_ value: Int) -> [UInt8] {
    [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// A run of one value of up to eight bits.
  static func run(_ value: UInt8, times count: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = count << 1
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7f) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest), value]
  }

  func bytes() throws -> [UInt8] {
    let schema = try Schema(fields)
    var bytes = Array("PAR1".utf8)
    var chunks: [ColumnChunk] = []
    for (leaf, pages) in zip(schema.leaves, columns) {
      let start = bytes.count
      var entries: Int64 = 0
      for page in pages {
        bytes += page.header.thriftBytes() + page.bytes
        entries += Int64(page.header.data?.valueCount ?? page.header.dataV2?.valueCount ?? 0)
      }
      let count = Int64(bytes.count - start)
      chunks.append(
        ColumnChunk(
          fileOffset: 0,
          metadata: ColumnMetadata(
            type: leaf.type.physical, encodings: [], path: leaf.path, codec: codec,
            valueCount: entryCounts?[leaf.index] ?? entries, byteCount: count,
            compressedByteCount: count, dataPageOffset: Int64(start))))
    }
    var metadata = FileMetadata(
      version: 2, schema: schema.elements(), rowCount: rowCount,
      rowGroups: [RowGroup(columns: chunks, byteCount: Int64(bytes.count), rowCount: rowCount)])
    edit(&metadata)
    let footer = metadata.thriftBytes()
    return bytes + footer + Self.word(footer.count) + Array("PAR1".utf8)
  }

  func rows(_ options: ReadOptions = ReadOptions()) throws -> [String] {
    try ParquetTests.rows(ParquetFile(bytes: bytes()), options)
  }

  /// How reading fails.
  func failure(_ options: ReadOptions = ReadOptions()) -> ParquetError? {
    do {
      let rows = try rows(options)
      return ParquetError(.usage, "no failure, but \(rows.count) rows")
    } catch {
      return error as? ParquetError
    }
  }
}
