/// How the terms of an answer lie in the raw spill: their number, then for each the step from the one
/// before, doubled, plus one if its count follows; all as LEB128.
///
/// About 2.3 bytes a term, where 8 would lie in memory.
enum TermCode {
  static func append(_ terms: borrowing TermCounts, to bytes: inout [UInt8]) {
    append(UInt32(truncatingIfNeeded: terms.count), to: &bytes)
    let indices = terms.indices.span
    let counts = terms.counts.span
    var last: UInt32 = 0
    for i in indices.indices {
      let times = counts[i]
      append((indices[i] - last) << 1 | (times > 1 ? 1 : 0), to: &bytes)
      if times > 1 { append(times, to: &bytes) }
      last = indices[i]
    }
  }

  /// Reads what `append` wrote from `at`, which moves past it.
  ///
  /// - Parameter limit: indices are below it.
  /// - Returns: whether the bytes are such terms.
  static func read(
    _ bytes: Span<UInt8>, _ at: inout Int, below limit: UInt32, into terms: inout TermCounts
  ) -> Bool {
    terms.indices.removeAll(keepingCapacity: true)
    terms.counts.removeAll(keepingCapacity: true)
    guard let count = number(bytes, &at) else { return false }
    var last: UInt32 = 0
    for _ in 0..<count {
      guard let step = number(bytes, &at) else { return false }
      var times: UInt32 = 1
      if step & 1 == 1 {
        guard let more = number(bytes, &at) else { return false }
        times = more
      }
      last &+= step >> 1
      guard last < limit else { return false }
      terms.indices.append(last)
      terms.counts.append(times)
    }
    return true
  }

  @inline(__always)
  private static func append(_ number: UInt32, to bytes: inout [UInt8]) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }

  @inline(__always)
  private static func number(_ bytes: Span<UInt8>, _ at: inout Int) -> UInt32? {
    var value: UInt32 = 0
    var shift: UInt32 = 0
    while at < bytes.count, shift < 35 {
      let byte = bytes[at]
      at += 1
      value |= UInt32(byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
    return nil
  }
}
