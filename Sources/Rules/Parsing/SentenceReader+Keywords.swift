/// Demands on words that must or must not occur.
extension SentenceReader {
  mutating func readKeywords() {
    var i = range.lowerBound
    while i < range.upperBound {
      if let next = readNamed(at: i) ?? readQuoted(at: i) {
        i = max(i + 1, next)
      } else {
        i += 1
      }
    }
  }

  private static let nouns: Set<String> = [
    "word", "words", "keyword", "keywords", "term", "terms", "phrase", "phrases", "items", "name",
    "names",
  ]

  private static let including: Set<String> = [
    "include", "includes", "including", "use", "uses", "using", "contain", "contains",
    "containing", "mention", "mentions", "mentioning", "add", "have", "has", "incorporate",
    "incorporating", "insert", "appear", "appears", "used", "appearing", "included", "say",
    "write", "saying", "put", "mentioned", "featuring", "feature", "utilize", "see", "present",
  ]

  /// A list behind "word", "keywords", …; returns where it ends.
  private mutating func readNamed(at index: Int) -> Int? {
    guard Self.nouns.contains(text(index)), index + 1 < range.upperBound,
      !tokens[index].isHyphenated,
      !has("one of", from: max(range.lowerBound, index - 7), until: index)
    else { return nil }
    if text(index).hasPrefix("item") || text(index).hasPrefix("name"),
      !["these", "following"].contains(text(index - 1))
    {
      return nil
    }
    var start = index + 1
    if let next = end("in the? your? response|answer|reply :", at: start) { start = next }
    if text(start) == ":" { start += 1 }
    let isExample = text(start) == "like"
    if isExample || end("such as", at: start) != nil { start += isExample ? 1 : 2 }
    let list = KeywordList.at(start, in: tokens, until: range.upperBound)
    guard !list.texts.isEmpty, list.isQuoted || mayBeBare(index), !isStory(index) else {
      return nil
    }
    let limit = nextSubject(after: list.end)
    let span = max(range.lowerBound, index - 3)..<list.end
    let banned =
      isNegative(before: index, reach: 9) && !has("forget|fail|hesitate", until: index)
      || isBannedAfter(list.end, limit)
    if isExample && (!banned || !list.isQuoted) { return list.end }
    if !list.isQuoted, !banned, times(list.end, limit) == nil,
      !asksFor(index, list.end, limit, reach: 4)
    {
      return nil
    }
    if let quantity = times(list.end, limit),
      banned || asksFor(index, list.end, limit)
        || quantity.range.lowerBound - list.end <= 1
          && range.contains(where: { Self.including.contains(text($0)) })
    {
      addTimes(
        list.texts, quantity, isNegative: banned, span.lowerBound..<quantity.range.upperBound)
      return list.end
    }
    if banned {
      add(.avoids(list.texts), span)
    } else if asksFor(index, list.end, limit) {
      add(.includes(list.texts), span)
    }
    return list.end
  }

  /// Whether words without quotation marks may follow: "the word moss", not "key terms related".
  private func mayBeBare(_ index: Int) -> Bool {
    text(index).hasSuffix("word") || text(index).hasSuffix("words") || text(index + 1) == ":"
      || text(index + 1) == "["
  }

  /// Whether the clause tells what somebody does: "when I use the word", "you used the word".
  private func isStory(_ index: Int) -> Bool {
    let low = max(range.lowerBound, index - 5)
    guard low < index else { return false }
    return (low..<index).contains { i in
      ["i", "he", "she", "they", "we", "people"].contains(text(i)) && text(i + 1) != "want"
        && text(i + 1) != "would"
        || text(i) == "used" && text(i - 1) != "be"
        || text(i) == "you" && ["why", "when", "if", "did", "do"].contains(text(i - 1))
    }
  }

  /// "At least twice" behind the list, before another subject.
  private func times(_ start: Int, _ limit: Int) -> Quantity? {
    var from = start
    while let quantity = firstQuantity(from: from, until: limit) {
      if quantity.isTimes { return quantity }
      from = quantity.range.upperBound
    }
    return nil
  }

  private mutating func addTimes(
    _ texts: [String], _ quantity: Quantity, isNegative: Bool, _ span: Range<Int>
  ) {
    var quantity = quantity
    if isNegative, case .moreThan = quantity.relation { quantity.relation = .atMost }
    for text in texts {
      add(Rule.occurrences(text, quantity.bound(bare: Bound.atLeast)).simplest, span)
    }
  }

  /// Whether a word for including stands before the noun, or for appearing behind the list.
  private func asksFor(_ index: Int, _ end: Int, _ limit: Int, reach: Int = 8) -> Bool {
    let low = max(range.lowerBound, index - reach)
    let before = (low..<index).contains {
      Self.including.contains(text($0)) && text($0) != "see" && text($0) != "write"
        && text($0) != "say"
    }
    if before {
      return !has(
        "end|ends|finish|start|starts|begin|begins|starting|beginning|ending with|by", until: index)
    }
    return has("should|must|needs|need|has appear|occur|be", from: end, until: min(limit, end + 4))
      || has("to be used", from: end, until: min(limit, end + 5))
      || has("appear|appears|occurs|occur", from: end, until: min(limit, end + 4))
  }

  private static let speaking: Set<String> = [
    "include", "say", "saying", "use", "using", "mention", "mentioning", "contain", "write",
    "writing", "including", "containing", "output", "add", "have", "avoid", "avoiding",
  ]

  /// Whether the verb at `index` opens a demand: "mention "moss" at least 5 times", "you must use "x"".
  private func asksDirectly(_ index: Int) -> Bool {
    ["include", "mention", "use", "contain", "say"].contains(text(index))
      && (index == range.lowerBound
        || ["please", "must", "should", "to", "and", "but", ",", "also", "then"].contains(
          text(index - 1)))
  }

  /// "Do not say 'yes' or 'no'", "avoid mentioning "moss"".
  private mutating func readQuoted(at index: Int) -> Int? {
    guard Self.speaking.contains(text(index)), index + 1 < range.upperBound,
      tokens[index + 1].isQuote
    else { return nil }
    let isBanned =
      ["avoid", "avoiding"].contains(text(index)) || isNegative(before: index, reach: 4)
    guard isBanned || asksDirectly(index) else { return nil }
    let list = KeywordList.at(index + 1, in: tokens, until: range.upperBound)
    guard !list.texts.isEmpty, list.texts.allSatisfy({ $0.utf8.count <= 40 }) else { return nil }
    let limit = nextSubject(after: list.end)
    let span = max(range.lowerBound, index - 2)..<list.end
    if let quantity = times(list.end, limit) {
      addTimes(list.texts, quantity, isNegative: isBanned, span)
    } else if isBanned {
      add(.avoids(list.texts), span)
    } else if end(
      "in the|your entire? response|answer|reply|output|text|story|poem|essay", at: list.end) != nil
    {
      add(.includes(list.texts), span)
    } else {
      return nil
    }
    return list.end
  }
}
