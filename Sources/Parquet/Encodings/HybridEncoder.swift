/// Writes levels and dictionary indices in the hybrid of run-length encoding and bit packing.
///
/// Runs of eight or more equal values, counted from a multiple of eight, become run-length runs; all between two of
/// them is packed in groups of eight, of which only the last of all is filled up.
enum HybridEncoder {
  /// Appends all `values`, each of which fits in `bitWidth` bits (0 to 32).
  static func append<Value: FixedWidthInteger & UnsignedInteger>(
    _ values: Span<Value>, bitWidth: Int, to out: inout [UInt8]
  ) {
    var packedStart = 0
    var place = 0
    while place < values.count {
      let value = values[place]
      var end = place + 1
      while end < values.count, values[end] == value { end += 1 }
      // What is packed before a run must be whole groups.
      let start = place + (8 - (place - packedStart) % 8) % 8
      if end - start >= 8 {
        pack(values.extracting(packedStart..<start), bitWidth, to: &out)
        appendVarint(UInt64(end - start) << 1, to: &out)
        append(value, bytes: (bitWidth + 7) / 8, to: &out)
        packedStart = end
      }
      place = end
    }
    pack(values.extracting(packedStart..<values.count), bitWidth, to: &out)
  }

  /// The bits that the greatest of `count` dictionary indices needs.
  static func bitWidth(ofIndices count: Int) -> Int {
    count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
  }

  private static func pack<Value: FixedWidthInteger & UnsignedInteger>(
    _ values: Span<Value>, _ bitWidth: Int, to out: inout [UInt8]
  ) {
    guard !values.isEmpty else { return }
    let groups = (values.count + 7) / 8
    appendVarint(UInt64(groups) << 1 | 1, to: &out)
    var word: UInt64 = 0
    var bits = 0
    func flush(_ word: inout UInt64, _ bits: inout Int, to out: inout [UInt8]) {
      while bits >= 8 {
        out.append(UInt8(truncatingIfNeeded: word))
        word >>= 8
        bits -= 8
      }
    }
    for i in 0..<groups * 8 {
      let value = i < values.count ? UInt64(values[i]) : 0
      word |= value << UInt64(bits)
      bits += bitWidth
      flush(&word, &bits, to: &out)
    }
  }

  private static func append<Value: FixedWidthInteger>(
    _ value: Value, bytes: Int, to out: inout [UInt8]
  ) {
    let wide = UInt64(value)
    for i in 0..<bytes { out.append(UInt8(truncatingIfNeeded: wide >> UInt64(8 * i))) }
  }

  private static func appendVarint(_ value: UInt64, to out: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      out.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    out.append(UInt8(rest))
  }
}
