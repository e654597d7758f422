/// Decodes runs and bit-packed groups of numbers of a fixed width (Encodings.md, "RLE").
///
/// Reads from the bytes of a page, whose padding lets it load words across their end. Gives any
/// number of values at a time, so that a run of two billions costs no memory.
@safe struct RunDecoder {
  private let bytes: UnsafePointer<UInt8>
  private let end: Int
  private let width: Int
  private var position = 0
  /// Values left of a run of one value.
  private var runLeft = 0
  private var runValue: UInt32 = 0
  /// Values left of a bit-packed run, and the bit where the next begins.
  private var packedLeft = 0
  private var packedBit = 0

  /// Errors: `damaged` for a width of more than 32 bits.
  init(_ bytes: UnsafePointer<UInt8>, count: Int, width: Int) throws(ParquetError) {
    guard width <= 32 else { throw .damaged("numbers of \(width) bits") }
    unsafe self.bytes = bytes
    end = count
    self.width = width
  }

  /// Decodes `count` values; the greatest of them is returned, 0 for none.
  mutating func next<T: FixedWidthInteger & UnsignedInteger>(
    _ count: Int, into output: UnsafeMutablePointer<T>
  ) throws(ParquetError) -> UInt32 {
    var done = 0
    var greatest: UInt32 = 0
    if width == 0 {
      unsafe output.update(repeating: 0, count: count)
      return 0
    }
    while done < count {
      if runLeft > 0 {
        let some = min(runLeft, count - done)
        unsafe (output + done).update(repeating: T(truncatingIfNeeded: runValue), count: some)
        greatest = max(greatest, runValue)
        runLeft -= some
        done += some
      } else if packedLeft > 0 {
        let some = min(packedLeft, count - done)
        greatest = max(greatest, unsafe unpack(some, into: output + done))
        packedLeft -= some
        done += some
      } else {
        try beginRun()
      }
    }
    return greatest
  }

  private func unpack<T: FixedWidthInteger & UnsignedInteger>(
    _ count: Int, into output: UnsafeMutablePointer<T>, at start: Int
  ) -> UInt32 {
    let mask: UInt64 = (1 << UInt64(width)) - 1
    let source = unsafe UnsafeRawPointer(bytes)
    var bit = start
    var greatest: UInt64 = 0
    for index in 0..<count {
      // Within the padding at the end of the page.
      let word = unsafe source.loadUnaligned(fromByteOffset: bit >> 3, as: UInt64.self)
      let value = word >> UInt64(bit & 7) & mask
      greatest = max(greatest, value)
      unsafe output[index] = T(truncatingIfNeeded: value)
      bit &+= width
    }
    return UInt32(truncatingIfNeeded: greatest)
  }

  private mutating func unpack<T: FixedWidthInteger & UnsignedInteger>(
    _ count: Int, into output: UnsafeMutablePointer<T>
  ) -> UInt32 {
    defer { packedBit += count * width }
    return unsafe unpack(count, into: output, at: packedBit)
  }

  private mutating func beginRun() throws(ParquetError) {
    let header = try length()
    if header & 1 == 0 {
      runLeft = header >> 1
      let size = (width + 7) / 8
      guard size <= end - position else { throw Self.tooShort }
      runValue = 0
      for index in 0..<size {
        runValue |= unsafe UInt32(bytes[position + index]) << UInt32(8 * index)
      }
      guard width == 32 || runValue < 1 << UInt32(width) else {
        throw .damaged("a run of \(runValue), which does not fit \(width) bits")
      }
      position += size
    } else {
      // Some writers cut the last group where its values end.
      let bits = min((header >> 1) &* width, end - position) * 8
      packedBit = position * 8
      packedLeft = min((header >> 1) * 8, bits / width)
      position += bits / 8
      guard packedLeft > 0 || header == 1 else { throw Self.tooShort }
    }
  }

  private mutating func length() throws(ParquetError) -> Int {
    var value = 0
    var shift = 0
    while shift < 35 {
      guard position < end else { throw Self.tooShort }
      let byte = unsafe bytes[position]
      position += 1
      value |= Int(byte & 0x7f) << shift
      if byte & 0x80 == 0 { return value }
      shift += 7
    }
    throw .damaged("the length of a run is out of range")
  }

  private static var tooShort: ParquetError { .damaged("runs end before their values do") }
}

/// Decodes levels: runs, or the deprecated bit-packing from the highest bit.
@safe enum LevelDecoder {
  case runs(RunDecoder, max: UInt8)
  case packed(UnsafePointer<UInt8>, bit: Int, width: Int, max: UInt8)

  /// How many bits a level takes.
  static func width(_ max: Int) -> Int { Int.bitWidth - max.leadingZeroBitCount }

  /// Decodes `count` levels.
  ///
  /// Errors: `damaged` where one is greater than the schema has.
  mutating func next(
    _ count: Int, into output: UnsafeMutablePointer<UInt8>
  ) throws(ParquetError) {
    switch self {
    case .runs(var decoder, let max):
      let greatest = try unsafe decoder.next(count, into: output)
      guard greatest <= UInt32(max) else { throw Self.tooGreat }
      unsafe self = .runs(decoder, max: max)
    case .packed(let bytes, var bit, let width, let max):
      for index in 0..<count {
        var level: UInt8 = 0
        for _ in 0..<width {
          let byte = unsafe bytes[bit >> 3]
          level = level << 1 | byte >> UInt8(7 - (bit & 7)) & 1
          bit += 1
        }
        guard level <= max else { throw Self.tooGreat }
        unsafe output[index] = level
      }
      unsafe self = .packed(bytes, bit: bit, width: width, max: max)
    }
  }

  private static var tooGreat: ParquetError { .damaged("a level beyond what the schema has") }
}
