/// Demands on language.
extension SentenceReader {
  mutating func readLanguage() {
    for i in range {
      guard tokens[i].isWord, tokens[i].original.first?.isUppercase ?? false,
        let code = LanguageName.code(of: tokens[i].text)
      else { continue }
      guard isLanguageDemand(i) else { continue }
      add(.language(code), max(range.lowerBound, i - 2)..<i + 1)
      return
    }
  }

  private func isLanguageDemand(_ index: Int) -> Bool {
    var at = index - 1
    while [
      "the", "only", "proper", "formal", "native", "entirely", "simple", "plain", "correct",
      "modern", "fluent",
    ].contains(text(at)) { at -= 1 }
    let isException =
      (text(at) == "but" || text(at) == "except" || text(at) == "than")
      && has("no other|any other language", until: index)
    guard
      ["in", "into", "using", "use"].contains(text(at)) || isException || text(at).hasPrefix("only")
        || text(index - 1) == "only"
    else { return false }
    if isNegative(before: at, reach: 1) || ["plain", "simple"].contains(text(index - 1))
      || ["grammar", "literature", "class", "history", "teacher", "speaker"].contains(
        text(index + 1))
    {
      return false
    }
    if has(
      """
      convert|translate|translated|translation|translating|say|pronounce|mean|word|spell|name|\
      called|phrase
      """,
      until: index), !has("no other|only|entirely|entire")
    {
      return false
    }
    if text(at) == "use" || text(at) == "using" {
      return has("only|no other|entirely|solely|response|entire")
    }
    if has("other than|but|except", from: max(range.lowerBound, index - 3), until: index),
      has("language|languages", until: index)
    {
      return true
    }
    // "Hindi poem" names a thing, "in Hindi" a demand.
    let low = max(range.lowerBound, index - 14)
    if has("no other language|languages")
      || has("only|entirely|entire|solely|exclusively", from: low, until: index)
    {
      return true
    }
    return has(
      """
      write|respond|answer|reply|response|compose|rewrite|explain|provide|generate|summarize|\
      tell|speak|describe|create|draft|make|give|output|language
      """,
      from: low, until: index)
  }
}
