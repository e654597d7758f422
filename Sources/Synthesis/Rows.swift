extension SyntheticCorpus {
  /// Writes row `index`, with its newline.
  func row(_ index: Int, _ writer: inout Writer) {
    let start = writer.sink.count
    let original = original(index)
    let (better, worse) = responses(original)
    let flipped = isFlipped(index)
    let (chosen, rejected) = flipped ? (worse, better) : (better, worse)
    let dirt = dirt(index)

    writer.sink.append(#"{"prompt":"#)
    let task = prompt(original / options.pairsPerPrompt, &writer)
    answers(chosen, rejected, task, dirt, &writer)
    writer.sink.append(#","id":"synth-"#)
    number(options.seed, writer.sink)
    writer.sink.append("-")
    writer.sink.append(number: index)
    writer.sink.append(flipped ? #"","flipped":true"# : #"","flipped":false"#)
    writer.sink.append(#","quality_chosen":"#)
    quality(chosen, writer.sink)
    writer.sink.append(#","quality_rejected":"#)
    quality(rejected, writer.sink)
    writer.sink.append(#","model_chosen":""#)
    writer.sink.append(Self.models[chosen.model])
    writer.sink.append(#"","model_rejected":""#)
    writer.sink.append(Self.models[rejected.model])
    writer.sink.append(#""}"#)
    if dirt == .cutLine {
      writer.sink.truncate(to: start + (writer.sink.count - start) * 2 / 3)
      // A cut inside a character would be two kinds of damage in one row.
      while let last = unsafe writer.sink.bytes.last, last >= 0x80 {
        writer.sink.truncate(to: writer.sink.count - 1)
      }
    }
    writer.sink.append("\n")
  }

  /// A response before it is written: its own stream of random numbers, and how good it is.
  struct Response {
    /// Its place among the responses to the prompt, from 0.
    var number: Int
    var seed: UInt64
    /// 0 … 1000.
    var quality: Int
    var model: Int
  }

  /// The two responses of row `index`, which repeats no other: the better one and the worse.
  private func responses(_ index: Int) -> (Response, Response) {
    let prompt = index / options.pairsPerPrompt
    let (first, second) = sides(index % options.pairsPerPrompt)
    var (a, b) = (response(prompt, first), response(prompt, second))
    if isTie(index) {
      // The one with the higher quality gives way, so that a tie is not always a good pair.
      let level = min(a.quality, b.quality)
      (a.quality, b.quality) = (level, level)
      return SplitMix64.seed(options.seed, .sides, index) & 1 == 0 ? (a, b) : (b, a)
    }
    return a.quality > b.quality ? (a, b) : (b, a)
  }

  /// The `ordinal`-th of the pairs (0, 1), (0, 2), (1, 2), (0, 3) … of responses.
  private func sides(_ ordinal: Int) -> (Int, Int) {
    var (second, rest) = (1, ordinal)
    while rest >= second {
      rest -= second
      second += 1
    }
    return (rest, second)
  }

  /// Qualities of a prompt's responses stand in a random order, a random but equal step apart.
  private func response(_ prompt: Int, _ number: Int) -> Response {
    let count = options.responsesPerPrompt
    var random = SplitMix64(SplitMix64.seed(options.seed, .quality, prompt))
    let widest = 900 / (count - 1)
    let step = random.pick(widest / 5...widest)
    let lowest = random.below(1001 - step * (count - 1))
    let turn = random.below(count)
    let falling = random.chance(500)
    var rank = (number + turn) % count
    if falling { rank = count - 1 - rank }
    let quality = lowest + rank * step
    let seed = SplitMix64.seed(SplitMix64.seed(options.seed, .response, prompt), .response, number)
    var own = SplitMix64(SplitMix64.mix(seed))
    // Better responses come more often, not always, from the models further down the list.
    let model = quality * Self.models.count / 1001 + own.pick(-2...2)
    let last = Self.models.count - 1
    return Response(
      number: number, seed: seed, quality: quality, model: min(max(model, 0), last))
  }

  private static let models: [StaticString] = [
    "linnet-1b", "wren-2b", "siskin-3b", "dunlin-7b", "plover-8b", "heron-13b", "osprey-34b",
    "condor-70b",
  ]

  private func quality(_ response: Response, _ sink: TextSink) {
    sink.append(response.quality == 1000 ? "1." : "0.")
    sink.append(number: response.quality % 1000, width: 3)
  }

  private func number(_ value: UInt64, _ sink: TextSink) {
    let billion: UInt64 = 1_000_000_000
    if value >= billion {
      sink.append(number: Int(value / billion))
      sink.append(number: Int(value % billion), width: 9)
    } else {
      sink.append(number: Int(value))
    }
  }
}

extension SyntheticCorpus {
  /// Writes prompt `index` as a JSON value, leaves its facts drawn, and returns what it asks last.
  private func prompt(_ index: Int, _ writer: inout Writer) -> TaskKind {
    let group = index / options.promptsPerGroup
    let turns = index % options.promptsPerGroup
    let seed = SplitMix64.seed(options.seed, .prompt, group)
    let sink = writer.sink
    let task = facts(seed, &writer)
    sink.append(options.shape == .standard ? "\"" : #"[{"role":"user","content":""#)
    writer.ask(task)
    guard options.shape == .conversational else {
      sink.append("\"")
      return task
    }
    for turn in 0..<turns {
      writer.random = SplitMix64(SplitMix64.seed(seed, .response, turn))
      sink.append(#""},{"role":"assistant","content":""#)
      writer.respond(turn == 0 ? task : .advice, quality: 980)
      sink.append(#""},{"role":"user","content":""#)
      writer.write(.followUp)
    }
    sink.append(#""}]"#)
    return turns == 0 ? task : .advice
  }

  /// Draws the facts of the prompt with this seed and returns its task.
  private func facts(_ seed: UInt64, _ writer: inout Writer) -> TaskKind {
    writer.random = SplitMix64(seed)
    let kinds = options.promptsPerGroup > 1 ? TaskKind.open : TaskKind.allCases.count
    let task = TaskKind.allCases[writer.random.below(kinds)]
    writer.drawFacts(task)
    return task
  }

  /// Writes both sides; where one comes out equal to the other or to its beginning, the later one
  /// is written again in other words.
  private func answers(
    _ chosen: Response, _ rejected: Response, _ task: TaskKind, _ dirt: Dirt?,
    _ writer: inout Writer
  ) {
    var (chosen, rejected) = (chosen, rejected)
    let sink = writer.sink
    let start = sink.count
    // Sixteen such drafts in a row do not happen; the bound keeps this a loop that ends.
    let closing = options.shape == .standard ? 1 : 3
    for attempt in 1...16 {
      sink.append(#","chosen":"#)
      let first = sink.count
      response(chosen, task, dirt, chosen: true, &writer)
      let firstEnd = sink.count
      sink.append(#","rejected":"#)
      let second = sink.count
      response(
        dirt == .identicalResponses ? chosen : rejected, task, dirt, chosen: false, &writer)
      if dirt != nil { return }
      let alike = sink.isPrefix(first..<firstEnd - closing, second..<sink.count - closing)
      if !alike || attempt == 16 { return }
      sink.truncate(to: start)
      if chosen.number > rejected.number {
        chosen.seed = SplitMix64.mix(chosen.seed)
      } else {
        rejected.seed = SplitMix64.mix(rejected.seed)
      }
    }
  }

  private func response(
    _ response: Response, _ task: TaskKind, _ dirt: Dirt?, chosen: Bool, _ writer: inout Writer
  ) {
    let sink = writer.sink
    if chosen, dirt == .wrongType { return sink.append("17") }
    if chosen, dirt == .missingField { return sink.append("null") }
    sink.append(options.shape == .standard ? "\"" : #"[{"role":"assistant","content":""#)
    writer.random = SplitMix64(response.seed)
    if dirt != .emptyResponse || chosen { writer.respond(task, quality: response.quality) }
    if !chosen, let dirt { dirt.spoil(sink) }
    sink.append(options.shape == .standard ? "\"" : #""}]"#)
  }
}
