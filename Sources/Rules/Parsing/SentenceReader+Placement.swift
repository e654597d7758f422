/// Whether a number is one of the response.
extension SentenceReader {
  /// Whether the number is part of something that is there already, or of one part of the response.
  func isMisplaced(_ quantity: Quantity) -> Bool {
    let start = quantity.range.lowerBound
    if end("following|these|those|given|above|each|every|any|per|this|which|what", at: start - 1)
      != nil
      || end("following|each|every|per", at: start - 2) != nil
      || quantity.isBare && end("the|first|last|next|all|my", at: start - 1) != nil
    {
      return true
    }
    return isOfText(start) || isOfPart(start)
  }

  /// Whether the sentence tells of a text that is there.
  func isOfText(_ start: Int) -> Bool {
    if has("program|function|string|algorithm", until: start) { return true }
    if has("given|which|consisting", until: start), !has("write|use|using|should|must") {
      return true
    }
    return has("my _ has|have|had|is|contains", until: start)
      || has("i have|had|wrote", until: start) || has("you're|are|being given", until: start)
  }

  /// Whether the number is one of every sentence, line, title, …
  private func isOfPart(_ start: Int) -> Bool {
    if let subject = first(
      "sentences|sentence|lines|line|description|title|headline must|should", until: start),
      start - subject.upperBound <= 8, !has("response|answer", until: subject.lowerBound)
    {
      return true
    }
    // "Each paragraph should have at least 3 sentences."
    if has("each|every version|response|answer|reply", until: start) { return false }
    let low = max(range.lowerBound, start - 8)
    guard let each = first("each|every", from: low, until: start) else { return false }
    return !has("separated|divided|each", from: each.upperBound)
  }
}
