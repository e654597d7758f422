/// Counts of parts of a response that Markdown or blank lines make.
extension ScalarText {
  func wordCount() -> Int {
    var found = 0
    var inside = false
    for kind in classes {
      let isWord = kind.contains(.word)
      if isWord && !inside { found += 1 }
      inside = isWord
    }
    return found
  }

  /// Parts that are not blank between runs of empty lines.
  func paragraphCount() -> Int {
    var found = 0
    var inside = false
    for line in lines {
      let isText = !isBlank(line)
      if isText && !inside { found += 1 }
      inside = isText
    }
    return found
  }

  /// Parts between `***`, blank ones at both ends passed over; `nil` if one in the middle is blank.
  func dividedParagraphCount() -> Int? {
    let parts = split("***")
    var found = parts.count
    for (i, part) in parts.enumerated() where isBlank(part) {
      guard i == 0 || i == parts.count - 1 else { return nil }
      found -= 1
    }
    return found
  }

  /// The paragraphs between empty lines, as IFEval cuts them at `\n\n`, and how many are not blank.
  func cutParagraphs() -> (all: [Range<Int>], filled: Int) {
    let all = split("\n\n")
    return (all, all.reduce(0) { isBlank($1) ? $0 : $0 + 1 })
  }

  /// The first word of `range`, in lower case, up to the first of `.,?!'"`.
  func firstWord(_ range: Range<Int>) -> String {
    var i = trim(range).lowerBound
    for mark in ["'", "\""] as [Unicode.Scalar] {
      while i < range.upperBound, scalars[i] == mark { i += 1 }
    }
    let start = i
    while i < range.upperBound, !classes[i].contains(.blank),
      !".,?!'\"".unicodeScalars.contains(scalars[i])
    { i += 1 }
    return String(String.UnicodeScalarView(folded[start..<i]))
  }

  func lineCount() -> Int { lines.reduce(0) { isBlank($1) ? $0 : $0 + 1 } }

  func numberedItemCount() -> Int {
    lines.reduce(0) { total, line in
      var i = trim(line).lowerBound
      let start = i
      while i < line.upperBound, has(i, .digit) { i += 1 }
      let isItem =
        i > start && i - start <= 3 && (scalarIs(i, ".") || scalarIs(i, ")"))
        && (has(i + 1, .blank) || i + 1 >= line.upperBound)
      return isItem ? total + 1 : total
    }
  }

  /// Lines that begin with `*`, `-`, `+` or `•` and a blank.
  func dottedItemCount() -> Int {
    lines.reduce(0) { total, line in
      let at = trim(line).lowerBound
      guard at < line.upperBound, "*-+•".unicodeScalars.contains(scalars[at]) else { return total }
      return has(at + 1, .blank) && at + 1 < line.upperBound || scalars[at] == "•"
        ? total + 1 : total
    }
  }

  func headingCount() -> Int {
    lines.reduce(0) { total, line in
      var i = line.lowerBound
      while i < line.upperBound, scalars[i] == "#" { i += 1 }
      let marks = i - line.lowerBound
      return (1...6).contains(marks) && i < line.upperBound && has(i, .blank)
        && !isBlank(i..<line.upperBound)
        ? total + 1 : total
    }
  }

  func codeBlockCount() -> Int {
    let fences = lines.reduce(0) { total, line in
      starts(scalars, at: trim(line).lowerBound, ["`", "`", "`"]) ? total + 1 : total
    }
    return fences / 2
  }

  /// Lines of dashes, bars, colons and blanks, with three dashes and a bar, under a line with a bar.
  func tableCount() -> Int {
    var found = 0
    var before = false
    for line in lines {
      let text = scalars[trim(line)]
      let hasBar = text.contains("|")
      if before, hasBar, text.allSatisfy({ "|-: ".unicodeScalars.contains($0) }),
        text.count(where: { $0 == "-" }) >= 3
      {
        found += 1
      }
      before = hasBar
    }
    return found
  }

  func questionCount() -> Int {
    var found = 0
    for i in scalars.indices where Self.isQuestion(scalars[i]) {
      if i == 0 || !Self.isQuestion(scalars[i - 1]) { found += 1 }
    }
    return found
  }

  private static func isQuestion(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "?" || scalar == "？" || scalar == "؟"
  }

  func endsWithQuestion() -> Bool {
    var end = trimmed.upperBound
    while end > 0, "\"')]}*_”’»".unicodeScalars.contains(scalars[end - 1]) { end -= 1 }
    return end > 0 && Self.isQuestion(scalars[end - 1])
  }

  /// Two parts that differ, neither blank, between `******`; blank parts at both ends passed over.
  func hasTwoResponses() -> Bool {
    let parts = split("******")
    var filled: [Range<Int>] = []
    for (i, part) in parts.enumerated() {
      guard isBlank(part) else {
        filled.append(trim(part))
        continue
      }
      guard i == 0 || i == parts.count - 1 else { return false }
    }
    return filled.count == 2 && !scalars[filled[0]].elementsEqual(scalars[filled[1]])
  }

  /// Whether the whole is in double quotation marks.
  func isQuoted() -> Bool {
    let all = trimmed
    return all.count > 1 && scalars[all.lowerBound] == "\"" && scalars[all.upperBound - 1] == "\""
  }

  /// The text without blanks and one fence of backticks around it.
  func withoutFence() -> String {
    var text = Substring(string(trimmed))
    for mark in ["```json", "```Json", "```JSON", "```"] where text.hasPrefix(mark) {
      text = text.dropFirst(mark.count)
    }
    if text.hasSuffix("```") { text = text.dropLast(3) }
    return String(text)
  }

  /// Whether some letter has the case `wanted` and none the case `other`.
  func isAll(_ wanted: ScalarClass, no other: ScalarClass) -> Bool {
    var has = false
    for (i, kind) in classes.enumerated() {
      if kind.contains(other) { return false }
      if kind.contains(wanted) {
        has = true
      } else if scalars[i].value >= 0x80, scalars[i].properties.generalCategory == .titlecaseLetter
      {
        return false
      }
    }
    return has
  }
}
