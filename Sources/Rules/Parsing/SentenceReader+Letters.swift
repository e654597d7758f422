/// Demands on letters and on punctuation marks.
extension SentenceReader {
  /// "The letter c should appear at least 60 times", "do not include the letter "c"".
  mutating func readLetters() {
    for i in range where text(i) == "letter" || text(i) == "character" {
      guard let letter = letter(after: i) else { continue }
      let start = i + 2
      let limit = nextSubject(after: start)
      if let quantity = firstQuantity(from: start, until: limit), quantity.isTimes {
        var quantity = quantity
        if case .moreThan = quantity.relation, isNegative(before: quantity.range.lowerBound) {
          quantity.relation = .atMost
        }
        add(.letter(letter, quantity.bound(bare: Bound.atLeast)), i..<quantity.range.upperBound)
      } else if isBanned(i, start, limit) {
        add(.letter(letter, .atMost(0)), max(range.lowerBound, i - 2)..<start)
      } else if let quantity = quantityBefore(i) {
        add(.letter(letter, quantity.bound(bare: Bound.atLeast)), quantity.range.lowerBound..<start)
      }
    }
  }

  private func letter(after index: Int) -> String? {
    guard index + 1 < range.upperBound else { return nil }
    let text = tokens[index + 1].original
    if tokens[index + 1].kind == .mark, !"#!?&$@%+=".contains(text) { return nil }
    guard text.unicodeScalars.count == 1 else { return nil }
    return text.lowercased()
  }

  /// "At least 6 of the letter q".
  private func quantityBefore(_ index: Int) -> Quantity? {
    guard index - 3 >= range.lowerBound,
      ["of", "instances"].contains(text(index - 2)) || text(index - 1) == "of"
    else { return nil }
    for start in max(range.lowerBound, index - 8)..<index {
      if let quantity = Quantity.at(start, in: tokens, until: index),
        index - quantity.range.upperBound <= 3
      {
        return quantity
      }
    }
    return nil
  }

  /// Whether the subject at `index` is not to occur: a "not" before it, or behind it up to `limit`.
  func isBanned(_ index: Int, _ start: Int, _ limit: Int) -> Bool {
    let isBefore = isNegative(before: index, reach: 7) && !has("forget", until: index)
    if has("trying|tries|tried|changing|change", until: index) { return false }
    return isBefore || isBannedAfter(start, limit)
  }

  /// "… should not appear", "… cannot be used", "… is not allowed", "… is forbidden".
  func isBannedAfter(_ start: Int, _ limit: Int) -> Bool {
    let end = min(limit, start + 8)
    guard start < end else { return false }
    let verbs: Set<String> = [
      "appear", "be", "occur", "show", "used", "included", "mentioned", "present", "allowed",
      "permitted", "in", "exist", "acceptable", "come", "feature", "contain",
    ]
    let not =
      first("should|must|may|can|does|do|is|are|will|to not|never", from: start, until: end)
      ?? first(
        "cannot|can't|shouldn't|mustn't|doesn't|don't|won't|isn't|aren't|never", from: start,
        until: end)
    if let not, verbs.contains(text(not.upperBound)) {
      return text(not.upperBound) != "be"
        || [
          "used", "in", "included", "mentioned", "present", "part", "said", "found", "anywhere",
          "there", "seen", "contained", "written",
        ]
        .contains(text(not.upperBound + 1))
    }
    if has("zero|0 times", from: start, until: end) { return true }
    return has(
      "forbidden|prohibited|banned|disallowed|avoided|excluded|omitted", from: start, until: end)
  }

  /// Where another letter or word becomes the subject, or the sentence's end.
  func nextSubject(after index: Int) -> Int {
    var i = index
    while i < range.upperBound {
      if ["word", "words", "letter", "keyword", "keywords", "but"].contains(text(i)) { return i }
      i += 1
    }
    return range.upperBound
  }

  /// "No commas", "without using any commas", "refrain from the use of exclamation marks".
  mutating func readMarks() {
    for i in range {
      guard let (mark, end) = mark(at: i) else { continue }
      if let quantity = quantityEnding(at: i) {
        add(.letter(mark, quantity.bound(bare: Bound.atLeast)), quantity.range.lowerBound..<end)
        continue
      }
      if let span = banned(markAt: i, end) { add(.avoidsMark(mark), span) }
    }
  }

  /// "At least 3" before the mark's name.
  private func quantityEnding(at index: Int) -> Quantity? {
    for start in max(range.lowerBound, index - 5)..<index {
      if let quantity = Quantity.at(start, in: tokens, until: index) {
        guard quantity.range.upperBound == index, !quantity.isBare, quantity.number > 0 else {
          return nil
        }
        return isNegative(before: quantity.range.lowerBound, reach: 3) ? nil : quantity
      }
    }
    return nil
  }

  /// Names of marks by the hash of their first word, longer ones first.
  private static let markNames: [UInt64: [(mark: String, second: String?)]] = {
    var names: [UInt64: [(mark: String, second: String?)]] = [:]
    for entry in RuleVocabulary.marks where entry.mark != "#" && entry.mark != "*" {
      for name in [entry.plural, entry.singular] {
        let parts = name.split(separator: " ").map(String.init)
        guard let first = parts.first else { continue }
        names[WordHash.of(first), default: []].append((entry.mark, parts.dropFirst().first))
      }
    }
    return names.mapValues { $0.sorted { $0.second != nil && $1.second == nil } }
  }()

  /// The mark that is named at `index`, and where its name ends.
  private func mark(at index: Int) -> (String, Int)? {
    guard let names = Self.markNames[tokens[index].hash] else { return nil }
    for (mark, second) in names {
      guard let second else { return (mark, index + 1) }
      if text(index + 1) == second { return (mark, index + 2) }
    }
    return nil
  }

  private func banned(markAt index: Int, _ end: Int) -> Range<Int>? {
    if self.end("are|is not|never allowed|permitted|used", at: end) != nil
      || self.end("should|must not|never be used", at: end) != nil
      || self.end("are|is forbidden|prohibited|banned", at: end) != nil
    {
      return index..<min(range.upperBound, end + 3)
    }
    if self.end("free", at: end) != nil, end < range.upperBound, tokens[end].isHyphenated {
      return index..<end + 1
    }
    if let span = first("free of any?", until: index)
      ?? first("leave|leaving out any? all?", until: index),
      span.upperBound == index
    {
      return span.lowerBound..<end
    }
    // Between the "no" and the mark only such words may stand.
    let between: Set<String> = [
      "any", "a", "single", "use", "using", "of", "the", "include", "including", "contain",
      "contains", "containing", "from", "have", "having", "to", "add", "put", "put", "used", "or",
      "and", "commas", "comma", "exclamation", "marks", "question", "semicolons", "should",
      "must", "do", "you", "even", "one", "all", "periods", "hyphens", "dashes", ",",
    ]
    var i = index - 1
    while i >= range.lowerBound, index - i <= 8 {
      let word = text(i)
      if [
        "no", "not", "don't", "without", "avoid", "avoids", "avoiding", "refrain", "never",
        "zero", "omit", "exclude", "skip", "cannot", "can't", "doesn't", "shouldn't", "dont",
      ].contains(word) {
        return i..<end
      }
      guard between.contains(word) else { return nil }
      i -= 1
    }
    return nil
  }
}
