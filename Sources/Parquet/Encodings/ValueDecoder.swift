/// Decodes the values of a data page, any number at a time.
@safe struct ValueDecoder {
  enum Method {
    case plain
    case bits
    case runs(RunDecoder)
    case dictionary(RunDecoder)
    case delta(DeltaBinaryDecoder)
    case deltaLength(DeltaBinaryDecoder)
    case deltaBytes(DeltaBytesState)
    /// All first bytes, then all second ones: how many values there are.
    case split(Int)
  }

  let type: PrimitiveType
  let page: PageBytes
  let end: Int
  /// The next byte; for bits the next bit, for split bytes the next value.
  var position: Int
  var method: Method

  /// The decoder of the values that begin at `start` of the page.
  ///
  /// Errors: `unsupported` for an encoding that is not known, `damaged` for one that does not suit
  /// the type.
  init(
    _ encoding: Encoding, _ type: PrimitiveType, _ page: PageBytes, from start: Int
  ) throws(ParquetError) {
    self.type = type
    self.page = page
    end = page.count
    position = start
    method = .plain
    let isBytes = type.physical == .byteArray || type.physical == .fixedLengthByteArray
    switch encoding {
    case .plain:
      if type.physical == .boolean {
        method = .bits
        position = start * 8
      }
    case .rle where type.physical == .boolean:
      let length = try runLength(start)
      method = .runs(
        try unsafe RunDecoder(page.base + start + 4, count: length, width: 1))
    case .plainDictionary, .rleDictionary:
      // A page of nulls alone may have no bytes, not even the width.
      let width = start < end ? unsafe Int(page.base[start]) : 0
      method = .dictionary(
        try unsafe RunDecoder(
          page.base + min(start + 1, end), count: max(0, end - start - 1), width: width))
    case .deltaBinaryPacked where type.physical == .int32 || type.physical == .int64:
      method = .delta(try unsafe DeltaBinaryDecoder(page.base, from: start, to: end))
    case .deltaLengthByteArray where type.physical == .byteArray:
      let lengths = try unsafe DeltaBinaryDecoder(page.base, from: start, to: end)
      var skipping = lengths
      position = try skipping.skipToEnd()
      method = .deltaLength(lengths)
    case .deltaByteArray where isBytes:
      let prefixes = try unsafe DeltaBinaryDecoder(page.base, from: start, to: end)
      var skipping = prefixes
      let suffixes = try unsafe DeltaBinaryDecoder(
        page.base, from: try skipping.skipToEnd(), to: end)
      skipping = suffixes
      position = try skipping.skipToEnd()
      method = .deltaBytes(DeltaBytesState(prefixes: prefixes, suffixes: suffixes))
    case .byteStreamSplit:
      guard let width = type.width, type.physical != .boolean, type.physical != .int96,
        (end - start) % width == 0
      else { throw .damaged("split bytes that do not suit the column's type") }
      method = .split((end - start) / width)
      position = 0
      splitStart = start
    default:
      throw Encoding.names[encoding.rawValue] == nil
        ? ParquetError(.unsupported, "\(encoding) is not known")
        : .damaged("\(encoding) does not suit values of type \(type.physical)")
    }
  }

  /// Where split bytes begin.
  var splitStart = 0

  private func runLength(_ start: Int) throws(ParquetError) -> Int {
    guard end - start >= 4 else { throw Self.tooShort }
    let length = Int(UInt32(littleEndian: page.word32(start)))
    guard length <= end - start - 4 else { throw Self.tooShort }
    return length
  }

  /// How many values to decode at once, so that what is put together stays small.
  var step: Int {
    if case .deltaBytes = method { return 64 }
    return 4096
  }

  static var tooShort: ParquetError { .damaged("the page ends before its values do") }
}

extension PageBytes {
  /// Four bytes from `offset` on, in the file's order; at most the padding beyond the end.
  @inline(__always)
  func word32(_ offset: Int) -> UInt32 {
    unsafe UnsafeRawPointer(base).loadUnaligned(fromByteOffset: offset, as: UInt32.self)
  }
}
