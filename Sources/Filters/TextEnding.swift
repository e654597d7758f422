/// Whether a text ends, judged by its form alone; knows no language.
///
/// It looks for texts cut off by a limit on tokens. In doubt a text has ended: many answers are no
/// prose, and a person who never writes full stops has not been cut off.
enum TextEnding {
  /// What shows that a text was cut off.
  enum Defect: Sendable {
    /// A block of code between fences that are not closed.
    case openFence
    /// Prose whose last sentence does not end.
    case openSentence
  }

  /// How far back lines are looked at, in bytes.
  private static let window = 4096
  /// A last line shorter than this may be a name, a heading or a parting word, in bytes.
  private static let shortLine = 48

  /// The defect of `text`; `nil` for a text that ends, or says nothing.
  ///
  /// - Complexity: O(n) in bytes for the fences; the rest looks at the last lines alone.
  static func defect(of text: Span<UInt8>) -> Defect? {
    let end = text.visibleEnd
    guard end > 0 else { return nil }
    if text.leavesFenceOpen {
      // A fence that only closes something: the text ends with it, or goes on and ends as prose.
      let isStray =
        text.holds([0x60, 0x60, 0x60], at: end - 3) || text.lineEnd(before: end) == .stop
      return isStray ? nil : .openFence
    }
    return isCut(text, end) ? .openSentence : nil
  }

  private static func isCut(_ text: Span<UInt8>, _ end: Int) -> Bool {
    let start = text.lineStart(before: end)
    let line = text.extracting(start..<end)
    if line.isBareListMarker { return true }
    switch text.lineEnd(before: end) {
    case .stop, .closed: return false
    case .opened: return true
    case .markup: return !line.isRule && line.opensMarkup
    case .joining: return !line.isRule && !line.endsInAddress
    case .colon: return text.lineEnd(before: text.visibleEnd(before: start)) != .colon
    case .comma: return isCutProse(text, line, start)
    case .word: return !line.endsInAddress && isCutProse(text, line, start)
    }
  }

  /// Whether `line`, the last one, breaks off, seen beside the lines before it.
  private static func isCutProse(_ text: Span<UInt8>, _ line: Span<UInt8>, _ start: Int) -> Bool {
    // Sentences end in this line; only the last does not.
    if line.holdsSentenceEnd { return true }
    let isItem = line.listMarkerLength > 0
    if !isItem, line.count < shortLine { return false }
    var stops = 0
    var others = 0
    let first = max(0, start - window)
    var at = start
    while at > first, stops + others < 6 {
      let end = text.visibleEnd(before: at)
      guard end > first else { break }
      at = text.lineStart(before: end)
      if isItem, text.extracting(at..<end).listMarkerLength == 0 { continue }
      let kind = text.lineEnd(before: end)
      // The line before sets the style: a list without full stops, a letter's last comma.
      if stops + others == 0, isItem ? kind != .stop : kind == .comma { return false }
      if kind == .stop { stops += 1 } else if kind != .colon { others += 1 }
    }
    // Else nothing shows that this writer ends lines with full stops.
    return stops > others
  }
}

/// What the last character of a line says of it.
enum LineEnd: Sendable {
  /// A sentence ends, with or without a quote or bracket behind.
  case stop
  /// Another end: closing bracket or quote, digit, symbol.
  case closed
  /// An opening bracket.
  case opened
  /// Emphasis in Markdown, opening or closing.
  case markup
  /// Something that wants to go on: `-`, `/`, `&`, `=`.
  case joining
  case colon
  case comma
  /// A letter.
  case word
}

extension Span<UInt8> {
  /// What the line says that ends with the character before `end`.
  func lineEnd(before end: Int) -> LineEnd {
    guard end > 0 else { return .closed }
    var start = end
    let last = scalar(endingAt: &start)
    switch last {
    case _ where last.isStop: return .stop
    case "*", "_": return .markup
    case ",", "،", "，", "、": return .comma
    case ":", "：": return .colon
    // In a name: C++, F#.
    case "+", "#": return start > 0 && self[start - 1] > 0x20 ? .closed : .joining
    case "-", "–", "—", "/", "\\", "&", "=", "<", "@": return .joining
    // Thai and Lao end sentences by a blank or nothing.
    case "\u{0E00}"..."\u{0EFF}": return .closed
    default: break
    }
    switch last.properties.generalCategory {
    case .openPunctuation: return .opened
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .nonspacingMark, .spacingMark:
      return .word
    case .closePunctuation, .finalPunctuation, .initialPunctuation, .otherPunctuation:
      guard start > 0 else { return .closed }
      return scalar(endingAt: &start).isStop ? .stop : .closed
    default: return .closed
    }
  }
}

extension Unicode.Scalar {
  /// Whether it ends a sentence.
  var isStop: Bool {
    switch self {
    case ".", "!", "?", "…", "。", "！", "？", "．", "｡", "‼", "⁇", "⁈", "⁉", "।", "॥", "؟", "۔", "։",
      "።", "፧", "။", "។", "៕", "།", ";":
      true
    default: false
    }
  }
}
