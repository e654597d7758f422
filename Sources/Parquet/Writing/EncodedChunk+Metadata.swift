/// What the footer and the page index say of a chunk.
extension EncodedChunk {
  /// - Parameters:
  ///   - begin: of its first page, the dictionary counted, in the file.
  ///   - data: of its first data page.
  ///   - end: behind its last page.
  func metadata(begin: Int, data: Int, end: Int, _ codec: Codec) -> ColumnMetadata {
    let plain = pages.reduce(dictionary?.plainBytes ?? 0) { $0 + $1.plainBytes }
    var metadata = ColumnMetadata(
      type: leaf.kind.type,
      encodings: dictionary == nil ? [.plain, .rle] : [.plain, .rle, encoding],
      path: leaf.path, codec: codec, valueCount: Int64(entries), byteCount: Int64(plain),
      compressedByteCount: Int64(end - begin), dataPageOffset: Int64(data))
    if dictionary != nil { metadata.dictionaryPageOffset = Int64(begin) }
    metadata.statistics = Statistics(bounds, nulls: nulls)
    let count = PageEncodingCount(
      type: .data, encoding: encoding, count: Int32(truncatingIfNeeded: pages.count))
    metadata.encodingCounts =
      (dictionary == nil ? [] : [PageEncodingCount(type: .dictionary, encoding: .plain, count: 1)])
      + [count]
    return metadata
  }

  /// Bounds of all pages; `nil` where a page has values and no bounds, for which the format has no word.
  var columnIndex: ColumnIndex? {
    let isNull = zip(pages, pageEntries).map { $0.nulls == $1 }
    guard zip(pages, isNull).allSatisfy({ $1 || $0.bounds != nil }) else { return nil }
    return ColumnIndex(
      nullPages: isNull, minimums: pages.map { $0.bounds?.least ?? [] },
      maximums: pages.map { $0.bounds?.greatest ?? [] }, boundaryOrder: boundaryOrder,
      nullCounts: pages.map { Int64($0.nulls) })
  }

  /// Whether the bounds of the pages with values rise, or fall.
  private var boundaryOrder: ColumnIndex.BoundaryOrder {
    let bounds = pages.compactMap(\.bounds)
    let steps = zip(bounds, bounds.dropFirst())
    func isLess(_ a: [UInt8], _ b: [UInt8]) -> Bool { Bounds.isLess(a, b, leaf.kind) }
    if steps.allSatisfy({ !isLess($1.least, $0.least) && !isLess($1.greatest, $0.greatest) }) {
      return .ascending
    }
    if steps.allSatisfy({ !isLess($0.least, $1.least) && !isLess($0.greatest, $1.greatest) }) {
      return .descending
    }
    return .unordered
  }
}

extension LeafKind {
  var type: PhysicalType {
    switch self {
    case .truth: .boolean
    case .int32: .int32
    case .int64: .int64
    case .float: .float
    case .double: .double
    case .text, .bytes: .byteArray
    }
  }
}
