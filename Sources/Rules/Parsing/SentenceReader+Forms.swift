/// Demands on the response's form as a whole.
extension SentenceReader {
  mutating func readForms() {
    readQuotation()
    readTitle()
    readPostscript()
    readTwoResponses()
    readJSON()
    readOptions()
    readBlocks()
  }

  /// "Wrap your entire response with double quotation marks".
  private mutating func readQuotation() {
    guard let span = first("double? quotation|quote marks|mark") ?? first("double? quotes"),
      has(
        """
        wrap|wrapped|put|enclose|enclosed|surround|surrounded|place|placed|in|inside|within|\
        around|with
        """
      ),
      has("double", from: range.lowerBound) || has("wrap|wrapped|entire|whole"),
      has("entire|whole|response|reply|answer|output|wrapped|wrap|everything"),
      !isNegative(before: span.lowerBound)
    else { return }
    add(.quotation, span)
  }

  private mutating func readTitle() {
    if let span = first("double? angular|angle bracket|brackets") {
      add(.title, span)
    } else if let angled = range.first(where: { tokens[$0].kind == .angled }),
      has("title|wrapped|wrap|named|name")
    {
      add(.title, angled..<angled + 1)
    }
  }

  private mutating func readPostscript() {
    guard let span = first("postscript|p.s|p.p.s|ps|pps") ?? first("post script"),
      has(
        """
        add|include|end|finish|start|starts|starting|contain|contains|with|append|have|put|\
        beginning|ending|begin|must|should
        """
      ),
      !isNegative(before: span.lowerBound)
    else { return }
    if ["ps", "pps"].contains(text(span.lowerBound)),
      tokens[span.lowerBound].original.first?.isLowercase ?? true
    {
      return
    }
    let marker = has("p.p.s|pps") ? "P.P.S" : "P.S."
    add(.postscript(marker), span)
  }

  private mutating func readTwoResponses() {
    let stars = range.first { i in
      if case .stars(let count) = tokens[i].kind { return count >= 6 && count <= 8 }
      return false
    }
    guard let at = stars ?? first("6|six asterisk|asterisks|stars|*")?.lowerBound,
      has(
        "separate|separated|two|different|following|divided|between|using|with|separates|separating"
      )
    else { return }
    add(.twoResponses, at..<at + 1)
  }

  private mutating func readJSON() {
    guard let at = range.first(where: { text($0) == "json" }),
      !has(
        "convert|parse|parsing|schema|difference|python|javascript|sql|script|function|api|load"),
      !isNegative(before: at, reach: 4)
    else { return }
    let isDirect =
      ["in", "as", "into", "using", "use", "valid", "only"].contains(text(at - 1))
      || end("in|as|into|using|use|with a|an|valid|proper|pure|the|only|single? json", at: at - 2)
        != nil
    let isNamed = ["format", "formatted", "block", "blob", "code", "output", "object", "only"]
      .contains(text(at + 1))
    guard !["data", "file", "files"].contains(text(at + 1)), isDirect || isNamed,
      !has("given|provided|following json"),
      has(
        """
        format|formatted|block|output|response|respond|answer|wrap|wrapped|object|only|please|\
        provide|give|use|return|write
        """
      )
    else { return }
    add(.json, at..<at + 1)
  }

  /// "Answer with one of the following options: …".
  private mutating func readOptions() {
    guard
      let span = first(
        """
        one of the? following|these exact? phrases|options|responses|answers|phrase|option|\
        words|sentences|choices
        """
      ) ?? first("one of the? following|these? :")
        ?? first(
          "choose|pick|select one? from the? following? options|responses|phrases|answers? :"),
      has("answer|respond|response|reply|contain|contains|say|choose|pick|select|must|should")
    else { return }
    var options: [String] = []
    for token in tokens[span.upperBound...].prefix(24) {
      guard token.isQuote else { continue }
      options.append(token.original)
    }
    if options.count < 2 { options = optionLines(after: span.upperBound) }
    guard options.count >= 2 else { return }
    add(.oneOf(options), span)
  }

  /// The short lines behind the sentence's own.
  private func optionLines(after index: Int) -> [String] {
    let start = prompt.lineEnd(tokens[index - 1].range.upperBound)
    guard start < prompt.bytes.count else { return optionSentences(after: index) }
    let rest = prompt.string(start..<min(prompt.bytes.count, start + 600))
    let lines = rest.split(separator: "\n").map { line in
      var line = line
      while let first = line.first, "*-• ".contains(first) { line = line.dropFirst() }
      return String(line)
    }.filter { !$0.isEmpty && !$0.hasSuffix(":") }
    return lines.count <= 8 && lines.allSatisfy { $0.utf8.count <= 80 } ? lines : []
  }

  /// Options that stand bare behind a colon: "My answer is yes. My answer is no."
  private func optionSentences(after index: Int) -> [String] {
    guard text(index) == ":" else { return [] }
    let start = tokens[index].range.upperBound
    return prompt.string(start..<prompt.lineEnd(start)).split(separator: ".").map { part in
      let part = part.drop { $0 == " " }
      return part.isEmpty ? "" : "\(part)."
    }.filter { !$0.isEmpty && $0.utf8.count <= 60 }
  }

  private mutating func readBlocks() {
    if let span = first("in|as|into|using|use a|one? markdown? table|tables") ?? first(
      "markdown table")
      ?? first("create|make|provide|give|generate|write|include me? a markdown? table")
    {
      if end("of contents|values", at: span.upperBound) == nil, !has("how can|do|to"),
        !has("html|xml|database|excel|latex|csv|tennis|query|column|columns named"),
        !isNegative(before: span.lowerBound),
        !["top", "tennis", "for", "setting", "lamp", "spoon", "salt"].contains(
          text(span.upperBound))
      {
        add(.count(.tables, .atLeast(1)), span)
      }
    }
    if let span = first("in|inside|within|using a? markdown? code block|blocks|fence"),
      !isNegative(before: span.lowerBound)
    {
      add(.count(.codeBlocks, .atLeast(1)), span)
    }
  }
}
