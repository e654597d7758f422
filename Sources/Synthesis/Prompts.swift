/// What a prompt asks for.
enum TaskKind: Int, CaseIterable, Sendable {
  case advice, list, plan, why, choice, summary, extract, polite, maths, code

  /// Those about a topic, which a dialogue can go on from.
  static let open = 5

  var question: Rule {
    switch self {
    case .advice: .askAdvice
    case .list: .askList
    case .plan: .askPlan
    case .why: .askWhy
    case .choice: .askChoice
    case .summary: .askSummary
    case .extract: .askExtract
    case .polite: .askPolite
    case .maths: .mathsTask
    case .code: .askCode
    }
  }

  /// The rule whose alternatives are the variants of the task.
  var variants: Rule {
    switch self {
    case .summary: .passage
    case .extract: .note
    case .polite: .blunt
    case .maths: .mathsTask
    case .code: .codeTask
    default: .limit
    }
  }
}

extension Writer {
  /// Draws the facts of a prompt, and wrong ones beside them.
  mutating func drawFacts(_ task: TaskKind) {
    let topic = random.below(grammar.topics.count)
    let step = 1 + random.below(grammar.topics.count - 1)
    setTopics(topic, other: (topic + step) % grammar.topics.count)
    for (register, rule) in Self.people {
      let (right, wrong) = two(rule)
      set(register, phrase: right, wrong: wrong)
    }
    let names = two(.name)
    set("N", phrase: names.0)
    set("M", phrase: names.1)
    let function = two(.function)
    set("H", phrase: function.0)
    let items = two(.item)
    set("I", phrase: items.0, wrong: items.1)
    set("J", phrase: items.1, wrong: items.0)
    let reasons = two(.reason)
    set("R", phrase: reasons.0, wrong: reasons.1)
    let pitfalls = two(.pitfall)
    set("A", phrase: pitfalls.0, wrong: pitfalls.1)
    drawNumbers()
    set("q", random.below(count(task.variants)))
    if task == .maths { drawSums(integer("q")) }
    if task.rawValue > TaskKind.summary.rawValue { set("T", phrase: two(.errand).0) }
  }

  private static let people: [(Unicode.Scalar, Rule)] = [
    ("W", .who), ("P", .place), ("D", .day), ("F", .paper), ("O", .relative), ("V", .variable),
    ("K", .event), ("B", .thing),
  ]

  private mutating func drawNumbers() {
    set("l", random.below(count(.limit)))
    set("n", random.pick(3...6))
    let ranges: [(Unicode.Scalar, ClosedRange<Int>, Int)] = [
      ("m", 2...12, 5), ("b", 4...80, 5), ("s", 18...95, 1), ("t", 2...7, 1), ("d", 3...14, 1),
      ("g", 9...79, 1), ("h", 8...20, 1), ("e", 2...11, 5), ("p", 12...199, 10), ("a", 3...29, 1),
      ("c", 2...9, 1),
    ]
    for (register, range, unit) in ranges {
      let right = random.pick(range)
      let span = range.upperBound - range.lowerBound
      let wrong =
        range.lowerBound + (right - range.lowerBound + 1 + random.below(span)) % (span + 1)
      set(register, right * unit, wrong: wrong * unit)
    }
    // A lie changes what the note says, not how much of something there is.
    set("a", integer("a"))
    set("c", integer("c"))
  }

  /// Draws the numbers of the maths task that `task` picks: the givens, steps and result.
  private mutating func drawSums(_ task: Int) {
    let (a, c, x) = (random.pick(3...39), random.pick(2...12), random.pick(2...60))
    let off = random.pick(1...9)
    var (b, given, steps, result) = (a, c, 0, 0)
    switch task {
    case 0:
      let cost = a * integer("p")
      let notes = (cost / 2000 + 1) * 20
      (given, steps, result) = (notes, cost, notes * 100 - cost)
    case 1: (steps, result) = (a * c, 2 * a * c)
    case 2: (b, steps, result) = (x, a * c, a * c + x)
    case 3: (b, steps, result) = (x, 2 * (a + x), 2 * (a + x) * c)
    case 4: (b, steps, result) = (a * x, x, x * c)
    default: (steps, result) = (2 * x + a, x)
    }
    set("a", a)
    set("b", b)
    set("c", given)
    let cents = task == 0 ? 100 : 1
    // The price is one number for question and answer; the slips are in what is worked out.
    set("p", integer("p"))
    set("t", steps, wrong: task == 5 ? steps : steps + (off % 2 == 0 ? off * cents : 0))
    set("s", 2 * x, wrong: 2 * x + off)
    set("r", result, wrong: result + off * cents)
  }

  /// Writes the question itself.
  mutating func ask(_ task: TaskKind) {
    // The first letter of a prompt is a capital, whatever slot it opens with.
    let start = sink.count
    if task == .maths { write(.mathsTask, number: integer("q")) } else { write(task.question) }
    sink.capitalise(at: start)
    if task == .maths, random.chance(400) {
      sink.append(" ")
      write(.manner)
    }
  }
}
