extension Writer {
  /// Writes a response to the prompt whose facts are drawn.
  ///
  /// `quality` is 0 … 1000: of each thing that can go wrong, the chance falls with it. How long a
  /// response gets does not depend on it.
  mutating func respond(_ task: TaskKind, quality: Int) {
    shuffleTopic()
    let faults = Faults(quality: quality)
    let start = sink.count
    if random.chance(300) {
      write(random.chance(faults.chatter) ? .chatter : .opener)
      sink.append(" ")
    }
    if random.chance(faults.refusal) {
      write(.refusal)
      sentences(random.pick(2...5), .hedge, Faults(quality: 1000), first: false)
    } else {
      answer(task, faults)
    }
    if random.chance(faults.cut) {
      let length = sink.count - start
      sink.cut(at: sink.count - random.below(length / 4 + 1) - 8, notBefore: start + length / 2)
    } else if random.chance(200) {
      sink.append(" ")
      write(.closer)
    }
  }

  private mutating func answer(_ task: TaskKind, _ faults: Faults) {
    switch task {
    case .advice: adviceAnswer(faults)
    case .list: lines(.listIntro, .listLine, vague: 500, faults)
    case .plan: lines(.planIntro, .planLine, vague: 120, faults)
    case .why: whyAnswer(faults)
    case .choice: choice(faults)
    case .summary: summary(faults)
    case .extract: extract(faults)
    case .polite: polite(faults)
    case .maths: maths(faults)
    case .code: code(faults)
    }
  }

  private mutating func adviceAnswer(_ faults: Faults) {
    let length = random.pick(3...7)
    let place = random.below(length)
    for index in 0..<length {
      if index > 0 { gap() }
      if index == place { limitMet(faults) } else { sentence(.advice, faults) }
    }
  }

  private mutating func whyAnswer(_ faults: Faults) {
    for index in 0..<random.pick(3...6) {
      if index > 0 { gap() }
      if random.chance(faults.sentence) {
        // Two, as the good ones of this kind are long.
        bad()
        if random.chance(750) {
          sink.append(" ")
          write(random.chance(500) ? .vague : .hedge)
        }
      } else {
        write(.why)
      }
    }
  }

  /// A sentence that heeds the condition the prompt names; a bad one gets it wrong.
  private mutating func limitMet(_ faults: Faults) {
    if random.chance(faults.sentence) {
      if random.chance(500) { return bad() }
      lie()
    }
    write(.limitMet, number: integer("l"))
    truth()
  }

  /// `count` sentences, most of them by `rule`.
  private mutating func sentences(_ count: Int, _ rule: Rule, _ faults: Faults, first: Bool = true)
  {
    for index in 0..<count {
      if index > 0 || !first { gap() }
      sentence(rule, faults)
    }
  }

  private mutating func sentence(_ rule: Rule, _ faults: Faults) {
    if random.chance(faults.sentence) {
      bad()
      if random.chance(250) {
        sink.append(" ")
        write(.vague)
      }
    } else {
      write(rule)
    }
  }

  /// One sentence that helps nobody.
  private mutating func bad() {
    switch random.below(100) {
    case ..<40: write(.hedge)
    case ..<70: write(.harm)
    case ..<95: write(.stray)
    default: write(.chatter)
    }
  }

  private mutating func gap() { sink.append(random.chance(180) ? #"\n\n"# : " ") }

  private mutating func lines(_ intro: Rule, _ line: Rule, vague: Int, _ faults: Faults) {
    var length = integer("n")
    if random.chance(faults.count) {
      let change = random.pick(1...2)
      length = random.chance(500) ? length + change : max(1, length - change)
    }
    write(intro)
    let numbered = random.chance(500)
    for index in 1...length {
      sink.append(#"\n"#)
      if numbered {
        sink.append(number: index)
        sink.append(". ")
      } else {
        sink.append("- ")
      }
      if random.chance(faults.sentence) { badLine(vague: vague) } else { write(line) }
    }
    if random.chance(200) {
      sink.append(#"\n\n"#)
      sentence(.advice, faults)
    }
  }

  private mutating func badLine(vague: Int = 450) {
    if random.chance(vague) { write(.vague) } else { bad() }
  }

  private mutating func choice(_ faults: Faults) {
    if random.chance(faults.sentence) { write(.waver) } else { write(.verdict) }
    sentences(random.pick(2...4), .choiceGround, faults, first: false)
    if random.chance(faults.sentence / 2) {
      // Takes back what was said at the beginning.
      sink.append(" ")
      lie()
      write(.verdict)
      truth()
    }
  }

  /// The facts in short, or something else of about that length.
  private mutating func summary(_ faults: Faults) {
    if random.chance(faults.evasion) {
      bad()
      gap()
      write(.hedge)
    } else {
      if random.chance(faults.sentence) { lie() }
      write(.summary)
      truth()
    }
    if random.chance(400) {
      gap()
      if random.chance(faults.sentence) { badLine() } else { write(.advice) }
    }
  }

  private mutating func extract(_ faults: Faults) {
    if random.chance(faults.sentence) { write(.vague) } else { write(.extractFrame) }
    sink.append(#"\n"#)
    if random.chance(faults.evasion) {
      write(.hedge)
    } else {
      if random.chance(faults.sentence) { lie() }
      write(.extractLine)
      truth()
    }
    sink.append(#"\n\n"#)
    if random.chance(faults.sentence) { badLine(vague: 800) } else { write(.extractNote) }
  }

  private mutating func polite(_ faults: Faults) {
    if random.chance(faults.evasion) {
      // The message as it came, and talk about it.
      write(.blunt, number: integer("q"))
    } else {
      if random.chance(faults.sentence) { lie() }
      write(.polite, number: integer("q"))
      truth()
    }
    sentences(random.pick(1...2), .politeFrame, faults, first: false)
  }

  private mutating func maths(_ faults: Faults) {
    if random.chance(600) {
      if random.chance(faults.sentence) { write(.mathsGuess) } else { write(.mathsFrame) }
      sink.append(" ")
    }
    let task = integer("q")
    if random.chance(faults.sentence) { lie() }
    if random.chance(faults.evasion) {
      write(.mathsGuess)
      sink.append(" ")
      write(.mathsGuess)
    } else {
      write(.mathsWork, number: task)
    }
    if random.chance(faults.evasion) {
      sink.append(" ")
      write(.mathsGuess)
    } else {
      sink.append(" ")
      write(.mathsResult, number: task)
    }
    truth()
    sink.append(" ")
    if random.chance(faults.sentence) { badLine() } else { write(.mathsTip) }
  }

  private mutating func code(_ faults: Faults) {
    let task = integer("q")
    if random.chance(faults.sentence) { write(.vague) } else { write(.codeFrame) }
    if random.chance(faults.evasion) {
      sentences(random.pick(1...2), .codeEvasion, Faults(quality: 1000), first: false)
    } else {
      sink.append(#"\n\n```python\n"#)
      write(random.chance(faults.sentence) ? .codeWrong : .codeRight, number: task)
      if !random.chance(faults.cut) { sink.append(#"\n```"#) }
    }
    sink.append(#"\n\n"#)
    if random.chance(faults.sentence) {
      write(.codeEvasion)
    } else {
      write(.codeNote, number: task)
    }
    sink.append(" ")
    if random.chance(faults.sentence) { badLine() } else { write(.codeTip) }
  }
}

/// How often a response of some quality goes wrong in one way, in thousandths.
struct Faults {
  /// A sentence is bad, or a fact or step wrong.
  let sentence: Int
  /// The task is talked about and not done.
  let evasion: Int
  /// The number of lines is not the one asked for.
  let count: Int
  /// It breaks off.
  let cut: Int
  /// Flattery stands before it.
  let chatter: Int
  /// It refuses.
  let refusal: Int

  /// - Parameter quality: 0 … 1000.
  init(quality: Int) {
    let bad = 1000 - quality
    sentence = 20 + bad * 90 / 100
    evasion = bad * 30 / 100
    count = 20 + bad * 60 / 100
    cut = bad * 16 / 100
    chatter = bad * 60 / 100
    refusal = bad * bad / 1000 * 10 / 100
  }
}
