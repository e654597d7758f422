/// Demands on words in capitals and on highlighted parts.
extension SentenceReader {
  private static let capitals: Set<String> = [
    "capital", "capitals", "caps", "uppercase", "capitalized", "capitalised", "uppercased",
    "capitalize", "capitalizing",
  ]

  /// Whether the word "words" at `index` is of words in capitals.
  func speaksOfCapitals(near index: Int) -> Bool {
    let low = max(range.lowerBound, index - 5)
    let high = min(range.upperBound, index + 8)
    guard low < high else { return false }
    return (low..<high).contains { i in
      tokens[i].isWord && Self.capitals.contains(tokens[i].text)
        || tokens[i].text == "upper" && text(i + 1) == "case"
    }
  }

  /// Places of "words" that are in capitals, but for all words.
  private var capitalMentions: [Int] {
    range.filter { i in
      ["word", "words"].contains(text(i)) && speaksOfCapitals(near: i)
        && !["all", "every", "each", "single"].contains(text(i - 1))
        && !["all", "every"].contains(text(i - 2))
    }
  }

  mutating func readCapitalWords() {
    let mentions = capitalMentions
    defer { state.speaksOfCapitals = !mentions.isEmpty }
    let isLater = state.speaksOfCapitals && has("those|such|these|them|capitalized|stress")
    guard !mentions.isEmpty || isLater else { return }
    let start = mentions.first ?? range.lowerBound
    var isBounded = state.found.contains {
      $0.range.lowerBound >= range.lowerBound && $0.rule.countsCapitals
    }
    var from = start
    while let quantity = firstQuantity(from: from) {
      from = quantity.range.upperBound
      let isLone = !quantity.isBare && !isBounded && !isWord(quantity.range.upperBound)
      guard quantity.isTimes || isLone || isLater && !isBounded && hasWord(after: quantity) else {
        continue
      }
      add(
        .count(.capitalWords, quantity.bound(bare: Bound.atLeast)),
        start..<quantity.range.upperBound)
      isBounded = true
      break
    }
    let asks = ["use", "include", "add", "using", "have", "put", "uses", "includes", "using"]
    if let first = mentions.first, !isNegative(before: first, reach: 4),
      (1...3).contains(where: { asks.contains(text(first - $0)) }), !isBoundedBelow
    {
      add(.count(.capitalWords, .atLeast(1)), first..<min(range.upperBound, first + 5))
    }
  }

  private func isWord(_ index: Int) -> Bool { range.contains(index) && tokens[index].isWord }

  /// Whether this sentence already asks for a lowest number of such words.
  private var isBoundedBelow: Bool {
    state.found.contains {
      guard $0.range.lowerBound >= range.lowerBound, case .count(.capitalWords, let bound) = $0.rule
      else { return false }
      return bound.minimum > 0
    }
  }

  private func hasWord(after quantity: Quantity) -> Bool {
    has(
      "word|words", from: quantity.range.upperBound,
      until: min(range.upperBound, quantity.range.upperBound + 4))
  }

  /// Whether the sentence speaks of highlighting parts of the response.
  var speaksOfHighlighting: Bool {
    range.contains { i in
      tokens[i].isWord
        && ["highlight", "italic", "bold", "emphasiz", "emphasis"].contains {
          tokens[i].text.hasPrefix($0)
        }
    }
  }

  mutating func readHighlights() {
    guard speaksOfHighlighting else { return }
    let things: Set<String> = [
      "section", "sections", "part", "parts", "phrase", "phrases", "text", "texts", "word",
      "words", "sentence", "sentences", "of", "title", "titles", "point", "points", "keyword",
      "keywords", "passages", "areas", "piece", "pieces",
    ]
    guard
      let verb = range.first(where: { i in
        tokens[i].isWord
          && ["highlight", "italic", "bold", "emphasiz"].contains { tokens[i].text.hasPrefix($0) }
      })
    else { return }
    var from = max(range.lowerBound, verb - 8)
    while let quantity = firstQuantity(from: from) {
      from = quantity.range.upperBound
      guard !quantity.isTimes, quantity.range.upperBound - verb < 12 else { continue }
      let isPart = (0..<4).contains { things.contains(text(quantity.range.upperBound + $0)) }
      let other: Set<String> = [
        "words", "word", "sentences", "sentence", "paragraphs", "bullet", "placeholders",
        "placeholder",
      ]
      guard isPart,
        !(quantity.range.upperBound < verb && other.contains(text(quantity.range.upperBound)))
      else { continue }
      if has(
        "capital|caps|uppercase", from: verb,
        until: min(range.upperBound, quantity.range.upperBound + 6))
      {
        continue
      }
      add(
        .count(.highlights, quantity.bound(bare: Bound.atLeast)),
        min(verb, quantity.range.lowerBound)..<max(verb + 1, quantity.range.upperBound))
      return
    }
  }
}

extension Rule {
  fileprivate var countsCapitals: Bool {
    if case .count(.capitalWords, _) = self { true } else { false }
  }
}
