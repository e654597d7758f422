/// Words with places for texts.
package struct PromptTemplate: Sendable, Equatable {
  package let text: String

  package init(_ text: String) { self.text = text }

  /// The first of `places` that is not in it.
  package func missing(_ places: [String]) -> String? { places.first { !text.contains($0) } }

  /// With each text at every one of its places; what stands in the texts is left as it is.
  package func filled(_ texts: [(place: String, text: String)]) -> String {
    var out = ""
    var rest = text[...]
    while true {
      let found = texts.compactMap { place, text in
        rest.firstRange(of: place).map { (range: $0, text: text) }
      }.min { $0.range.lowerBound < $1.range.lowerBound }
      guard let found else { return out + rest }
      out += rest[..<found.range.lowerBound] + found.text
      rest = rest[found.range.upperBound...]
    }
  }
}

/// The last line of a judge, as models write it: in any case, in bold, in brackets, in a box.
package enum JudgeLine {
  /// What stands behind the last `word` with a colon or an equals sign, in lower case and without marks; `nil` if it
  /// does not stand there.
  package static func tail(of text: String, behind word: String) -> Substring? {
    tails(of: text, behind: word).first
  }

  /// What stands behind every such `word`, the last first.
  static func tails(of text: String, behind word: String) -> [Substring] {
    let plain = text.lowercased().filter { !"*_`#\"[]()".contains($0) }
    return plain.ranges(of: word).reversed().compactMap { range in
      let rest = plain[range.upperBound...].drop { $0.isWhitespace }
      guard let sign = rest.first, ":=\u{FF1A}".contains(sign) else { return nil }
      return unboxed(rest.dropFirst())
    }
  }

  /// Without what stands around a number or a word in a formula, and before one that is about right.
  private static func unboxed(_ text: Substring) -> Substring {
    var text = text
    while true {
      let rest = text.drop { $0.isWhitespace || "$~\u{2248}".contains($0) }
      let mark = ["\\boxed{", "\\text{", "\\textbf{", "\\mathbf{"].first { rest.hasPrefix($0) }
      guard let mark else { return rest }
      text = rest.dropFirst(mark.count)
    }
  }

  /// The number behind the last `Rating:`; `nil` where there is none, or where it cannot be told how it goes on.
  package static func rating(in text: String) -> Double? {
    guard let tail = tail(of: text, behind: "rating") else { return nil }
    var rest = tail[...]
    var digits = ""
    if let sign = rest.first, "-\u{2212}+".contains(sign) {
      if sign != "+" { digits = "-" }
      rest.removeFirst()
    }
    func take() {
      while let digit = rest.first, digit.isASCII, digit.isNumber {
        digits.append(digit)
        rest.removeFirst()
      }
    }
    take()
    if rest.first == ".", let next = rest.dropFirst().first, next.isASCII, next.isNumber {
      digits += digits.last?.isNumber == true ? "." : "0."
      rest.removeFirst()
      take()
    }
    return goesOn(rest) ? nil : Double(digits)
  }

  /// Whether what stands behind a number may belong to it: `7,5`, `1e1`, `7-8`, `1.2.3`, `7½`.
  private static func goesOn(_ rest: Substring) -> Bool {
    guard let first = rest.first else { return false }
    guard !first.isNumber else { return true }
    guard let next = rest.dropFirst().first else { return false }
    let isNumber = next.isASCII && next.isNumber
    return switch first {
    case ",", ".", "-", "\u{2013}": isNumber
    case "e": isNumber || next == "+" || next == "-"
    default: false
    }
  }

  /// The word behind the last `Verdict:`, an `answer` before it passed over.
  package static func verdict(in text: String) -> Substring? {
    let words = tail(of: text, behind: "verdict")?
      .split { !$0.isLetter && !$0.isNumber }
    return words?.first == "answer" ? words?.dropFirst().first : words?.first
  }
}
