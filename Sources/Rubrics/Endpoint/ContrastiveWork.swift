internal import Endpoints
internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Makes and tests the rubrics of some prompts: all that is open is written, then all of that judged, then tried again.
struct ContrastiveWork {
  let stage: ContrastiveEndpointStage
  let batch: ResponseBatch
  let part: PromptPart
  /// Of each pair of the batch.
  let classes: [NoiseClasses.Class?]
  private(set) var drafts: [RubricDraft] = []
  /// What the judge said of pairs without a rubric, by place of the pair.
  private(set) var controls: [Int: PairVotes] = [:]
  private(set) var counts = Counts()
  private let texts: EndpointTexts

  init(
    stage: ContrastiveEndpointStage, batch: ResponseBatch, part: PromptPart,
    classes: [NoiseClasses.Class?]
  ) {
    self.stage = stage
    self.batch = batch
    self.part = part
    self.classes = classes
    texts = EndpointTexts(batch: batch, limit: stage.maxChars)
    for prompt in part.prompts { draft(prompt) }
  }

  /// - Returns: whether all of it is answered; offline it may not be.
  mutating func run(_ asking: RubricAsking) throws(WinnowError) -> Bool {
    for attempt in 0..<stage.attempts {
      let open = drafts.indices.filter { !drafts[$0].isSettled }
      guard !open.isEmpty else { break }
      guard try write(open, attempt, asking) else { return false }
      guard try test(open.filter { drafts[$0].criteria != nil }, asking) else { return false }
    }
    return true
  }

  // MARK: What is to be made

  private mutating func draft(_ place: Int) {
    let prompt = batch.prompts[place]
    var counted: [Int] = []
    for pair in prompt.pairs {
      if batch.pairs[pair].ordered == nil {
        counts[ContrastiveTotals.undecided] += 1
      } else if stage.only == .robust, classes[pair] != .robust {
        counts[ContrastiveTotals.notRobust] += 1
      } else {
        counted.append(pair)
      }
    }
    guard !counted.isEmpty else { return }
    guard counted.count <= stage.maxPairs else {
      counts[ContrastiveTotals.tooMany] += counted.count
      return
    }
    if stage.form == .listwise {
      if let order = order(of: counted, prompt) {
        return drafts.append(
          RubricDraft(prompt: place, source: .chain(order), own: counted, tested: counted))
      }
    }
    drafts += counted.map {
      RubricDraft(prompt: place, source: .pair($0), own: [$0], tested: counted)
    }
  }

  /// The responses of a prompt by the decisions on its pairs; `nil` where these give no order, which is counted.
  private mutating func order(of counted: [Int], _ prompt: ResponseBatch.Prompt) -> [Int]? {
    guard !batch.pairs[prompt.pairs].contains(where: { $0.decision == .tie }) else {
      counts[ContrastiveTotals.unordered + "with ties"] += 1
      return nil
    }
    let pairs = counted.compactMap { batch.pairs[$0].ordered }
    switch PreferenceChain.order(pairs.map { ($0.chosen, $0.rejected) }) {
    case .success(let order): return order
    case .failure(let gap):
      counts[ContrastiveTotals.unordered + gap.rawValue] += 1
      return nil
    }
  }

  // MARK: Writing

  private mutating func write(
    _ open: [Int], _ attempt: Int, _ asking: RubricAsking
  ) throws(WinnowError) -> Bool {
    var told = Counts()
    let replies = try asking.rubrics(open.count, attempt: attempt, &told) {
      words(drafts[open[$0]])
    }
    counts.add(told)
    guard let replies else { return false }
    for (draft, reply) in zip(open, replies) {
      let read = criteria(reply)
      if case .failure(let why) = read { counts[ContrastiveTotals.unwritten + why.rawValue] += 1 }
      drafts[draft].take(read, of: stage.attempts)
    }
    return true
  }

  private mutating func criteria(
    _ reply: Result<ChatExchange.Answer, AnswerFailure>
  ) -> Result<[Criterion], RubricReply.Failure> {
    let read = RubricReply.criteria(reply).map { all in
      (all.count, all.filter { !RubricReply.pointsAtResponse($0.text) }.compiled)
    }
    return read.flatMap { count, own in
      if own.count < count { counts[ContrastiveTotals.pointing] += count - own.count }
      return own.isEmpty ? .failure(.empty) : .success(own)
    }
  }

  private func words(_ draft: RubricDraft) -> String {
    let prompt = texts.text(batch.prompts[draft.prompt].text)
    switch draft.source {
    case .pair(let place):
      let ordered = batch.pairs[place].ordered
      return stage.prompts.generator.filled([
        ("{prompt}", prompt), ("{chosen}", text(ordered?.chosen)),
        ("{rejected}", text(ordered?.rejected)),
      ])
    case .chain(let order):
      return stage.prompts.listwise.filled([
        ("{prompt}", prompt), ("{responses}", RubricPrompts.list(order.map { text($0) })),
      ])
    }
  }

  private func text(_ response: Int?) -> String {
    response.map { texts.text(batch.responses[$0].body) } ?? ""
  }

  // MARK: Judging

  /// A question to the judge, but for the vote: a pair with the rubric of a draft, or without any.
  private struct Asked {
    var draft: Int?
    var prompt: Int
    var pair: Int
  }

  private mutating func test(
    _ written: [Int], _ asking: RubricAsking
  ) throws(WinnowError) -> Bool {
    var asked: [Asked] = []
    if stage.hasControl {
      for draft in written.map({ drafts[$0] }) {
        asked += draft.own.filter { controls[$0] == nil }
          .map { Asked(prompt: draft.prompt, pair: $0) }
      }
    }
    for place in written {
      let draft = drafts[place]
      asked += draft.tested.map { Asked(draft: place, prompt: draft.prompt, pair: $0) }
    }
    let width = 2 * stage.votes
    var told = Counts()
    let answers = try asking.verdicts(asked.count * width, &told) {
      (words(asked[$0 / width], isTurned: $0 % 2 == 1), $0 % width / 2)
    }
    counts.add(told)
    guard let answers else { return false }
    for (place, own) in asked.enumerated() {
      take(Array(answers[place * width..<(place + 1) * width]), own)
    }
    for draft in written { settle(draft) }
    return true
  }

  private func words(_ asked: Asked, isTurned: Bool) -> String {
    let pair = batch.pairs[asked.pair]
    let (first, second) = isTurned ? (pair.b, pair.a) : (pair.a, pair.b)
    var places = [
      ("{prompt}", texts.text(batch.prompts[asked.prompt].text)), ("{first}", text(first)),
      ("{second}", text(second)),
    ]
    guard let draft = asked.draft else { return stage.prompts.control.filled(places) }
    places.append(("{rubric}", drafts[draft].criteria?.numbered ?? ""))
    return stage.prompts.judge.filled(places)
  }

  private mutating func take(
    _ answers: [Result<ChatExchange.Answer, AnswerFailure>], _ asked: Asked
  ) {
    let winners = answers.enumerated().map { place, answer -> Bool? in
      switch answer {
      case .success(let answer):
        // Odd ones showed b first.
        JudgeLine.winner(in: answer.text).map { ($0 == .a) == (place % 2 == 0) }
      case .failure: nil
      }
    }
    let own = PairVotes(winners)
    counts[ContrastiveTotals.answers] += winners.count
    for case .failure(let failure) in answers {
      counts[ContrastiveTotals.unanswered + RubricReply.Failure(failure).rawValue] += 1
    }
    counts[ContrastiveTotals.silent] += own.silent
    guard let draft = asked.draft else {
      controls[asked.pair] = own
      return
    }
    counts[ContrastiveTotals.judged] += 1
    if own.verdict == .turned { counts[ContrastiveTotals.turned] += 1 }
    let label = batch.pairs[asked.pair].decision == .a
    var words: [Int: String] = [:]
    for (place, answer) in answers.enumerated() where winners[place] == label {
      if case .success(let answer) = answer { words[place] = answer.text }
    }
    drafts[draft].votes.append(own)
    drafts[draft].words.append(words)
  }

  private mutating func settle(_ place: Int) {
    let draft = drafts[place]
    let right = zip(draft.tested, draft.votes).map { pair, votes in
      votes.verdict == (batch.pairs[pair].decision == .a ? .a : .b)
    }
    let own = Set(draft.own)
    let shares = zip(draft.tested, draft.votes).filter { own.contains($0.0) }
      .map { share($0.1, $0.0) }
    drafts[place].settle(
      right, margin: Self.mean(shares) - 0.5, threshold: stage.threshold, of: stage.attempts)
  }

  /// The share of votes for the preferred answer.
  private func share(_ votes: PairVotes, _ pair: Int) -> Double {
    votes.share(ofA: batch.pairs[pair].decision == .a)
  }

  private static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(max(1, values.count))
  }

  /// How the judge leans to the preferred answers of a draft's own pairs without a rubric; `nil` if it was not asked.
  func controlMargin(_ draft: RubricDraft) -> Double? {
    let shares = draft.own.compactMap { pair in controls[pair].map { share($0, pair) } }
    return shares.count == draft.own.count ? Self.mean(shares) - 0.5 : nil
  }

  /// What the last rubric of a draft does to the judge; `nil` without a control.
  func effect(_ draft: RubricDraft) -> RubricEffect? {
    guard let margin = draft.margin, let control = controlMargin(draft) else { return nil }
    return RubricEffect(margin: margin, control: control)
  }
}
