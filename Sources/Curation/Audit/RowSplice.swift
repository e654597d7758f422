internal import Records

/// Adds to records as they stand in a file; every byte of what was there stays.
enum RowSplice {
  /// A JSON object with `members` added at its end, on one line.
  ///
  /// Members of an earlier audit are taken out. Line breaks between tokens become blanks, those inside
  /// strings (which JSON forbids, and we read) become `\n`.
  static func object(_ bytes: [UInt8], adding members: String) -> [UInt8] {
    var bytes = bytes.contains(0x0A) || bytes.contains(0x0D) ? oneLine(bytes) : bytes
    bytes = withoutOwn(bytes)
    var end = bytes.count
    while end > 0, isBlank(bytes[end - 1]) { end -= 1 }
    guard end > 0, bytes[end - 1] == UInt8(ascii: "}") else { return unreadable(bytes, members) }
    end -= 1
    while end > 0, isBlank(bytes[end - 1]) { end -= 1 }
    let isEmpty = end > 0 && bytes[end - 1] == UInt8(ascii: "{")
    var out = Array(bytes[..<end])
    out += Array((isEmpty ? members : ", " + members).utf8)
    out.append(UInt8(ascii: "}"))
    return out
  }

  /// An object that holds a record that cannot be read, as a text; null where it is not at hand.
  static func unreadable(_ bytes: [UInt8], _ members: String) -> [UInt8] {
    let raw = bytes.isEmpty ? "null" : JSONText.quoted(String(decoding: bytes, as: UTF8.self))
    return Array("{\"\(RowValues.raw)\": \(raw), \(members)}".utf8)
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  /// The object without line breaks.
  private static func oneLine(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(bytes.count)
    var isInString = false
    var isEscaped = false
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      i += 1
      if isInString {
        if byte == 0x0A {
          out += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
        } else if byte == 0x0D {
          out += [UInt8(ascii: "\\"), UInt8(ascii: "r")]
        } else {
          out.append(byte)
        }
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
        continue
      }
      if byte == 0x0A || byte == 0x0D {
        // The indent of the next line goes with the break.
        while i < bytes.count, isBlank(bytes[i]) { i += 1 }
        if let last = out.last, last != UInt8(ascii: "{"), last != UInt8(ascii: "["),
          last != 0x20, i < bytes.count, bytes[i] != UInt8(ascii: "}"),
          bytes[i] != UInt8(ascii: "]")
        {
          out.append(0x20)
        }
        continue
      }
      if byte == UInt8(ascii: "\"") { isInString = true }
      out.append(byte)
    }
    return out
  }

  // MARK: Members of an earlier audit

  private static let own = Set((RowValues.names + [RowValues.raw]).map { Array($0.utf8) })
  private static let prefix = Array("\"winnow_".utf8)

  /// The object without top-level members that an audit added.
  private static func withoutOwn(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.firstRange(of: prefix) != nil else { return bytes }
    var kept: [Range<Int>] = []
    var hasOwn = false
    for member in members(of: bytes) {
      if own.contains(Array(bytes[member.key])) { hasOwn = true } else { kept.append(member.all) }
    }
    guard hasOwn, let open = bytes.firstIndex(of: UInt8(ascii: "{")),
      let close = bytes.lastIndex(of: UInt8(ascii: "}"))
    else { return bytes }
    var out = Array(bytes[...open])
    for (i, range) in kept.enumerated() {
      if i > 0 { out.append(UInt8(ascii: ",")) }
      out += bytes[range]
    }
    return out + bytes[close...]
  }

  /// The members of an object: the key between its quotes, and the whole up to the comma.
  private static func members(of bytes: [UInt8]) -> [(key: Range<Int>, all: Range<Int>)] {
    var found: [(key: Range<Int>, all: Range<Int>)] = []
    var depth = 0
    var start = 0
    var key: Range<Int>?
    var i = 0
    while i < bytes.count {
      let byte = bytes[i]
      switch byte {
      case UInt8(ascii: "\""):
        let first = i + 1
        i = endOfString(bytes, from: first)
        if depth == 1, key == nil { key = first..<i }
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        if depth == 1 { start = i + 1 }
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 1, let key { found.append((key, start..<i)) }
        depth -= 1
      case UInt8(ascii: ",") where depth == 1:
        if let key { found.append((key, start..<i)) }
        key = nil
        start = i + 1
      default: break
      }
      i += 1
    }
    return found
  }

  /// The position of the closing quote.
  private static func endOfString(_ bytes: [UInt8], from first: Int) -> Int {
    var i = first
    while i < bytes.count, bytes[i] != UInt8(ascii: "\"") {
      i += bytes[i] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(i, bytes.count)
  }
}
