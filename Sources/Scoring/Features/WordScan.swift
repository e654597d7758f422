/// Counts the words of a text: how many, how varied, how often repeated, and of which class.
struct WordScan {
  /// The words of the text that was read last.
  private(set) var words = HashTally()
  /// Its pairs of words that follow each other.
  private(set) var bigrams = HashTally()
  /// Its numbers.
  private(set) var numbers = HashTally()
  /// Whether each word is an English stop word.
  private(set) var isStop: [Bool] = []
  private var trigrams = HashTally()
  private var fourgrams = HashTally()

  /// Words at the beginning in which a refusal is told apart from one further down.
  private static let beginning = 24
  /// Words at the beginning in which an answer agrees to its task.
  private static let opening = 3

  /// - Complexity: O(n) in words.
  mutating func read(_ list: borrowing TokenList, into facts: inout TextFacts) {
    words.removeAll(expecting: list.count)
    bigrams.removeAll(expecting: list.count)
    numbers.removeAll()
    trigrams.removeAll(expecting: list.count)
    fourgrams.removeAll(expecting: list.count)
    isStop.removeAll(keepingCapacity: true)
    let tokens = list.tokens.span
    facts.words = tokens.count
    countRepeats(tokens, &facts)
    countClasses(tokens, &facts)
    for i in tokens.indices {
      let token = tokens[i]
      facts.wordScalars += Int(token.count)
      if token.count >= 7 { facts.longWords += 1 }
      if token.isCapitals, token.count >= 2 { facts.capitalWords += 1 }
      if token.startsUpper { facts.capitalised += 1 }
      if token.isNumber {
        facts.numbers += 1
        numbers.add(token.hash)
      }
    }
    facts.distinctNumbers = numbers.count
  }

  private mutating func countRepeats(_ tokens: Span<Token>, _ facts: inout TextFacts) {
    var stretch = 0
    // Σ c · ln c over distinct words that stand c times.
    var logs = 0.0
    for i in tokens.indices {
      let hash = tokens[i].hash
      let times = words.add(hash)
      if times > 1 { logs += Self.step(times) }
      if times == 2 { facts.repeatedWords += 1 }
      guard i > 0 else { continue }
      bigrams.add(Self.join(tokens[i - 1].hash, hash))
      guard i > 1 else { continue }
      let three = Self.join(Self.join(tokens[i - 2].hash, tokens[i - 1].hash), hash)
      trigrams.add(three)
      guard i > 2 else { continue }
      let seen = fourgrams.add(Self.join(tokens[i - 3].hash, three))
      facts.mostFourgram = max(facts.mostFourgram, seen)
      stretch = seen == 1 ? 0 : stretch == 0 ? 4 : stretch + 1
      facts.longestRepeat = max(facts.longestRepeat, stretch)
    }
    facts.distinctWords = words.count
    facts.distinctBigrams = bigrams.count
    facts.distinctTrigrams = trigrams.count
    let n = Double(tokens.count)
    facts.entropy = n > 0 ? max(0, ln(n) - logs / n) : 0
  }

  private mutating func countClasses(_ tokens: Span<Token>, _ facts: inout TextFacts) {
    let lexicon = Lexicon.shared
    let openers = WordClass.opener.place
    let refusals = WordClass.refusal.place
    var classes = facts.classes.mutableSpan
    var opened = 0
    var refused = 0
    for i in tokens.indices {
      isStop.append(lexicon.count(tokens, i, into: &classes).contains(.english))
      if i < Self.opening { opened = classes[openers] }
      if i < Self.beginning { refused = classes[refusals] }
    }
    facts.openers = opened
    facts.earlyRefusals = refused
  }

  /// c · ln c − (c − 1) · ln (c − 1).
  private static func step(_ c: Int) -> Double {
    let c = Double(c)
    return c * ln(c) - (c - 1) * ln(c - 1)
  }

  /// The hash of two things in order.
  @inline(__always)
  static func join(_ first: UInt64, _ second: UInt64) -> UInt64 {
    SplitMix64.mix(first &* 0xD6E8_FEB8_6659_FD93 &+ second)
  }
}

extension Token {
  /// Whether it is made of digits alone.
  var isNumber: Bool { classes.contains(.digit) && !classes.contains(.letter) }
}
