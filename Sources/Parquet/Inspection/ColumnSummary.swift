/// What is worth knowing of a column in one row group.
public struct ColumnSummary: Sendable, Equatable {
  /// The column.
  public var leaf: Leaf
  /// How its pages are compressed.
  public var codec: Codec
  /// Every encoding of its pages, in the order of the footer.
  public var encodings: [Encoding]
  /// Entries, nulls too.
  public var valueCount: Int64
  /// Nulls, where the writer counted them.
  public var nullCount: Int64?
  /// Bytes before compression.
  public var byteCount: Int64
  /// Bytes in the file.
  public var compressedByteCount: Int64
  /// No value is less, as JSON; cut by some writers.
  public var min: String?
  /// No value is greater, as JSON; cut by some writers.
  public var max: String?
}

/// How many pages a column chunk has.
public struct PageCounts: Sendable, Equatable {
  /// Pages of values.
  public var data = 0
  /// 1 where there is a dictionary.
  public var dictionary = 0
}

extension ParquetFile {
  /// What the footer says of a column in a row group.
  ///
  /// Errors: `usage` where there is no such column or row group, `encrypted`.
  public func summary(
    rowGroup: Int, column: Int
  ) throws(ParquetError) -> ColumnSummary {
    let (metadata, leaf) = try chunk(rowGroup, column)
    return ColumnSummary(
      leaf: leaf, codec: metadata.codec, encodings: metadata.encodings,
      valueCount: metadata.valueCount, nullCount: metadata.statistics?.nullCount,
      byteCount: metadata.byteCount, compressedByteCount: metadata.compressedByteCount,
      min: Self.text(metadata.statistics?.min, leaf.type),
      max: Self.text(metadata.statistics?.max, leaf.type))
  }

  /// Counts the pages of a column in a row group; reads their headers alone.
  ///
  /// Errors: those of `summary`, and of a damaged file.
  public func pageCounts(
    rowGroup: Int, column: Int
  ) throws(ParquetError) -> PageCounts {
    let (metadata, leaf) = try chunk(rowGroup, column)
    let budget = MemoryBudget(limit: 1 << 30)
    var counts = PageCounts()
    var left = metadata.valueCount
    // Of an empty row group some writers name no place.
    guard left > 0 else { return counts }
    do throws(ParquetError) {
      let pages = try PageReader(self, metadata, budget: budget)
      while left > 0 {
        let header = try pages.skip()
        switch header.type {
        case .dictionary: counts.dictionary += 1
        case .data, .dataV2:
          counts.data += 1
          left -= Int64(header.data?.valueCount ?? header.dataV2?.valueCount ?? 0)
        default: break
        }
      }
    } catch {
      throw error.within(.init(column: leaf.dottedPath, rowGroup: rowGroup))
    }
    return counts
  }

  private func chunk(
    _ rowGroup: Int, _ column: Int
  ) throws(ParquetError) -> (ColumnMetadata, Leaf) {
    guard metadata.rowGroups.indices.contains(rowGroup), schema.leaves.indices.contains(column)
    else { throw ParquetError(.usage, "no column \(column) in a row group \(rowGroup)") }
    guard let chunk = metadata.rowGroups[rowGroup].columns[column].metadata else {
      throw ParquetError(
        .encrypted, "the column is encrypted",
        place: .init(column: schema.leaves[column].dottedPath, rowGroup: rowGroup))
    }
    return (chunk, schema.leaves[column])
  }

  /// A bound as a row has it.
  private static func text(_ bound: [UInt8]?, _ type: PrimitiveType) -> String? {
    guard let bound else { return nil }
    guard type.physical == .byteArray || bound.count == type.width else { return nil }
    let page = PageBytes(count: bound.count)
    unsafe page.base.update(from: bound, count: bound.count)
    var output = RowBytes()
    let text = ValueText(type)
    switch Values.Kind(type.physical) {
    case .word32:
      output.append(type.physical == .boolean ? UInt32(bound[0]) : page.word32(0), as: text)
    case .word64: output.append(page.word64(0), as: text)
    case .view: output.append(unsafe ByteView(page.base, page.count), as: text)
    }
    return unsafe output.withBytes { unsafe String(decoding: unsafe $0, as: UTF8.self) }
  }
}

extension PageBytes {
  /// Eight bytes from `offset` on, in the file's order; at most the padding beyond the end.
  func word64(_ offset: Int) -> UInt64 {
    unsafe UnsafeRawPointer(base).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }
}
