/// Demands on how a response begins and ends, and on a paragraph's first word.
extension SentenceReader {
  mutating func readEnds() {
    readEnd()
    readVeryEnd()
    readAtEnd()
    readStart()
    readParagraphStart()
  }

  /// "End your entire response with the exact phrase "…"", "finish with: …".
  private mutating func readEnd() {
    for i in range where ["end", "ends", "finish", "conclude", "ending", "close"].contains(text(i))
    {
      guard let with = first("with|by", from: i + 1, until: min(range.upperBound, i + 9)) else {
        continue
      }
      if end("a|the question", at: with.upperBound) != nil, !hasPhrase(from: with.upperBound) {
        add(.endsWithQuestion, i..<min(with.upperBound + 2, range.upperBound))
        return
      }
      guard
        !has(
          "each|every|line|lines|paragraph|sentence|sentences|word|stanza|names|postscript",
          from: i, until: with.lowerBound),
        !has(
          "post|postscript|p.s|p.p.s", from: with.lowerBound,
          until: min(range.upperBound, with.upperBound + 4))
      else { continue }
      if let phrase = phrase(from: with.upperBound), phrase.text.contains(where: \.isLetter) {
        add(.endsWith(phrase.text), i..<phrase.end)
        return
      }
    }
  }

  private func hasPhrase(from start: Int) -> Bool { phrase(from: start) != nil }

  /// A quotation within a few words, or the line's rest behind a colon.
  private func phrase(from start: Int) -> (text: String, end: Int)? {
    let limit = min(range.upperBound, start + 10)
    if let quote = firstQuote(from: start, until: limit) {
      return (prompt.string(inner(quote)), quote + 1)
    }
    guard
      let colon = first(":", from: start, until: limit) ?? first(":", from: start - 1, until: limit)
    else { return nil }
    let from = tokens[colon.lowerBound].range.upperBound
    let text = prompt.string(from..<prompt.lineEnd(from))
    let end =
      tokens.indices.last { tokens[$0].range.upperBound <= prompt.lineEnd(from) }
      ?? colon.lowerBound
    return text.isEmpty || text.utf8.count > 300 ? nil : (text, max(end + 1, colon.upperBound))
  }

  /// The bytes inside of a quotation.
  private func inner(_ index: Int) -> Range<Int> {
    let range = tokens[index].range
    let closing = tokens[index].original.utf8.count
    // Opening marks are of one or three bytes, as closing ones are.
    let opening = prompt.bytes[range.lowerBound] >= 0x80 ? 3 : 1
    return range.lowerBound + opening..<range.lowerBound + opening + closing
  }

  /// "The very last sentence of your response should be "…"", "the very end should read exactly like: …".
  private mutating func readVeryEnd() {
    guard
      let span = first("very? last|final sentence|line|phrase|words")
        ?? first("very? end of your|the"), !has("postscript|post|p.s|p.p.s"),
      let verb = first("should|must read|be|say", from: span.upperBound),
      let phrase = phrase(from: verb.upperBound)
    else { return }
    add(.endsWith(phrase.text), span.lowerBound..<phrase.end)
  }

  /// "Say "Goodbye!" at the end of your response".
  private mutating func readAtEnd() {
    for i in range where tokens[i].isQuote {
      guard
        let end = end(
          """
          at the very? end of your|the entire|whole? response|answer|reply|message|output|text|\
          story|email|letter
          """,
          at: i + 1), has("say|write|add|put|include|with", until: i),
        !has("postscript|p.s|p.p.s")
      else { continue }
      add(.endsWith(prompt.string(inner(i))), i..<end)
    }
  }

  private mutating func readStart() {
    for i in range where ["start", "starts", "begin", "begins", "open"].contains(text(i)) {
      guard let with = first("with|by", from: i + 1, until: min(range.upperBound, i + 6)),
        !has(
          """
          each|every|line|lines|paragraph|sentence|sentences|word|words|section|sections|\
          postscript|letter|stanza|p.s|p.p.s|title|names|that
          """
        ),
        let quote = firstQuote(
          from: with.upperBound, until: min(range.upperBound, with.upperBound + 6))
      else { continue }
      guard has("response|answer|reply|must|should|your|please|entire") || i == range.lowerBound,
        !has("likely|expected", until: i)
      else { continue }
      if text(with.upperBound) == "a" || text(with.upperBound) == "an" { continue }
      add(.startsWith(prompt.string(inner(quote))), i..<quote + 1)
      return
    }
  }

  /// "Paragraph 2 must start with the word Rain", "start the 3rd paragraph with "rain"".
  private mutating func readParagraphStart() {
    for i in range where text(i) == "paragraph" {
      let number: Int? =
        i + 1 < range.upperBound && tokens[i + 1].number != nil
        ? tokens[i + 1].number : i > range.lowerBound ? tokens[i - 1].ordinal : nil
      guard let number, has("start|starts|begin|begins|starting|beginning|first"),
        let with = first("with|is|be|by", from: i + 1),
        let word = paragraphWord(from: with.upperBound)
      else { continue }
      state.paragraphStart = (number, word, i..<i + 1)
      return
    }
  }

  private func paragraphWord(from start: Int) -> String? {
    var at = start
    while ["the", "word", "a", ":", "with", "exact"].contains(text(at)) { at += 1 }
    guard at < range.upperBound else { return nil }
    return tokens[at].isQuote || tokens[at].isWord
      ? tokens[at].original.split { " .,!?".contains($0) }.first.map(String.init) : nil
  }
}
