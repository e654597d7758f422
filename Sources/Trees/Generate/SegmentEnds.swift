/// Where a piece ends that is written by a model: what it writes on from there is thrown away.
struct SegmentEnds: Sendable, Equatable {
  enum Separator: String, CaseIterable, Sendable {
    case step, item
    case blankLine = "blank_line"
    case newline, sentence, tokens

    /// What pieces are parted by; `nil` for the number of tokens.
    fileprivate var unit: TextCuts.Unit? {
      switch self {
      case .step: .step
      case .item: .item
      case .blankLine: .paragraph
      case .newline: .line
      case .sentence: .sentence
      case .tokens: nil
      }
    }
  }

  /// The finest of the units; `nil` if there is none.
  private let unit: TextCuts.Unit?
  /// Whether a piece ends where its tokens do.
  let cutsAtLimit: Bool
  /// Bytes that a piece has at least, unless the response ends with it.
  private let least: Int

  init(_ separators: [Separator], least: Int = 1) {
    unit = separators.compactMap(\.unit).max { $0.rawValue < $1.rawValue }
    cutsAtLimit = separators.contains(.tokens)
    self.least = max(1, least)
  }

  /// Where the piece that begins at `start` ends; `nil` where that cannot be told yet.
  ///
  /// A cut is found once something stands behind the separator, so that a response which ends with one is not cut.
  ///
  /// - Parameter text: the response from its beginning: a fence may have been opened there.
  func first(in text: [UInt8], behind start: Int) -> Int? {
    guard let unit else { return nil }
    return TextCuts(text).offsets(unit).first { $0 >= start + least }
  }

  /// Without the blanks at its end, which belong to what comes next or to nothing.
  static func inked(_ text: [UInt8]) -> [UInt8] {
    Array(text.prefix((text.lastIndex { !TextCuts.isBlank($0) } ?? -1) + 1))
  }
}
