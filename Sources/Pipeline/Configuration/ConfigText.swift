internal import Records

/// The text of a file or argument that a person wrote, from which marks are made.
///
/// Lines end where YAML ends them: LF, CR, CR LF, U+0085, U+2028 or U+2029. Marks are made only for
/// messages, so nodes keep a line and a column and the excerpt is cut on demand.
final class ConfigText: Sendable {
  /// Longer lines are not shown under a message.
  static let longestExcerpt = 400

  let file: String
  private let bytes: [UInt8]
  /// Byte offset of the first byte of each line; never empty.
  private let lineStarts: [Int32]

  init(file: String, text: String) {
    self.file = file
    bytes = Array(text.utf8)
    var starts: [Int32] = [0]
    var i = 0
    while i < bytes.count {
      let length = Self.breakLength(bytes, at: i)
      i += max(length, 1)
      if length > 0 { starts.append(Int32(i)) }
    }
    lineStarts = starts
  }

  /// Bytes of the line break that begins at `i`; 0 if none does.
  private static func breakLength(_ bytes: [UInt8], at i: Int) -> Int {
    switch bytes[i] {
    case 0x0A: return 1
    case 0x0D: return i + 1 < bytes.count && bytes[i + 1] == 0x0A ? 2 : 1
    case 0xC2: return i + 1 < bytes.count && bytes[i + 1] == 0x85 ? 2 : 0
    case 0xE2:
      let isSeparator =
        i + 2 < bytes.count && bytes[i + 1] == 0x80
        && (bytes[i + 2] == 0xA8 || bytes[i + 2] == 0xA9)
      return isSeparator ? 3 : 0
    default: return 0
    }
  }

  var lineCount: Int { lineStarts.count }

  /// The text of line `number` (1-based) without its line break; empty past the end.
  func line(_ number: Int) -> String {
    guard number >= 1, number <= lineStarts.count else { return "" }
    let start = Int(lineStarts[number - 1])
    var end = start
    while end < bytes.count, Self.breakLength(bytes, at: end) == 0 { end += 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The place at `column` (1-based, in Unicode scalars) of `line` (1-based).
  ///
  /// The mark counts columns in characters. Tabs stand in the excerpt as `→`, so that the caret fits;
  /// a line longer than `longestExcerpt` characters has no excerpt.
  func mark(line number: Int, column: Int) -> SourceMark {
    var number = max(1, number)
    var line = self.line(number)
    var column = max(1, column)
    // YAML reports the end of the text as the beginning of a line that is empty or not there.
    if number >= lineCount, line.isEmpty, column == 1 {
      number = min(number, lineCount)
      while number > 1, self.line(number).allSatisfy(\.isWhitespace) { number -= 1 }
      line = self.line(number)
      column = line.unicodeScalars.count + 1
    }
    let before = String(String.UnicodeScalarView(line.unicodeScalars.prefix(column - 1)))
    let isShown = line.utf8.count <= Self.longestExcerpt * 4 && line.count <= Self.longestExcerpt
    let excerpt = isShown ? Self.printable(line) : nil
    return SourceMark(file: file, line: number, column: before.count + 1, excerpt: excerpt)
  }

  /// `line` with one visible character for each that would move the caret or steer a terminal.
  private static func printable(_ line: String) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in line.unicodeScalars {
      shown.append(scalar == "\t" ? "→" : scalar.steersTerminal ? "\u{FFFD}" : scalar)
    }
    return String(shown)
  }
}

extension Unicode.Scalar {
  /// Control characters, line separators and marks that turn the direction of writing.
  var steersTerminal: Bool {
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    case .format: self != "\u{200C}" && self != "\u{200D}"
    default: false
    }
  }
}
