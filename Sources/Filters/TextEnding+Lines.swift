// Lines and tokens in UTF-8, as TextEnding looks at them.

extension Span<UInt8> {
  /// The offset behind the last character that can be seen; 0 if there is none.
  var visibleEnd: Int { visibleEnd(before: count) }

  /// The same of what stands before `limit`.
  func visibleEnd(before limit: Int) -> Int {
    var end = limit
    while end > 0 {
      let byte = self[end - 1]
      if byte < 0x80 {
        if byte > 0x20, byte != 0x7F { return end }
        end -= 1
        continue
      }
      var start = end
      guard scalar(endingAt: &start).isInkless else { return end }
      end = start
    }
    return 0
  }

  /// The offset where the line begins that holds the byte before `end`.
  func lineStart(before end: Int) -> Int {
    var i = end
    while i > 0, self[i - 1] != 0x0A { i -= 1 }
    return i
  }

  var last: UInt8? { isEmpty ? nil : self[count - 1] }

  /// Whether a fence of backticks or tildes is opened and not closed (CommonMark 4.5, at any
  /// indent).
  var leavesFenceOpen: Bool {
    var open: (byte: UInt8, length: Int)?
    var start = 0
    while start < count {
      if let fence = fence(at: start) {
        if let (byte, length) = open {
          if fence.byte == byte, fence.length >= length, fence.isBare { open = nil }
        } else if !fence.closesInLine {
          open = (fence.byte, fence.length)
        }
      }
      guard let end = firstIndex(of: 0x0A, from: start) else { break }
      start = end + 1
    }
    return open != nil
  }

  private struct Fence {
    var byte: UInt8
    var length: Int
    /// Nothing but blanks stands behind it.
    var isBare: Bool
    /// It is code within a line.
    var closesInLine: Bool
  }

  private func fence(at lineStart: Int) -> Fence? {
    var i = lineStart
    while i < count, self[i] == 0x20 || self[i] == 0x09 || self[i] == UInt8(ascii: ">") { i += 1 }
    guard i < count, self[i] == UInt8(ascii: "`") || self[i] == UInt8(ascii: "~") else {
      return nil
    }
    let byte = self[i]
    let start = i
    while i < count, self[i] == byte { i += 1 }
    guard i - start >= 3 else { return nil }
    var fence = Fence(byte: byte, length: i - start, isBare: true, closesInLine: false)
    while i < count, self[i] != 0x0A {
      if self[i] > 0x20 { fence.isBare = false }
      if self[i] == UInt8(ascii: "`"), byte == self[i] { fence.closesInLine = true }
      i += 1
    }
    return fence
  }

  /// The first offset from `start` on where `byte` stands.
  func firstIndex(of byte: UInt8, from start: Int) -> Int? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let pattern = UInt64(byte) &* ones
    var i = start
    while i + 8 <= count {
      let x = word(at: i) ^ pattern
      let zeros = (x &- ones) & ~x & 0x8080_8080_8080_8080
      if zeros != 0 { return i + zeros.trailingZeroBitCount / 8 }
      i += 8
    }
    while i < count {
      if self[i] == byte { return i }
      i += 1
    }
    return nil
  }

  /// Bytes of the list marker with which the line begins, with blanks around it; 0 for none.
  var listMarkerLength: Int {
    var i = 0
    while i < count, self[i] == 0x20 || self[i] == 0x09 { i += 1 }
    let start = i
    while i < count, i - start < 4, self[i] >= 0x30, self[i] <= 0x39 { i += 1 }
    if i > start || (i + 1 < count && isASCIILetter(self[i]) && self[i + 1] == UInt8(ascii: ")")) {
      if i == start { i += 1 }
      guard i < count, self[i] == UInt8(ascii: ".") || self[i] == UInt8(ascii: ")") else {
        return 0
      }
      i += 1
    } else if i < count, [0x2D, 0x2A, 0x2B].contains(self[i]) {
      i += 1
    } else if i < count, self[i] >= 0x80,
      ["•", "·", "–", "—", "●", "▪", "◦", "・"].contains(scalar(&i))
    {
    } else {
      return 0
    }
    guard i == count || self[i] == 0x20 || self[i] == 0x09 else { return 0 }
    while i < count, self[i] == 0x20 || self[i] == 0x09 { i += 1 }
    return i
  }

  /// Whether the line is a list marker with nothing behind it.
  var isBareListMarker: Bool {
    count > 0 && listMarkerLength == count && self[0] != UInt8(ascii: "*")
  }

  /// Whether the line is a rule: three or more times the same of `-`, `*`, `_`, `=`, `#`, and
  /// blanks.
  var isRule: Bool {
    guard let mark = last, [0x2D, 0x2A, 0x5F, 0x3D, 0x23].contains(mark) else { return false }
    var marks = 0
    for i in indices where self[i] > 0x20 {
      guard self[i] == mark else { return false }
      marks += 1
    }
    return marks >= 3
  }

  /// Whether the marks at the end of the line stand behind a blank, as those that open emphasis do.
  var opensMarkup: Bool {
    var i = count
    while i > 0, self[i - 1] == UInt8(ascii: "*") || self[i - 1] == UInt8(ascii: "_") { i -= 1 }
    // More than two are a rule or a blank to fill in.
    return count - i < 3 && i > 0 && self[i - 1] <= 0x20
  }

  /// The last run of anything but blanks.
  private var lastToken: Range<Int> {
    var i = count
    while i > 0, self[i - 1] > 0x20 { i -= 1 }
    return i..<count
  }

  /// Whether the last token is an address of the web or of mail, a path, or a tag with `#` or `@`.
  var endsInAddress: Bool {
    let token = extracting(lastToken)
    return token.contains(Array("://".utf8)) || token.holds(Array("www.".utf8), at: 0)
      || token.contains([0x40]) || (token.count > 1 && [0x2F, 0x23].contains(token[0]))
  }

  /// Whether a sentence ends in the line, before its end.
  var holdsSentenceEnd: Bool {
    var i = listMarkerLength
    while i < count {
      let scalar = scalar(&i)
      guard scalar.isStop else { continue }
      // Only between blanks, or in scripts that have none, is it more than a point in a number or
      // name.
      if i > 0, self[i - 1] < 0x80 {
        guard i < count, self[i] == 0x20 else { continue }
        if scalar == ".", isAbbreviation(before: i - 1) { continue }
      }
      return true
    }
    return false
  }

  /// Whether the full stop at `stop` ends a short form rather than a sentence: `e.g.`, `vs.`,
  /// `Mrs.`, `1.`
  private func isAbbreviation(before stop: Int) -> Bool {
    var i = stop
    var letters = 0
    while i > 0, self[i - 1] > 0x20 {
      if self[i - 1] == UInt8(ascii: ".") { return true }
      letters += 1
      i -= 1
    }
    return letters < 3 || (letters < 4 && self[i] >= 0x41 && self[i] <= 0x5A)
  }
}

private func isASCIILetter(_ byte: UInt8) -> Bool {
  (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
}
