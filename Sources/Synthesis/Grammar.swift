/// Rules and topics compiled into flat tables, so that writing a sentence is a few copies.
///
/// Rule texts: `@name` opens a rule, each further line is one alternative, written as the inside of
/// a JSON string. Slots: `{rule}` a random alternative, `{rule#r}` the one that register r numbers,
/// `{a}` the integer in register a, `{$a}` the same as cents, `{A}` the phrase in register A,
/// `{step}` `{item}` `{pitfall}` `{reason}` of the topic, `{xstep}` … of another one, `{(}` and
/// `{)}` braces; `^` before a slot's name makes its first letter a capital.
struct Grammar: Sendable {
  enum Kind: UInt8, Sendable { case literal, integer, cents, phrase, rule, numbered, topic, other }

  /// One copy or one choice. Literal: offset and length in `bytes`. Rule: its number, and the
  /// register for `numbered`. Register slots: the register.
  struct Op: Sendable {
    var kind: Kind
    var capital = false
    var a: Int32
    var b: Int32 = 0
  }

  struct Topic: Sendable {
    /// Template of the gerund phrase that names it.
    var name = 0
    /// Templates, by `TopicList`.
    var lists = [[Int]](repeating: [], count: TopicList.allCases.count)
  }

  private(set) var bytes: [UInt8] = []
  private(set) var ops: [Op] = []
  /// Ops of each template.
  private(set) var templates: [Range<Int>] = []
  /// Templates of each rule, by `Rule.rawValue`.
  private(set) var rules = [Range<Int>](repeating: 0..<0, count: Rule.allCases.count)
  private(set) var topics: [Topic] = []

  init(rules texts: [String], topics topicTexts: [String]) {
    var numbers: [Substring: Rule] = [:]
    for rule in Rule.allCases { numbers["\(rule)"[...]] = rule }
    for text in texts { compile(rules: text, numbers) }
    for text in topicTexts { compile(topics: text) }
    precondition(rules.allSatisfy { !$0.isEmpty }, "a rule has no alternative")
  }

  private mutating func compile(rules text: String, _ numbers: [Substring: Rule]) {
    var rule: Rule?
    for line in text.split(separator: "\n") {
      if line.first == "@" {
        guard let next = numbers[line.dropFirst()] else { preconditionFailure("no rule \(line)") }
        rule = next
        rules[next.rawValue] = templates.count..<templates.count
      } else if let rule {
        _ = compile(template: line, numbers)
        rules[rule.rawValue] = rules[rule.rawValue].lowerBound..<templates.count
      }
    }
  }

  private mutating func compile(topics text: String) {
    for line in text.split(separator: "\n") {
      guard let mark = line.first else { continue }
      if mark == "#" {
        topics.append(Topic(name: compile(template: Self.trimmed(line.dropFirst()), [:])))
      } else if let list = TopicList(mark: mark) {
        for phrase in line.dropFirst().split(separator: "|") {
          let template = compile(template: Self.trimmed(phrase), [:])
          topics[topics.count - 1].lists[list.rawValue].append(template)
        }
      }
    }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }

  /// Compiles one alternative and returns its number.
  private mutating func compile(template: Substring, _ numbers: [Substring: Rule]) -> Int {
    let start = ops.count
    var rest = template
    while let open = rest.firstIndex(of: "{") {
      literal(rest[..<open])
      guard let close = rest[open...].firstIndex(of: "}") else {
        preconditionFailure("unclosed slot in \(template)")
      }
      slot(rest[rest.index(after: open)..<close], numbers)
      rest = rest[rest.index(after: close)...]
    }
    literal(rest)
    templates.append(start..<ops.count)
    return templates.count - 1
  }

  private mutating func literal(_ text: Substring) {
    guard !text.isEmpty else { return }
    ops.append(Op(kind: .literal, a: Int32(bytes.count), b: Int32(text.utf8.count)))
    bytes.append(contentsOf: text.utf8)
  }

  private mutating func slot(_ text: Substring, _ numbers: [Substring: Rule]) {
    var name = text
    let capital = name.first == "^"
    if capital { name = name.dropFirst() }
    if name == "(" {
      literal("{")
    } else if name == ")" {
      literal("}")
    } else if name.utf8.count == 1, let letter = name.utf8.first {
      let small = letter >= 97
      let register = Int32(letter) - (small ? 97 : 65)
      ops.append(Op(kind: small ? .integer : .phrase, capital: capital, a: register))
    } else if name.first == "$", let letter = name.utf8.dropFirst().first {
      ops.append(Op(kind: .cents, a: Int32(letter) - 97))
    } else if let list = TopicList(name: name) {
      ops.append(Op(kind: .topic, capital: capital, a: Int32(list.rawValue)))
    } else if name.first == "x", let list = TopicList(name: name.dropFirst()) {
      ops.append(Op(kind: .other, capital: capital, a: Int32(list.rawValue)))
    } else if let hash = name.firstIndex(of: "#"), let rule = numbers[name[..<hash]],
      let letter = name[hash...].utf8.dropFirst().first
    {
      let (a, b) = (Int32(rule.rawValue), Int32(letter) - 97)
      ops.append(Op(kind: .numbered, capital: capital, a: a, b: b))
    } else if let rule = numbers[name] {
      ops.append(Op(kind: .rule, capital: capital, a: Int32(rule.rawValue)))
    } else {
      preconditionFailure("no slot {\(text)}")
    }
  }
}

/// What a topic knows of itself.
enum TopicList: Int, CaseIterable, Sendable {
  case step, item, pitfall, reason

  init?(mark: Character) {
    switch mark {
    case "+": self = .step
    case "*": self = .item
    case "-": self = .pitfall
    case "=": self = .reason
    default: return nil
    }
  }

  init?(name: Substring) {
    switch name {
    case "step": self = .step
    case "item": self = .item
    case "pitfall": self = .pitfall
    case "reason": self = .reason
    default: return nil
    }
  }
}
