/// The answer at which a worked solution arrives, and how sure it is that this is it.
struct FinalAnswer: Sendable, Equatable {
  var text: String
  /// 0 to 1, by how it was found; ours.
  var confidence: Double

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
      self.init(text[...], confidence: 0.8)
    } else if let number = Self.lastNumber(text) {
      self.init(number, confidence: 0.6)
    } else {
      return nil
    }
  }

  private init(_ text: Substring, confidence: Double) {
    self.text = Self.plain(String(text))
    self.confidence = confidence
  }

  /// Whether it says the same as `right`: as a number if both are one.
  func says(_ right: String) -> Bool {
    let right = Self.plain(right)
    if let a = Self.number(text), let b = Self.number(right) {
      return (a - b).magnitude <= 1e-9 * max(1, b.magnitude)
    }
    return text == right
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

  private static func lastNumber(_ text: String) -> Substring? {
    var end = text.endIndex
    let isPart: (Character) -> Bool = { $0.isASCII && ($0.isNumber || ",.-/".contains($0)) }
    while let last = text[..<end].lastIndex(where: { $0.isASCII && $0.isNumber }) {
      var start = last
      while start > text.startIndex, isPart(text[text.index(before: start)]) {
        start = text.index(before: start)
      }
      let number = text[start...last]
      if Self.number(plain(String(number))) != nil { return number }
      end = start
    }
    return nil
  }

  /// Lower case without what does not matter: blanks and full stops around it, `$`, `*`, a colon, commas
  /// in numbers.
  private static func plain(_ text: String) -> String {
    var text = text.lowercased()[...]
    let noise: Set<Character> = [" ", "\t", "\n", "\r", "\r\n", ".", "$", "*", ":", "\"", "`"]
    while let first = text.first, noise.contains(first) { text = text.dropFirst() }
    while let last = text.last, noise.contains(last) { text = text.dropLast() }
    let joined = text.filter { $0 != "," }
    return number(joined) != nil ? joined : String(text)
  }

  private static func number(_ text: String) -> Double? {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2, let a = Double(parts[0]), let b = Double(parts[1]), b != 0 { return a / b }
    // What `Double` reads besides digits is none to people.
    guard text.contains(where: \.isNumber) else { return nil }
    return Double(text).flatMap { $0.isFinite ? $0 : nil }
  }
}
