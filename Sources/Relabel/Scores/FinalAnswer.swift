/// The answer at which a worked solution arrives, and how sure it is that this is it.
struct FinalAnswer: Sendable, Equatable {
  var text: String
  /// 0 to 1, by how it was found; ours.
  var confidence: Double
  /// Whether it stands behind a mark, and words may follow it.
  private var isMarked: Bool
  /// Its first word as it is written.
  private var firstWord: Substring

  /// Looks for it: behind the last `####`, in the last `\boxed{…}`, behind the last `answer is` or `answer:`; else
  /// the last number; else the text itself if it is a few words. `nil` for anything longer.
  init?(of text: String) {
    if let mark = text.ranges(of: "####").last {
      self.init(Self.line(text[mark.upperBound...]), confidence: 1)
    } else if let boxed = Self.boxed(text) {
      self.init(boxed, confidence: 1)
    } else if let said = Self.said(text) {
      self.init(said, confidence: 0.9)
    } else if text.utf8.count <= 64, !text.contains("\n") {
      self.init(text[...], confidence: 0.8, isMarked: false)
    } else if let number = AnswerNumber.last(in: Self.withMinus(text)) {
      self.init(number[...], confidence: 0.6)
    } else {
      return nil
    }
  }

  private init(_ text: Substring, confidence: Double, isMarked: Bool = true) {
    self.text = Self.plain(String(text))
    self.confidence = confidence
    self.isMarked = isMarked
    firstWord =
      text.split(whereSeparator: \.isWhitespace).lazy
      .map { $0.drop { Self.noise.contains($0) || Self.opening.contains($0) } }
      .first { !$0.isEmpty } ?? ""
  }

  /// Whether it says the same as `right`: as a number if both are one. Words may follow what it says.
  func says(_ right: String) -> Bool {
    let right = Self.plain(right)
    if let b = AnswerNumber.whole(right) {
      let a =
        AnswerNumber.whole(text)
        ?? (isMarked
          ? AnswerNumber.first(in: text)
          : AnswerNumber.last(in: text).flatMap(AnswerNumber.whole))
      return a.map { ($0 - b).magnitude <= 1e-9 * max($0.magnitude, b.magnitude) } ?? false
    }
    return text == right || begins(with: Self.words(right))
  }

  /// Whether the words of `right` come first.
  private func begins(with right: [Substring]) -> Bool {
    guard isMarked, !right.isEmpty, Self.words(text).starts(with: right) else { return false }
    // A letter alone is a choice where it is written as one, and else may be an article.
    guard right.count == 1, right[0].count == 1 else { return true }
    return firstWord.first?.isUppercase == true
      || firstWord.dropFirst().first.map { ").:".contains($0) } ?? false
  }

  private static func words(_ text: String) -> [Substring] {
    text.split { $0.isWhitespace || ",;:!?()[]{}\"'".contains($0) }
      .map { $0.last == "." ? $0.dropLast() : $0 }.filter { !$0.isEmpty }
  }

  private static func line(_ rest: Substring) -> Substring {
    rest.prefix { !$0.isNewline }
  }

  private static func boxed(_ text: String) -> Substring? {
    guard let mark = text.ranges(of: "\\boxed{").last else { return nil }
    var depth = 1
    var at = mark.upperBound
    while at < text.endIndex {
      if text[at] == "{" { depth += 1 }
      if text[at] == "}" { depth -= 1 }
      if depth == 0 { return text[mark.upperBound..<at] }
      at = text.index(after: at)
    }
    return nil
  }

  private static func said(_ text: String) -> Substring? {
    // ASCII letters alone, so that places are those of the text.
    let lower = String(
      String.UnicodeScalarView(
        text.unicodeScalars.map {
          ("A"..."Z").contains($0) ? Unicode.Scalar($0.value + 32) ?? $0 : $0
        }))
    let marks = ["answer is", "answer:"].compactMap { lower.ranges(of: $0).last?.upperBound }
    guard let last = marks.max() else { return nil }
    let distance = lower.utf8.distance(from: lower.startIndex, to: last)
    guard
      let start = text.utf8.index(
        text.startIndex, offsetBy: distance, limitedBy: text.endIndex)
    else { return nil }
    let rest = line(text[start...])
    // To the end of the sentence.
    guard let stop = rest.ranges(of: ". ").first else { return rest }
    return rest[..<stop.lowerBound]
  }

  private static let noise: Set<Character> = [
    " ", "\t", "\n", "\r", "\r\n", ".", "$", "*", ":", "\"", "`",
  ]
  private static let opening: Set<Character> = ["(", "[", "{"]
  /// What stands around formulas and choices.
  private static let brackets = [
    ("\\(", "\\)"), ("\\[", "\\]"), ("\\text{", "}"), ("(", ")"), ("[", "]"), ("{", "}"),
  ]

  /// Lower case without what does not matter: blanks and full stops around it, `$`, `*`, a colon, brackets,
  /// commas before groups of three digits.
  private static func plain(_ text: String) -> String {
    var text = withMinus(text).lowercased()[...]
    // Nobody writes more brackets than that around an answer.
    for _ in 0..<8 {
      while let first = text.first, noise.contains(first) {
        // `.5` is a number.
        if first == ".", text.dropFirst().first?.isNumber == true { break }
        text = text.dropFirst()
      }
      while let last = text.last, noise.contains(last) { text = text.dropLast() }
      guard
        let (open, close) = brackets.first(where: {
          text.count >= $0.0.count + $0.1.count && text.hasPrefix($0.0) && text.hasSuffix($0.1)
            && isPair($0.0, $0.1, text)
        })
      else { break }
      text = text.dropFirst(open.count).dropLast(close.count)
    }
    let joined = text.filter { $0 != "," }
    return joined.count < text.count && AnswerNumber.whole(String(text)) != nil
      ? joined : String(text)
  }

  /// Whether the bracket at the end closes the one at the front: not so in `(1) and (2)`.
  private static func isPair(_ open: String, _ close: String, _ text: Substring) -> Bool {
    guard let open = open.last, let close = close.last else { return false }
    var depth = 0
    for (place, character) in text.enumerated() {
      if character == open { depth += 1 }
      if character == close { depth -= 1 }
      if depth == 0, place >= 1, character == close { return place == text.count - 1 }
    }
    return false
  }

  /// With the sign that keyboards have.
  private static func withMinus(_ text: String) -> String {
    text.replacing("\u{2212}", with: "-")
  }
}
