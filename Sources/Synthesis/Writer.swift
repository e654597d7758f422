/// Writes sentences of the grammar with the facts of one prompt.
struct Writer {
  let grammar: Grammar
  let sink: TextSink
  var random = SplitMix64(0)
  /// Integers and phrases (numbers of templates) by register; the facts first, then wrong ones.
  private var integers = [Int](repeating: 0, count: 2 * Writer.registers)
  private var phrases = [Int](repeating: 0, count: 2 * Writer.registers)
  /// Where the registers in use begin: those of the facts, or the wrong ones.
  private var base = 0
  private(set) var topic = 0
  private(set) var other = 0
  /// The next phrase of each of the topic's lists, so that a response repeats none too soon.
  private var cursors = [Int](repeating: 0, count: TopicList.allCases.count)

  private static let registers = 26

  init(grammar: Grammar, sink: TextSink) {
    self.grammar = grammar
    self.sink = sink
  }

  // MARK: Registers

  /// Sets the integer in `register` (a small letter), and the one that takes its place in a lie.
  mutating func set(_ register: Unicode.Scalar, _ value: Int, wrong: Int? = nil) {
    let place = Int(register.value) - 97
    integers[place] = value
    integers[Self.registers + place] = wrong ?? value
  }

  /// Sets the phrase in `register` (a capital), and the one that takes its place in a lie.
  mutating func set(_ register: Unicode.Scalar, phrase: Int, wrong: Int? = nil) {
    let place = Int(register.value) - 65
    phrases[place] = phrase
    phrases[Self.registers + place] = wrong ?? phrase
  }

  func integer(_ register: Unicode.Scalar) -> Int { integers[Int(register.value) - 97] }

  mutating func setTopics(_ topic: Int, other: Int) {
    self.topic = topic
    self.other = other
    set("T", phrase: grammar.topics[topic].name, wrong: grammar.topics[other].name)
    set("U", phrase: grammar.topics[other].name)
  }

  /// Starts the topic's lists at random places.
  mutating func shuffleTopic() {
    for list in cursors.indices { cursors[list] = random.below(64) }
  }

  /// Until `truth` the wrong facts stand for the right ones.
  mutating func lie() { base = Self.registers }
  mutating func truth() { base = 0 }

  // MARK: Choosing

  /// A random alternative of `rule`, and another one where there is one.
  mutating func two(_ rule: Rule) -> (Int, Int) {
    let range = grammar.rules[rule.rawValue]
    let first = random.below(range.count)
    let step = range.count > 1 ? 1 + random.below(range.count - 1) : 0
    return (range.lowerBound + first, range.lowerBound + (first + step) % range.count)
  }

  /// Two different phrases of the topic's `list`.
  mutating func two(_ list: TopicList) -> (Int, Int) {
    let phrases = grammar.topics[topic].lists[list.rawValue]
    let first = random.below(phrases.count)
    let step = 1 + random.below(phrases.count - 1)
    return (phrases[first], phrases[(first + step) % phrases.count])
  }

  func count(_ rule: Rule) -> Int { grammar.rules[rule.rawValue].count }

  // MARK: Writing

  mutating func write(_ rule: Rule) {
    let range = grammar.rules[rule.rawValue]
    expand(range.lowerBound + random.below(range.count))
  }

  /// Writes the alternative of `rule` that `number` picks.
  mutating func write(_ rule: Rule, number: Int) {
    let range = grammar.rules[rule.rawValue]
    expand(range.lowerBound + number % range.count)
  }

  private mutating func expand(_ template: Int) {
    for place in grammar.templates[template] {
      let op = grammar.ops[place]
      let start = sink.count
      let a = Int(op.a)
      switch op.kind {
      case .literal: sink.append(grammar.bytes.span.extracting(a..<a + Int(op.b)))
      case .integer: sink.append(number: integers[base + a])
      case .cents:
        let cents = integers[base + a]
        sink.append(number: cents / 100)
        sink.append(".")
        sink.append(number: cents % 100, width: 2)
      case .phrase: expand(phrases[base + a])
      case .rule:
        let range = grammar.rules[a]
        expand(range.lowerBound + random.below(range.count))
      case .numbered:
        let range = grammar.rules[a]
        expand(range.lowerBound + integers[base + Int(op.b)] % range.count)
      case .topic:
        let list = grammar.topics[topic].lists[a]
        cursors[a] += 1
        expand(list[cursors[a] % list.count])
      case .other:
        let list = grammar.topics[other].lists[a]
        expand(list[random.below(list.count)])
      }
      if op.capital { sink.capitalise(at: start) }
    }
  }
}
