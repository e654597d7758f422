/// A list of words: quotations, or bare words that commas and "and" join, perhaps in brackets.
struct KeywordList {
  var texts: [String] = []
  /// Behind the last token of the list.
  var end: Int
  /// Whether a quotation is among them.
  var isQuoted = false

  /// Bare words that are no keyword but the sentence going on.
  private static let stops: Set<String> = [
    "that", "in", "which", "count", "limit", "should", "for", "with", "to", "of", "like", "used",
    "must", "or", "and", "is", "are", "can", "cannot", "you", "from", "as", "at", "on", "be",
    "by", "per", "it", "long", "such", "appears", "appear", "will", "has", "have", "who", "when",
    "if", "problem", "problems", "below", "other", "else", "within", "throughout", "e.g", "i.e",
    "related", "above", "each", "exactly", "document", "doc", "processor", "search", "without",
    "only", "more", "less", "may", "starting", "beginning", "ending", "before", "after", "does",
    "doesn't", "using", "instead", "i", "into", "not", "game", "games", "puzzle", "written",
    "choice", "order", "meaning", "meanings", "do", "don't", "here", "was", "were", "would",
    "could", "because", "so", "but", "being", "mean", "means", "their", "your", "any", "than",
    "between", "about", "represent", "represents", "over", "then", "what", "how",
  ]

  /// Reads a list that begins at `start`; empty where none does.
  static func at(_ start: Int, in tokens: [PromptToken], until limit: Int)
    -> KeywordList
  {
    var list = KeywordList(end: start)
    var i = start
    var isBracketed = false
    if i < limit, tokens[i].text == "[" || tokens[i].text == "(" {
      isBracketed = true
      i += 1
    }
    while i < limit {
      let token = tokens[i]
      if token.isQuote {
        list.texts.append(trimmed(token.original))
        list.isQuoted = true
      } else if list.takesBare(i, tokens, limit), !token.isHyphenated {
        list.texts.append(token.original)
      } else {
        break
      }
      i += 1
      // A hyphenated word goes on.
      while i < limit, tokens[i].isHyphenated, let last = list.texts.popLast() {
        list.texts.append("\(last)-\(tokens[i].original)")
        i += 1
      }
      list.end = i
      let joint = joint(at: i, tokens, limit)
      guard joint > i else { break }
      i = joint
    }
    if isBracketed, list.end < limit, tokens[list.end].text == "]" || tokens[list.end].text == ")" {
      list.end += 1
    }
    return list
  }

  private static func trimmed(_ text: String) -> String {
    var text = Substring(text)
    while let last = text.last, last == "," || last == "." { text = text.dropLast() }
    return String(text)
  }

  /// Whether a bare word at `index` belongs: no stop word, and after a joint one that ends the list well.
  private func takesBare(_ index: Int, _ tokens: [PromptToken], _ limit: Int) -> Bool {
    let token = tokens[index]
    guard token.isWord else { return false }
    if texts.isEmpty {
      if token.text == "the" || token.text == "can" || token.text == "a" || token.text == "like" {
        // "Use the word the once".
        let next = index + 1 < limit ? tokens[index + 1].text : ""
        return ["once", "at", "less", "should", "more", "exactly", "twice", ".", "no"].contains(
          next)
      }
      return !Self.stops.contains(token.text) && !token.text.hasSuffix("ly")
    }
    guard !Self.stops.contains(token.text),
      !["the", "make", "use", "also", "do", "don't", "include", "please", "keep"].contains(
        token.text)
    else { return false }
    let next = index + 1 < limit ? tokens[index + 1] : nil
    guard let next else { return true }
    return next.kind == .mark || Self.stops.contains(next.text) || next.text == "at"
      || next.isHyphenated || next.text == "once"
  }

  /// Behind the commas and "and" or "or" at `index`.
  private static func joint(at index: Int, _ tokens: [PromptToken], _ limit: Int) -> Int {
    var i = index
    while i < limit, [",", "and", "or", "&", "/", "nor"].contains(tokens[i].text),
      !tokens[i].isQuote
    { i += 1 }
    return i
  }
}
