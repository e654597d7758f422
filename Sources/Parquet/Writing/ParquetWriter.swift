/// Writes a Parquet file piece by piece: every call gives the bytes that come next in the file.
///
/// Batches are kept until they fill a row group, which holds whole batches; then its columns are encoded and packed. So
/// a row group's values are in memory, a copy of those that dictionaries hold, and its packed pages: about three
/// times `WriteOptions.rowGroupBytes`. The bytes depend on schema, rows, cuts of the batches and options, and on
/// `WriteOptions.threads` not.
public struct ParquetWriter: Sendable {
  private let schema: Schema
  private let plan: WritePlan
  private let options: WriteOptions
  private var pending: [ShreddedRows] = []
  private var pendingRows = 0
  /// Size of the rows that wait for their row group, about, in bytes.
  public private(set) var pendingBytes = 0
  /// Bytes that were given.
  private var offset = 0
  private var rows = 0
  private var groups: [(group: RowGroup, indexes: [ChunkIndex])] = []

  /// A file of a schema.
  ///
  /// - Throws: `ParquetError` of the kind `unsupported` for a type that is not written.
  public init(
    _ schema: Schema, _ options: WriteOptions = WriteOptions()
  ) throws(ParquetError) {
    self.schema = schema
    self.options = options
    plan = try WritePlan(schema)
  }

  /// Adds rows that a `RowBuilder` or `JSONRows` of the same schema made.
  ///
  /// - Returns: what comes next in the file; empty for most batches.
  /// - Throws: `ParquetError` of the kind `limit`, with the column.
  public mutating func append(_ batch: ShreddedRows) throws(ParquetError) -> [UInt8] {
    precondition(batch.leaves.count == plan.leaves.count)
    guard batch.rows > 0 else { return [] }
    var bytes: [UInt8] = []
    if pendingRows > 0,
      pendingBytes + batch.size > options.rowGroupBytes
        || pendingRows + batch.rows > options.rowGroupRows
    {
      bytes = try endRowGroup()
    }
    pending.append(batch)
    pendingRows += batch.rows
    pendingBytes += batch.size
    return bytes
  }

  /// Ends the file; nothing may be added then.
  ///
  /// - Returns: the rest of the file.
  public mutating func finish() throws(ParquetError) -> [UInt8] {
    var bytes = try endRowGroup()
    var columns = groups.map(\.group)
    // All indexes stand together before the footer, so that a reader gets them at once.
    for (number, (_, indexes)) in groups.enumerated() {
      for (chunk, index) in indexes.enumerated() {
        guard let columnIndex = index.columnIndex else { continue }
        let own = thrift(columnIndex.write)
        columns[number].columns[chunk].columnIndexOffset = Int64(offset + bytes.count)
        columns[number].columns[chunk].columnIndexLength = Int32(truncatingIfNeeded: own.count)
        bytes += own
      }
    }
    for (number, (_, indexes)) in groups.enumerated() {
      for (chunk, index) in indexes.enumerated() {
        let own = thrift(index.offsetIndex.write)
        columns[number].columns[chunk].offsetIndexOffset = Int64(offset + bytes.count)
        columns[number].columns[chunk].offsetIndexLength = Int32(truncatingIfNeeded: own.count)
        bytes += own
      }
    }
    let metadata = FileMetadata(
      version: 2, schema: schema.elements(), rowCount: Int64(rows), rowGroups: columns,
      createdBy: options.createdBy,
      columnOrders: plan.leaves.map { _ in ColumnOrder(isTypeDefined: true) })
    let footer = thrift(metadata.write)
    bytes += footer
    PlainEncoder.append(UInt64(footer.count), bytes: 4, to: &bytes)
    bytes += Self.magic
    offset += bytes.count
    return bytes
  }

  private static let magic = Array("PAR1".utf8)

  /// Ends the row group, if any rows wait for it.
  ///
  /// - Returns: what comes next in the file.
  /// - Throws: `ParquetError` of the kind `limit`, with the column.
  public mutating func endRowGroup() throws(ParquetError) -> [UInt8] {
    var bytes: [UInt8] = offset == 0 ? Self.magic : []
    guard pendingRows > 0 else {
      offset += bytes.count
      return bytes
    }
    let encoded: EncodedRowGroup
    do throws(ParquetError) {
      encoded = try RowGroupEncoder(plan: plan, options: options).encode(pending)
    } catch {
      throw error.within(ParquetError.Place(rowGroup: groups.count))
    }
    pending = []
    pendingRows = 0
    pendingBytes = 0
    groups.append(append(encoded, to: &bytes))
    rows += encoded.rows
    offset += bytes.count
    return bytes
  }

  private func append(
    _ encoded: EncodedRowGroup, to bytes: inout [UInt8]
  ) -> (group: RowGroup, indexes: [ChunkIndex]) {
    let start = offset + bytes.count
    var columns: [ColumnChunk] = []
    var indexes: [ChunkIndex] = []
    bytes.reserveCapacity(
      bytes.count
        + encoded.chunks.reduce(0) { sum, chunk in
          chunk.pages.reduce(sum + (chunk.dictionary?.bytes.count ?? 0)) { $0 + $1.bytes.count }
        })
    for chunk in encoded.chunks {
      let begin = offset + bytes.count
      if let dictionary = chunk.dictionary { bytes += dictionary.bytes }
      let data = offset + bytes.count
      var locations: [PageLocation] = []
      for (page, firstRow) in zip(chunk.pages, chunk.firstRows) {
        locations.append(
          PageLocation(
            offset: Int64(offset + bytes.count),
            byteCount: Int32(truncatingIfNeeded: page.bytes.count), firstRow: Int64(firstRow)))
        bytes += page.bytes
      }
      let metadata = chunk.metadata(
        begin: begin, data: data, end: offset + bytes.count, options.codec)
      columns.append(ColumnChunk(fileOffset: 0, metadata: metadata))
      indexes.append(
        ChunkIndex(
          columnIndex: chunk.columnIndex, offsetIndex: OffsetIndex(pages: locations)))
    }
    let plain = columns.reduce(0) { $0 + ($1.metadata?.byteCount ?? 0) }
    let group = RowGroup(
      columns: columns, byteCount: plain, rowCount: Int64(encoded.rows), fileOffset: Int64(start),
      compressedByteCount: Int64(offset + bytes.count - start),
      ordinal: Int16(exactly: groups.count))
    return (group, indexes)
  }

  private func thrift(_ write: (inout ThriftWriter) -> Void) -> [UInt8] {
    var writer = ThriftWriter()
    write(&writer)
    return writer.bytes
  }
}

/// The page index of a chunk.
private struct ChunkIndex: Sendable {
  var columnIndex: ColumnIndex?
  var offsetIndex: OffsetIndex
}
