/// Finds the word that marks numbered sections: `SECTION` in "start each section with SECTION X".
enum SectionMarker {
  static func find(in tokens: [PromptToken]) -> String? {
    for i in tokens.indices {
      if tokens[i].isQuote, let marker = marker(ofText: tokens[i].original), isAsked(i, tokens) {
        return marker
      }
      guard i + 1 < tokens.count, tokens[i].isWord, tokens[i + 1].original == "X" else { continue }
      if isAsked(i, tokens) { return tokens[i].original }
    }
    return nil
  }

  /// The word of `Section X` or `SECTION 1`.
  private static func marker(ofText text: String) -> String? {
    let parts = text.split(separator: " ")
    guard parts.count == 2, parts[1] == "X" || parts[1] == "1" else { return nil }
    return String(parts[0])
  }

  /// Whether some word for marking stands before, in reach.
  private static func isAsked(_ index: Int, _ tokens: [PromptToken]) -> Bool {
    tokens[max(0, index - 14)..<index].contains {
      $0.isWord
        && [
          "mark", "marked", "marks", "start", "starts", "begin", "begins", "beginning", "labeled",
          "label", "labelled", "named", "titled", "with", "splitter", "separated", "format",
          "like", "as",
        ].contains($0.text)
    }
      && tokens[max(0, index - 24)..<index].contains {
        $0.text.hasPrefix("section") || $0.text.hasPrefix("part") || $0.text.hasPrefix("scene")
          || $0.text.hasPrefix("chapter") || $0.text.hasPrefix("stanza")
          || $0.text.hasPrefix("paragraph") || $0.text.hasPrefix("day")
      }
  }
}
