/// A number with what bounds it, as a prompt words it: "at least 300", "5 or 6", "once or less", "200+".
struct Quantity {
  enum Relation {
    case bare, atLeast, moreThan, atMost, lessThan, exactly, around, between(Int)
  }

  var relation: Relation
  let number: Int
  /// The tokens it takes, "times" included.
  var range: Range<Int>
  /// Whether it says how often: "once", "3 times".
  var isTimes: Bool

  var isBare: Bool { if case .bare = relation { true } else { false } }

  /// The bound, a bare number read as `bare` says.
  func bound(bare: (Int) -> Bound) -> Bound {
    switch relation {
    case .bare: bare(number)
    case .atLeast: .atLeast(number)
    case .moreThan: .atLeast(number + 1)
    case .atMost: .atMost(number)
    case .lessThan: .lessThan(number)
    case .exactly: .exactly(number)
    case .around: .around(number)
    case .between(let other): .between(number, other)
    }
  }

  private static let prefixes: [(Phrase, Relation)] = [
    ("at least", .atLeast), ("at minimum", .atLeast), ("no|not less|fewer than", .atLeast),
    ("a? minimum of", .atLeast), ("minimum", .atLeast), ("at the? very? least", .atLeast),
    ("no|not more|longer|greater than", .atMost), ("at most", .atMost), ("up to", .atMost),
    ("a? maximum of", .atMost), ("maximum", .atMost), ("max", .atMost), ("within", .atMost),
    ("not? exceed|exceeding", .atMost), ("more|greater|longer than", .moreThan),
    ("over", .moreThan),
    ("above", .moreThan), ("less|fewer|shorter than", .lessThan), ("under", .lessThan),
    ("below", .lessThan), ("exactly", .exactly), ("precisely", .exactly), ("only", .exactly),
    ("just", .exactly), ("around", .around), ("about", .around), ("approximately", .around),
    ("roughly", .around),
  ]

  /// Hashes of the words that a quantity may begin with, numbers left out.
  private static let openers: Set<UInt64> = {
    let others: [Phrase] = ["between|from", "once|twice|thrice", "a"]
    return Set((prefixes.map(\.0) + others).flatMap { $0.firstWords ?? [] })
  }()

  /// Reads a quantity that begins at `index`.
  static func at(_ index: Int, in tokens: [PromptToken], until limit: Int) -> Quantity? {
    guard tokens[index].number != nil || openers.contains(tokens[index].hash) else { return nil }
    if let between = between(index, in: tokens, until: limit) { return between }
    var i = index
    var relation = Relation.bare
    for (phrase, meaning) in prefixes {
      guard let end = phrase.end(at: index, in: tokens, until: limit) else { continue }
      i = end
      relation = meaning
      break
    }
    if i > index, let end = Phrase("a total of").end(at: i, in: tokens, until: limit) { i = end }
    if let count = ["once": 1, "twice": 2, "thrice": 3][i < limit ? tokens[i].text : ""] {
      var quantity = Quantity(
        relation: relation, number: count, range: index..<i + 1, isTimes: true)
      quantity.readSuffix(tokens, limit)
      return quantity
    }
    guard let (number, end) = number(i, in: tokens, until: limit) else { return nil }
    var quantity = Quantity(relation: relation, number: number, range: index..<end, isTimes: false)
    quantity.readSuffix(tokens, limit)
    if let end = Phrase("times|time").end(at: quantity.range.upperBound, in: tokens, until: limit) {
      quantity.range = index..<end
      quantity.isTimes = true
      quantity.readSuffix(tokens, limit)
    }
    return quantity
  }

  private static func between(_ index: Int, in tokens: [PromptToken], until limit: Int) -> Quantity?
  {
    guard let start = Phrase("between|from").end(at: index, in: tokens, until: limit),
      let (low, middle) = number(start, in: tokens, until: limit),
      let joint = Phrase("and|to").end(at: middle, in: tokens, until: limit),
      let (high, end) = number(joint, in: tokens, until: limit)
    else { return nil }
    return Quantity(relation: .between(high), number: low, range: index..<end, isTimes: false)
  }

  /// A number in digits or words: "200", "twenty", "twenty-five", "two hundred", "a hundred".
  private static func number(
    _ index: Int, in tokens: [PromptToken], until limit: Int
  ) -> (Int, Int)? {
    guard index < limit else { return nil }
    if tokens[index].text == "a", index + 1 < limit,
      ["hundred", "dozen"].contains(tokens[index + 1].text)
    {
      return (tokens[index + 1].number ?? 0, index + 2)
    }
    guard let number = tokens[index].number else { return nil }
    guard index + 1 < limit, tokens[index].isWord, let next = tokens[index + 1].number,
      tokens[index + 1].isWord
    else { return (number, index + 1) }
    if next == 100, tokens[index + 1].text == "hundred", number < 20 {
      return (number * 100, index + 2)
    }
    if number >= 20, number % 10 == 0, next < 10 { return (number + next, index + 2) }
    return (number, index + 1)
  }

  /// What may follow the number: "or more", "+", "to 10", "or 6".
  private mutating func readSuffix(_ tokens: [PromptToken], _ limit: Int) {
    let end = range.upperBound
    guard end < limit else { return }
    if let next = Phrase("or more|greater|above|longer").end(at: end, in: tokens, until: limit) {
      relation = .atLeast
      range = range.lowerBound..<next
    } else if let next = Phrase("or less|fewer|under").end(at: end, in: tokens, until: limit) {
      relation = .atMost
      range = range.lowerBound..<next
    } else if tokens[end].text == "+" {
      relation = .atLeast
      range = range.lowerBound..<end + 1
    } else if isBare || isExact, let (other, next) = otherEnd(end, tokens, limit) {
      relation = .between(other)
      range = range.lowerBound..<next
    }
  }

  private var isExact: Bool { if case .exactly = relation { true } else { false } }

  private func otherEnd(_ end: Int, _ tokens: [PromptToken], _ limit: Int) -> (Int, Int)? {
    let text = tokens[end].text
    if ["to", "–", "-", "or"].contains(text),
      let (other, next) = Self.number(end + 1, in: tokens, until: limit),
      other > number, text != "or" || other == number + 1
    {
      return (other, next)
    }
    if tokens[end].isHyphenated, let other = tokens[end].number, other > number {
      return (other, end + 1)
    }
    return nil
  }
}
