/// Reads one sentence of a prompt for demands; the readers lie in extensions, one family a file.
struct SentenceReader {
  let prompt: PromptText
  /// Tokens of the sentence.
  var range: Range<Int>
  var state: PromptState

  var tokens: [PromptToken] { prompt.tokens }

  mutating func readAll() {
    let families = DemandFamilies.of(tokens, range)
    if families.contains(.counts) { readCounts() }
    if families.contains(.capitalWords) || state.speaksOfCapitals { readCapitalWords() }
    if families.contains(.highlights) { readHighlights() }
    if families.contains(.letters) { readLetters() }
    if families.contains(.keywords) { readKeywords() }
    if families.contains(.marks) { readMarks() }
    if families.contains(.letterCase) { readCase() }
    if families.contains(.language) { readLanguage() }
    if families.contains(.ends) { readEnds() }
    if families.contains(.forms) { readForms() }
    if families.contains(.repeats) { readRepeat() }
  }

  mutating func add(_ rule: Rule, _ tokens: Range<Int>) { state.add(rule, tokens) }

  // MARK: Looking

  /// Where `phrase` first stands at or after `start`.
  func first(_ phrase: Phrase, from start: Int? = nil, until end: Int? = nil) -> Range<Int>? {
    phrase.first(
      in: tokens, from: start ?? range.lowerBound,
      until: min(end ?? range.upperBound, range.upperBound))
  }

  func has(_ phrase: Phrase, from start: Int? = nil, until end: Int? = nil) -> Bool {
    first(phrase, from: start, until: end) != nil
  }

  func end(_ phrase: Phrase, at index: Int) -> Int? {
    guard index >= range.lowerBound, index < range.upperBound else { return nil }
    return phrase.end(at: index, in: tokens, until: range.upperBound)
  }

  func text(_ index: Int) -> String {
    range.contains(index) && !tokens[index].isQuote ? tokens[index].text : ""
  }

  /// The first quotation at or after `start`, before `end`.
  func firstQuote(from start: Int, until end: Int? = nil) -> Int? {
    let limit = min(end ?? range.upperBound, range.upperBound)
    guard start < limit else { return nil }
    return (start..<limit).first { tokens[$0].isQuote }
  }

  /// The first quantity that begins at or after `start`.
  func firstQuantity(from start: Int, until end: Int? = nil) -> Quantity? {
    let limit = min(end ?? range.upperBound, range.upperBound)
    var i = start
    while i < limit {
      if let quantity = Quantity.at(i, in: tokens, until: limit) { return quantity }
      i += 1
    }
    return nil
  }

  // MARK: Sense

  private static let negations: Set<String> = [
    "not", "don't", "dont", "doesn't", "can't", "cannot", "shouldn't", "mustn't", "won't",
    "never", "without", "avoid", "avoids", "avoiding", "refrain", "no", "exclude", "excluding",
    "isn't", "aren't", "omit", "nor", "didn't",
  ]

  /// Whether one of the `reach` words before `index`, in its clause, says no.
  func isNegative(before index: Int, reach: Int = 8) -> Bool {
    var i = index - 1
    while i >= range.lowerBound, index - i <= reach {
      let text = self.text(i)
      if Self.negations.contains(text) {
        return ![
          "only", "need", "require", "necessarily", "forget", "hesitate", "worry", "limited",
          "just",
        ].contains(self.text(i + 1))
      }
      if [";", "but", ".", ":"].contains(text) { return false }
      i -= 1
    }
    return false
  }

  /// Whether it asks for a reason, a person, a time or a place.
  private var isQuestion: Bool {
    ["why", "who", "when", "where"].contains(text(range.lowerBound))
      && text(range.upperBound - 1) == "?"
  }

  private static let demanding: Set<String> = [
    "write", "use", "using", "give", "contain", "contains", "containing", "include", "includes",
    "including", "should", "must", "make", "ensure", "answer", "respond", "response", "responses",
    "reply", "provide", "generate", "create", "compose", "add", "have", "has", "limit", "keep",
    "put", "need", "needs", "want", "please", "summarize", "summarise", "summary", "describe",
    "explain", "rewrite", "mention", "appear", "appears", "highlight", "draft", "restrict",
    "produce", "output", "consist", "answered", "list", "name", "exceed", "paraphrase", "shorten",
    "translate", "tell", "finish", "end", "start", "expand", "elaborate", "come", "suggest",
    "separate", "be", "aim", "organize", "format", "structure", "divide", "critique", "design",
    "develop", "prepare", "outline", "discuss", "highlighted", "italicize", "bold", "with", "in",
    "wrap",
  ]

  /// Whether the sentence has a word that demands something.
  var isDemand: Bool {
    !isQuestion && range.contains { tokens[$0].isWord && Self.demanding.contains(tokens[$0].text) }
  }
}
