/// Demands of numbers of words, sentences, paragraphs, bullet points, …
extension SentenceReader {
  mutating func readCounts() {
    guard isDemand else { return }
    var i = range.lowerBound
    while i < range.upperBound {
      if let end = end("a|one single sentence|paragraph", at: i), !isNegative(before: i, reach: 3),
        !isOfText(i)
      {
        add(.count(text(end - 1) == "sentence" ? .sentences : .paragraphs, .exactly(1)), i..<end)
        i = end
        continue
      }
      guard let quantity = Quantity.at(i, in: tokens, until: range.upperBound) else {
        i += 1
        continue
      }
      i = max(i + 1, quantity.range.upperBound)
      if quantity.isTimes || isMisplaced(quantity) { continue }
      if let found = counted(quantity) {
        add(found.rule, found.range)
        i = found.range.upperBound
      } else if let rule = countedBefore(quantity) ?? bulleted(quantity) {
        add(rule, quantity.range)
      }
    }
  }

  /// What a noun counts.
  private enum Noun {
    case unit(Countable)
    /// A unit only where the prompt says what marks or divides them.
    case sections
    case hashtags
  }

  private static let nouns: [String: Noun] = {
    var nouns: [String: Noun] = [
      "hashtag": .hashtags, "hashtags": .hashtags, "bulletpoints": .unit(.bullets),
    ]
    let units: [(String, Countable)] = [
      ("word", .words), ("sentence", .sentences), ("paragraph", .paragraphs), ("bullet", .bullets),
      ("placeholder", .placeholders), ("line", .lines), ("character", .characters),
      ("heading", .headings), ("item", .listItems),
    ]
    for (name, unit) in units {
      nouns[name] = .unit(unit)
      nouns[name + "s"] = .unit(unit)
    }
    for name in ["section", "part", "chapter", "scene", "stanza", "verse"] {
      nouns[name] = .sections
      nouns[name + "s"] = .sections
    }
    return nouns
  }()

  /// The nouns that a number may count.
  static var countedNouns: [String] { Array(nouns.keys) }

  /// Words that may not stand between a number and what it counts.
  private static let stops: Set<String> = [
    "of", "and", "or", "to", "in", "with", "for", "the", "a", "an", "is", "are", "that", "which",
    "on", "by", "from", "per", "it", "them", "you", "your", "i", "at", "as", "different",
    "minutes", "minute", "under", "about", "into", "over", "days", "day", "years", "year",
    "times", "if", "when", "be", "have", "most", "other",
  ]

  private func counted(_ quantity: Quantity) -> FoundRule? {
    var at = quantity.range.upperBound
    if let next = end("of the? total?", at: at) { at = next }
    for offset in 0..<4 {
      let index = at + offset
      guard index < range.upperBound, tokens[index].isWord else { return nil }
      if let noun = Self.nouns[tokens[index].text] {
        return demand(quantity, noun, at: index)
      }
      if Self.stops.contains(tokens[index].text) { return nil }
    }
    return nil
  }

  private func demand(_ quantity: Quantity, _ noun: Noun, at index: Int) -> FoundRule? {
    var quantity = quantity
    var end = index + 1
    if text(index).hasPrefix("bullet"), let next = self.end("point|points|item|items", at: end) {
      end = next
    }
    // "Two line breaks" are no lines.
    if isPart(end) || self.end("break|breaks|spaces", at: end) != nil { return nil }
    if quantity.isBare { readAfter(&quantity, &end) }
    limitByVerb(&quantity)
    let span = quantity.range.lowerBound..<end
    return rule(quantity, noun, at: index).map { FoundRule(rule: $0, range: span) }
  }

  /// Whether "per line", "each" or "long words" follows: the number is of something else.
  private func isPart(_ end: Int) -> Bool {
    ["per", "each", "above", "below", "apart", "ago"].contains(text(end))
      && self.end("each separated|divided", at: end) == nil
      || has("in|of|for each|every", from: end, until: min(range.upperBound, end + 4))
  }

  /// "or more", "minimum", "at most" behind the unit.
  private func readAfter(_ quantity: inout Quantity, _ end: inout Int) {
    let endings: [(Phrase, Quantity.Relation)] = [
      ("or more|longer", .atLeast), ("or less|fewer|shorter", .atMost), ("at least", .atLeast),
      ("minimum", .atLeast), ("at most", .atMost), ("maximum", .atMost), ("max", .atMost),
      ("at minimum", .atLeast), ("at maximum", .atMost), ("limit", .atMost),
      ("exactly", .exactly),
    ]
    for (phrase, relation) in endings {
      guard let next = self.end(phrase, at: end) else { continue }
      quantity.relation = relation
      end = next
      return
    }
  }

  /// "Limit … to 50 words", and "do not use more than 50".
  private func limitByVerb(_ quantity: inout Quantity) {
    let start = quantity.range.lowerBound
    switch quantity.relation {
    case .bare where text(start - 1) == "to":
      if has("limit|limited|keep|restrict|restricted|cap|capped|confine", until: start) {
        quantity.relation = .atMost
      }
    case .bare where has("word|sentence|character|length limit|maximum|max", until: start):
      quantity.relation = .atMost
    case .moreThan where isNegative(before: start, reach: 4): quantity.relation = .atMost
    case .lessThan where isNegative(before: start, reach: 3): quantity.relation = .atLeast
    default: break
    }
  }

  private func rule(_ quantity: Quantity, _ noun: Noun, at index: Int) -> Rule? {
    switch noun {
    case .unit(let unit): return rule(quantity, unit, at: index)
    case .hashtags: return .letter("#", quantity.bound(bare: Bound.atLeast))
    case .sections:
      if speaksOfHighlighting { return nil }
      if let marker = state.sectionMarker {
        return .count(.sections(marker: marker), quantity.bound(bare: Bound.atLeast))
      }
      return state.hasDivider ? .count(.dividedParagraphs, .exactly(quantity.number)) : nil
    }
  }

  /// The rule of a unit; a bare number means "exactly" of most, "about" of words, "at least" of marks that
  /// are to be put in.
  private func rule(_ quantity: Quantity, _ unit: Countable, at index: Int) -> Rule? {
    switch unit {
    case .words:
      if speaksOfCapitals(near: index) {
        return .count(.capitalWords, quantity.bound(bare: Bound.atLeast))
      }
      guard !speaksOfHighlighting, !quantity.isBare || isWholeLength(quantity, index) else {
        return nil
      }
      return .count(.words, quantity.bound(bare: Bound.around))
    case .paragraphs:
      return .count(
        state.hasDivider ? .dividedParagraphs : .paragraphs, quantity.bound(bare: Bound.exactly))
    case .placeholders: return .count(.placeholders, quantity.bound(bare: Bound.atLeast))
    case .characters:
      // Fewer may be people in a story.
      guard quantity.number >= 20, !quantity.isBare else { return nil }
      return .count(.characters, quantity.bound(bare: Bound.around))
    case .listItems:
      guard has("list|bulleted|numbered|bullet", until: index + 3) else { return nil }
      return .count(.listItems, quantity.bound(bare: Bound.exactly))
    case .lines where quantity.isBare && index > quantity.range.upperBound: return nil
    // "Break it into 2 or 3 sentences" is about a text that is there.
    case .sentences where text(quantity.range.lowerBound - 1) == "into": return nil
    default: return .count(unit, quantity.bound(bare: Bound.exactly))
    }
  }

  /// Whether a bare number of words is a length: "a 100-word story", "in 100 words".
  private func isWholeLength(_ quantity: Quantity, _ index: Int) -> Bool {
    let isOne = tokens[index].text == "word"
    return isOne && quantity.number >= 20
      || ["in", "of", "to", "write", "about", "using", "with"].contains(
        text(quantity.range.lowerBound - 1))
        && quantity.number >= 10
      || ["long", "in"].contains(text(index + 1)) && quantity.number >= 10
  }

  /// "The number of words should be 250 or more"; the unit stands before the number.
  private func countedBefore(_ quantity: Quantity) -> Rule? {
    guard
      let span = first(
        "number of words|sentences|paragraphs|bullet|bullets|placeholders|lines",
        until: quantity.range.lowerBound),
      quantity.range.lowerBound - span.upperBound <= 10
    else {
      guard let span = first("word count", until: quantity.range.lowerBound),
        quantity.range.lowerBound - span.upperBound <= 4
      else { return placeholders(quantity) }
      return .count(.words, quantity.bound(bare: Bound.around))
    }
    guard case .unit(let unit) = Self.nouns[tokens[span.upperBound - 1].text] else { return nil }
    return .count(unit, quantity.bound(bare: Bound.exactly))
  }

  /// "Use placeholders like [name], at least 3": the only bounded number of a sentence on placeholders.
  private func placeholders(_ quantity: Quantity) -> Rule? {
    guard !quantity.isBare, has("placeholder|placeholders", until: quantity.range.lowerBound),
      quantity.range.upperBound >= range.upperBound - 3
    else { return nil }
    return .count(.placeholders, quantity.bound(bare: Bound.atLeast))
  }

  /// "Exactly 3 names, using markdown bullet points".
  private func bulleted(_ quantity: Quantity) -> Rule? {
    guard case .exactly = quantity.relation,
      has(
        "using|in|as|with the? markdown? bullet points|point|list", from: quantity.range.upperBound)
    else { return nil }
    return .count(.bullets, .exactly(quantity.number))
  }
}
