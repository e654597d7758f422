internal import CZlib

/// A page as it stands in a file.
struct PackedPage: Sendable {
  /// Header and content.
  var bytes: [UInt8]
  /// Of the header and the content before packing.
  var plainBytes: Int
  var bounds: Bounds?
  var nulls = 0
}

/// Packs pages of any chunk of a row group, on one thread.
struct PagePacker {
  private let compressor: Compressor

  init(_ options: WriteOptions) throws(ParquetError) {
    compressor = try Compressor(options.codec, level: options.level)
  }

  func dictionary(of chunk: ColumnChunkPlan) throws(ParquetError) -> PackedPage {
    guard let dictionary = chunk.dictionary else { throw ParquetError(.usage, "no dictionary") }
    var header = PageHeader(type: .dictionary, byteCount: 0, compressedByteCount: 0)
    header.dictionary = DictionaryPageHeader(
      valueCount: Int32(truncatingIfNeeded: dictionary.count), encoding: .plain)
    return try pack(dictionary.page, &header)
  }

  func page(_ number: Int, of chunk: ColumnChunkPlan) throws(ParquetError) -> PackedPage {
    let page = chunk.encode(number)
    var header = PageHeader(type: .data, byteCount: 0, compressedByteCount: 0)
    header.data = DataPageHeader(
      valueCount: Int32(truncatingIfNeeded: chunk.pages[number].entries.count),
      encoding: chunk.encoding, definitionEncoding: .rle, repetitionEncoding: .rle,
      statistics: Statistics(page.bounds, nulls: page.nulls))
    var packed = try pack(page.bytes, &header)
    packed.bounds = page.bounds
    packed.nulls = page.nulls
    return packed
  }

  private func pack(
    _ plain: [UInt8], _ header: inout PageHeader
  ) throws(ParquetError) -> PackedPage {
    var content: [UInt8] = []
    try unsafe plain.span.bytes.withUnsafeBytes { (bytes) throws(ParquetError) -> Void in
      _ = unsafe try compressor.compress(bytes, appendingTo: &content)
    }
    header.byteCount = Int32(truncatingIfNeeded: plain.count)
    header.compressedByteCount = Int32(truncatingIfNeeded: content.count)
    header.checksum = Int32(
      truncatingIfNeeded: unsafe content.withUnsafeBytes { unsafe Self.crc($0) })
    var writer = ThriftWriter()
    header.write(to: &writer)
    let headerBytes = writer.bytes
    return PackedPage(
      bytes: headerBytes + content, plainBytes: headerBytes.count + plain.count)
  }

  private static func crc(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    unsafe UInt32(
      truncatingIfNeeded: crc32_z(
        0, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count))
  }
}

extension ColumnChunkPlan {
  /// Of the values in data pages.
  var encoding: Encoding { dictionary == nil ? .plain : .rleDictionary }
}

extension Statistics {
  init(_ bounds: Bounds?, nulls: Int) {
    self.init()
    nullCount = Int64(nulls)
    guard let bounds else { return }
    min = bounds.least
    max = bounds.greatest
    isMinExact = bounds.leastIsExact
    isMaxExact = bounds.greatestIsExact
  }
}
