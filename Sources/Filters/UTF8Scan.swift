// Counting and classifying in UTF-8, in place.
//
// Texts come from our readers, which store valid UTF-8; on other bytes these functions give some
// number and never read outside.

extension Span<UInt8> {
  /// How many Unicode scalars there are.
  ///
  /// - Complexity: O(n); about 32 bytes at a time.
  var scalarCount: Int {
    unsafe withUnsafeBytes { bytes in
      let width = 32
      var total = 0
      var i = 0
      while i + width <= bytes.count {
        // A lane holds a byte: 255 blocks at most before it must be emptied.
        let blocks = Swift.min((bytes.count - i) / width, 255)
        var lanes = SIMD32<UInt8>(repeating: 0)
        for _ in 0..<blocks {
          let block = unsafe bytes.loadUnaligned(fromByteOffset: i, as: SIMD32<Int8>.self)
          // Every byte but 0x80...0xBF begins a scalar.
          lanes.replace(with: lanes &+ 1, where: block .> -65)
          i += width
        }
        total += Int(SIMD32<UInt16>(truncatingIfNeeded: lanes).wrappedSum())
      }
      while i < bytes.count {
        if unsafe Int8(bitPattern: bytes[i]) > -65 { total += 1 }
        i += 1
      }
      return total
    }
  }

  /// How many words there are: runs of anything but Unicode white space.
  var wordCount: Int {
    var words = 0
    var inWord = false
    var i = 0
    while i < count {
      let byte = self[i]
      var isSpace: Bool
      if byte < 0x80 {
        isSpace = byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
        i += 1
      } else if byte < 0xC2 || (byte > 0xC2 && byte < 0xE1) || byte > 0xE3 {
        // White space beyond ASCII begins with C2, E1, E2 or E3.
        isSpace = false
        i += 1
      } else {
        isSpace = scalar(&i).properties.isWhitespace
      }
      if !isSpace, !inWord { words += 1 }
      inWord = !isSpace
    }
    return words
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

extension Unicode.Scalar {
  /// Whether it leaves no ink: white space, a control, or what no renderer shows.
  var isInkless: Bool {
    if self == "\u{2800}" { return true }  // the Braille pattern without dots
    return properties.isWhitespace || properties.isDefaultIgnorableCodePoint
      || properties.generalCategory == .control || properties.generalCategory == .format
  }
}
