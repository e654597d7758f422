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

/// The last line of a judge, as models write it: in any case, in bold, in brackets.
package enum JudgeLine {
  /// What stands behind the last `word`, in lower case and without marks; `nil` if it does not stand there.
  package static func tail(of text: String, behind word: String) -> Substring? {
    let plain = text.lowercased().filter { !"*_`#\"[]()".contains($0) }
    guard let range = plain.ranges(of: word).last else { return nil }
    return plain[range.upperBound...].drop { $0.isWhitespace }
  }

  /// The word behind the last `Verdict:`, an `answer` before it passed over.
  package static func verdict(in text: String) -> Substring? {
    let words = tail(of: text, behind: "verdict:")?
      .split(whereSeparator: { $0.isWhitespace || $0 == "." })
    return words?.first == "answer" ? words?.dropFirst().first : words?.first
  }
}
