/// Whether bytes can be text at all: what is inside a container whose beginning is lost cannot.
enum BinaryHead {
  /// Fewer bytes than this tell nothing.
  static let leastCount = 64

  /// Packed bytes are as good as random: a ninth of them are control characters that text has none of,
  /// and they are no UTF-8. A damaged text has at most a few of either; UTF-16 has zeros or its mark.
  ///
  /// - Parameter head: the first bytes; a character may be cut at the end.
  static func isBinary(_ head: [UInt8]) -> Bool {
    guard head.count >= leastCount, !head.begins([0xFF, 0xFE]), !head.begins([0xFE, 0xFF]) else {
      return false
    }
    // From a twentieth on: 4,096 random bytes have 430 +/- 20 of them, 64 have 7 +/- 2.5.
    let controls = head.count { $0 != 0 && $0 < 0x20 && !(0x08...0x0D).contains($0) && $0 != 0x1B }
    let zeros = head.count { $0 == 0 }
    guard controls * 20 >= head.count, zeros * 4 < head.count else { return false }
    return strayBytes(head) * 20 >= head.count
  }

  /// Bytes that are no part of a character in UTF-8.
  private static func strayBytes(_ bytes: [UInt8]) -> Int {
    var stray = 0
    var place = 0
    while place < bytes.count {
      let count =
        switch bytes[place] {
        case 0..<0x80: 1
        case 0xC2..<0xE0: 2
        case 0xE0..<0xF0: 3
        case 0xF0..<0xF5: 4
        default: 0
        }
      let rest = bytes[(place + 1)...].prefix(max(0, count - 1))
      if count == 0 || rest.contains(where: { $0 & 0xC0 != 0x80 }) {
        stray += 1
        place += 1
      } else {
        place += count
      }
    }
    return stray
  }
}
