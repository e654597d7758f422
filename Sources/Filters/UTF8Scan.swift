// Counting and classifying in UTF-8, in place.
//
// Texts come from our readers, which store valid UTF-8; on other bytes these functions give some
// number and never read outside.

extension Span<UInt8> {
  /// How many Unicode scalars there are: bytes that do not go on with one.
  ///
  /// - Complexity: O(n), eight bytes at a time.
  var scalarCount: Int {
    unsafe withUnsafeBytes { bytes in
      let ones: UInt64 = 0x0101_0101_0101_0101
      var continuations = 0
      var i = 0
      while i + 8 <= bytes.count {
        // One counter to each of the eight bytes, which holds 255 at most before it must be
        // emptied.
        let blocks = Swift.min((bytes.count - i) / 8, 255)
        var counters: UInt64 = 0
        for _ in 0..<blocks {
          let block = unsafe bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)
          counters &+= (block >> 7) & (~block >> 6) & ones
          i &+= 8
        }
        let pairs = (counters & 0x00FF_00FF_00FF_00FF) &+ (counters >> 8 & 0x00FF_00FF_00FF_00FF)
        continuations += Int((pairs &* 0x0001_0001_0001_0001) >> 48)
      }
      while i < bytes.count {
        if unsafe bytes[i] & 0xC0 == 0x80 { continuations += 1 }
        i += 1
      }
      return bytes.count - continuations
    }
  }

  /// How many words there are: runs of anything but Unicode white space.
  ///
  /// - Complexity: O(n), eight bytes at a time where all are ASCII.
  var wordCount: Int {
    let highs: UInt64 = 0x8080_8080_8080_8080
    var words = 0
    var inWord = false
    var i = 0
    while i < count {
      if i + 8 <= count, case let block = word(at: i), block & highs == 0 {
        let spaces = asciiSpaces(block)
        // Bit 7 of a byte: no space, and one before it.
        words += (~spaces & (spaces << 8 | (inWord ? 0 : 0x80)) & highs).nonzeroBitCount
        inWord = spaces >> 63 == 0
        i += 8
      } else {
        let isSpace = scalar(&i).isWhiteSpace
        if !isSpace, !inWord { words += 1 }
        inWord = !isSpace
      }
    }
    return words
  }

  /// The eight bytes from `offset` on, the first lowest; `offset` + 8 ≤ `count`.
  func word(at offset: Int) -> UInt64 {
    precondition(offset >= 0 && offset <= count - 8)
    return unsafe UInt64(
      littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  /// Whether nothing in it can be seen: white space, controls, zero-width and other characters that
  /// leave no ink.
  var isBlank: Bool {
    var i = 0
    while i < count {
      let byte = self[i]
      if byte < 0x80 {
        if byte > 0x20, byte != 0x7F { return false }
        i += 1
      } else if !scalar(&i).isInkless {
        return false
      }
    }
    return true
  }

  /// The scalar that begins at `i`, which moves past it; U+FFFD, one byte long, for what is none.
  func scalar(_ i: inout Int) -> Unicode.Scalar {
    let lead = self[i]
    let (length, bits): (Int, UInt32) =
      switch lead {
      case 0..<0x80: (1, UInt32(lead))
      case 0xC2...0xDF: (2, UInt32(lead & 0x1F))
      case 0xE0...0xEF: (3, UInt32(lead & 0x0F))
      case 0xF0...0xF4: (4, UInt32(lead & 0x07))
      default: (1, 0xFFFD)
      }
    guard i + length <= count else {
      i += 1
      return "\u{FFFD}"
    }
    var code = bits
    for k in 1..<Swift.max(length, 1) {
      guard self[i + k] & 0xC0 == 0x80 else {
        i += 1
        return "\u{FFFD}"
      }
      code = code << 6 | UInt32(self[i + k] & 0x3F)
    }
    i += length
    return Unicode.Scalar(code) ?? "\u{FFFD}"
  }

  /// The last scalar that ends at `end`, which moves before it.
  func scalar(endingAt end: inout Int) -> Unicode.Scalar {
    var start = end - 1
    while start > 0, end - start < 4, self[start] & 0xC0 == 0x80 { start -= 1 }
    var i = start
    let found = scalar(&i)
    guard i == end else {
      end -= 1
      return "\u{FFFD}"
    }
    end = start
    return found
  }
}

/// For eight bytes of ASCII bit 7 of each that is white space.
private func asciiSpaces(_ block: UInt64) -> UInt64 {
  let ones: UInt64 = 0x0101_0101_0101_0101
  let highs: UInt64 = 0x8080_8080_8080_8080
  // No sum carries into the next byte, since no byte is above 0x7F.
  let isBlank = ~((block ^ ones &* 0x20) &+ ones &* 0x7F)
  let isFrom9 = block &+ ones &* (0x80 - 9)
  let isFrom14 = block &+ ones &* (0x80 - 14)
  return (isBlank | (isFrom9 & ~isFrom14)) & highs
}

extension Unicode.Scalar {
  /// The property White_Space of Unicode, which has not grown since version 4.
  var isWhiteSpace: Bool {
    switch value {
    case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F,
      0x3000:
      true
    default: false
    }
  }

  /// Whether it leaves no ink: white space, a control, or what no renderer shows.
  var isInkless: Bool {
    if self == "\u{2800}" { return true }  // the Braille pattern without dots
    return isWhiteSpace || properties.isDefaultIgnorableCodePoint
      || properties.generalCategory == .control || properties.generalCategory == .format
  }
}
