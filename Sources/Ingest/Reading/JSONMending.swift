internal import Records

/// Rewrites JSON a strict parser refuses into JSON it takes. Slow; used after a parse has failed.
enum JSONMending {
  /// Appends `bytes` to `output` with
  /// - each run of bytes that is no UTF-8 (a maximal subpart, as `String(decoding:as:)` cuts them)
  ///   as U+FFFD, each run counted,
  /// - control characters inside strings escaped, NUL as U+FFFD, each counted,
  /// - `NaN`, `Infinity` and `-Infinity` outside strings as `null`, each counted.
  static func mend(
    _ bytes: UnsafeRawBufferPointer, into output: ByteArena, counting repairs: inout RepairCounts
  ) {
    output.reserve(bytes.count)
    var inString = false
    var i = 0
    while i < bytes.count {
      let byte = unsafe bytes[i]
      switch byte {
      case UInt8(ascii: "\""):
        inString.toggle()
        output.append(byte: byte)
        i += 1
      case UInt8(ascii: "\\") where inString && i + 1 < bytes.count:
        output.append(byte: byte)
        i += 1
        if unsafe bytes[i] < 0x80 {
          output.append(byte: unsafe bytes[i])
          i += 1
        }
      case 0..<0x20 where inString:
        escape(byte, into: output, counting: &repairs)
        i += 1
      case UInt8(ascii: "N"), UInt8(ascii: "I"), UInt8(ascii: "-"):
        let length = inString ? 0 : unsafe notANumber(bytes, at: i)
        if length > 0 {
          output.append("null")
          repairs[.notANumber] += 1
          i += length
        } else {
          output.append(byte: byte)
          i += 1
        }
      case 0x80...:
        i += unsafe scalar(bytes, at: i, into: output, counting: &repairs)
      default:
        output.append(byte: byte)
        i += 1
      }
    }
  }

  private static func escape(
    _ byte: UInt8, into output: ByteArena, counting repairs: inout RepairCounts
  ) {
    if byte == 0 {
      output.append("\u{FFFD}")
      repairs[.nul] += 1
      return
    }
    output.append("\\u00")
    output.append(byte: UInt8(ascii: "0") + byte >> 4)
    let low = byte & 15
    output.append(byte: low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
    repairs[.controlCharacter] += 1
  }

  /// The length of the word at `i`, 0 if it is none of the three.
  private static func notANumber(_ bytes: UnsafeRawBufferPointer, at i: Int) -> Int {
    for word in ["NaN", "Infinity", "-Infinity"] as [StaticString] {
      let end = i + word.utf8CodeUnitCount
      guard end <= bytes.count else { continue }
      let text = unsafe UnsafeRawBufferPointer(
        start: word.utf8Start, count: word.utf8CodeUnitCount)
      guard unsafe bytes[i..<end].elementsEqual(text) else { continue }
      if unsafe end == bytes.count || !isWordByte(bytes[end]) { return text.count }
    }
    return 0
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), 0x80...:
      true
    default: false
    }
  }

  /// Copies the scalar that begins at `i`, or U+FFFD for what is none; returns its length in
  /// `bytes`.
  private static func scalar(
    _ bytes: UnsafeRawBufferPointer, at i: Int, into output: ByteArena,
    counting repairs: inout RepairCounts
  ) -> Int {
    let length = unsafe UTF8Check.length(bytes, at: i)
    if length > 0 {
      unsafe output.append(UnsafeRawBufferPointer(rebasing: bytes[i..<i + length]))
      return length
    }
    output.append("\u{FFFD}")
    repairs[.invalidUTF8] += 1
    return -length
  }
}
