internal import Endpoints
internal import Pipeline
internal import Records
internal import Rules
internal import Scoring
internal import Store

/// Scores the responses of a batch by the rubrics of their prompts.
struct RubricScoring {
  let stage: RubricScoreStage
  let batch: ResponseBatch
  let rubrics: RubricReader

  /// What came of a batch.
  struct Found {
    var batch: CorpusBatch
    /// Whether all answers are there: offline some may be missing.
    var isWhole = true
    /// Scored responses with who wrote them.
    var scores: [(score: Double, models: [String], values: [String])] = []
    /// HealthBench's score of the criteria of a tag, by response and tag.
    var tags: [(tag: String, score: Double)] = []
  }

  /// A response under a rubric.
  private struct Case {
    var prompt: Int
    var response: Int
    var rubric: Rubric
    /// Shape (criteria, answers).
    var met: [[Double]]
    /// The judge's single number.
    var rating: [Double] = []
    /// Why there is no score.
    var left: String?
  }

  /// One question to the judge.
  private struct Question {
    var place: Int
    /// `nil` for all criteria together.
    var criterion: Int?
    var sample: Int
  }

  /// Decides by program, and where there is a judge asks it.
  func run(asking client: EndpointClient?) throws(WinnowError) -> Found {
    var found = Found(batch: CorpusBatch(pairs: batch.pairs.count))
    var cases = try open(&found) { checked($0, $1) }
    if let client, let judge = stage.judge { try ask(client, judge, &cases, &found) }
    finish(cases, &found)
    return found
  }

  /// Decides by what is kept of a run that goes on.
  func run(by kept: JudgementReader) throws(WinnowError) -> Found {
    var found = Found(batch: CorpusBatch(pairs: batch.pairs.count))
    var cases = try open(&found) { number, rubrics in
      rubrics.flatMap { rubric in
        batch.prompts[number].responses.map {
          Case(
            prompt: number, response: $0, rubric: rubric, met: rubric.criteria.map { _ in [] })
        }
      }
    }
    for place in cases.indices {
      let row = batch.responses[cases[place].response].row
      for own in try kept.judgements(of: .response(row)) where own.rubric == cases[place].rubric.id
      {
        guard let outcome = own.outcome else { continue }
        if let criterion = own.criterion {
          if cases[place].met.indices.contains(criterion) {
            cases[place].met[criterion].append(outcome)
          }
        } else {
          cases[place].rating.append(outcome)
        }
      }
    }
    finish(cases, &found)
    return found
  }

  /// The cases of all prompts that have a rubric.
  private func open(
    _ found: inout Found, _ make: (Int, [Rubric]) -> [Case]
  ) throws(WinnowError) -> [Case] {
    var cases: [Case] = []
    for (number, prompt) in batch.prompts.enumerated() {
      let own = try rubrics.rubrics(of: prompt.row)
      guard !own.isEmpty else {
        found.batch.counts["not scored: the prompt has no rubric"] += prompt.responses.count
        continue
      }
      if own.contains(where: \.isLearned) {
        found.batch.counts[RubricTotals.learned] += prompt.pairs.count
      }
      cases += make(number, own)
    }
    return cases
  }

  // MARK: What a program checks

  private func checked(_ number: Int, _ rubrics: [Rubric]) -> [Case] {
    let prompt = batch.prompts[number]
    var reading = MetCriteria(batch, prompt, AnswerFeatures(longest: 1 << 20))
    return rubrics.flatMap { rubric -> [Case] in
      // By criterion, of each response.
      let met = rubric.criteria.map { own -> [Double]? in
        guard stage.aggregate != .implicit else { return nil }
        return own.check.flatMap { CriterionCheck($0) }.map { reading.met($0) }
      }
      return prompt.responses.enumerated().map { place, response in
        Case(
          prompt: number, response: response, rubric: rubric,
          met: met.map { $0.map { [$0[place]] } ?? [] })
      }
    }
  }

  // MARK: What a judge decides

  private func ask(
    _ client: EndpointClient, _ judge: RubricScoreStage.Judge, _ cases: inout [Case],
    _ found: inout Found
  ) throws(WinnowError) {
    let questions = questions(cases)
    let texts = EndpointTexts(batch: batch, limit: stage.maxChars)
    let exchange = ChatExchange(model: judge.endpoint.model, sampling: judge.sampling)
    let asked = cases
    let answered = try client.askOnce(exchange, questions.count) { number in
      let own = questions[number]
      let place = asked[own.place]
      let demand =
        own.criterion.map { GraderTemplate.demand(place.rubric.criteria[$0]) }
        ?? GraderTemplate.demands(place.rubric.criteria)
      let words = stage.template.filled(
        texts.text(batch.prompts[place.prompt].text),
        texts.text(batch.responses[place.response].body), demand)
      return (words, own.sample)
    }
    UnansweredQuestions.add(answered.tally, to: &found.batch.counts)
    guard let answers = answered.answers else {
      found.isWhole = false
      return
    }
    for (question, answer) in zip(questions, answers) { take(answer, to: question, &cases, &found) }
  }

  private func questions(_ cases: [Case]) -> [Question] {
    cases.enumerated().flatMap { place, own -> [Question] in
      if stage.aggregate == .implicit {
        return (0..<stage.samples).map { Question(place: place, criterion: nil, sample: $0) }
      }
      return own.met.indices.filter { own.met[$0].isEmpty }.flatMap { criterion in
        (0..<stage.samples).map { Question(place: place, criterion: criterion, sample: $0) }
      }
    }
  }

  private func take(
    _ answer: Result<ChatExchange.Answer, AnswerFailure>, to question: Question,
    _ cases: inout [Case], _ found: inout Found
  ) {
    let place = question.place
    let rubric = cases[place].rubric
    var judgement = Judgement(
      .response(batch.responses[cases[place].response].row), rubric: rubric.id, outcome: nil)
    judgement.criterion = question.criterion
    judgement.sample = question.sample
    defer { found.batch.judgements.append(judgement) }
    guard case .success(let answer) = answer else { return }
    if let criterion = question.criterion {
      let levels = rubric.criteria[criterion].levels.count
      guard let reply = GraderReply.read(answer.text, levels: levels) else { return }
      cases[place].met[criterion].append(reply.outcome)
      (judgement.outcome, judgement.words) = (reply.outcome, reply.explanation)
    } else if let rating = JudgeLine.rating(in: answer.text), (1...10).contains(rating) {
      cases[place].rating.append((rating - 1) / 9)
      (judgement.outcome, judgement.words) = ((rating - 1) / 9, answer.text)
    }
  }

  // MARK: Scores

  private func finish(_ cases: [Case], _ found: inout Found) {
    // By response, of each rubric: the score, then those by stage.
    var sums: [Int: [[Double]]] = [:]
    var why: [Int: String] = [:]
    var order: [Int] = []
    var known: [Int64: Double] = [:]
    let values = values
    for own in cases {
      if sums[own.response] == nil { order.append(own.response) }
      switch score(own, &found) {
      case .success(let score): sums[own.response, default: []].append(score)
      case .failure(let left):
        sums[own.response, default: []] += []
        why[own.response] = left.why
      }
    }
    for response in order {
      let own = batch.responses[response]
      guard let scores = sums[response], !scores.isEmpty, why[response] == nil else {
        found.batch.counts["not scored: \(why[response] ?? "")"] += 1
        continue
      }
      let means = stage.givenScores.indices.map { k in
        scores.reduce(0) { $0 + $1[k] } / Double(scores.count)
      }
      guard means.allSatisfy(\.isFinite) else {
        found.batch.counts["not scored: the weights have no finite sum"] += 1
        continue
      }
      found.batch.scores += zip(stage.givenScores, means).map {
        ResponseScore(response: own.row, name: $0, value: $1)
      }
      known[own.row] = means[0]
      found.batch.counts[RubricTotals.scored] += 1
      found.scores.append((means[0], own.models, values[response] ?? []))
    }
    for pair in batch.pairs {
      guard let (chosen, rejected) = pair.ordered,
        let one = known[batch.responses[chosen].row],
        let other = known[batch.responses[rejected].row]
      else { continue }
      found.batch.counts[
        one > other ? RubricTotals.agreeing : one < other ? RubricTotals.opposed : RubricTotals.tied
      ] += 1
    }
  }

  private struct Left: Error { let why: String }

  /// The score, and those by stage of a training.
  private func score(_ own: Case, _ found: inout Found) -> Result<[Double], Left> {
    if stage.aggregate == .implicit {
      return own.rating.isEmpty
        ? .failure(Left(why: "no rating in the answer"))
        : .success([own.rating.reduce(0, +) / Double(own.rating.count)])
    }
    var (criteria, met): ([Criterion], [Double]) = ([], [])
    for (number, criterion) in own.rubric.criteria.enumerated() {
      let answers = own.met[number]
      guard !answers.isEmpty else {
        if stage.isPartial { continue }
        return .failure(
          Left(
            why: stage.judge == nil
              ? "a criterion needs a judge" : "no usable answer to a criterion"))
      }
      criteria.append(criterion)
      met.append(answers.reduce(0, +) / Double(answers.count))
      guard criterion.check.flatMap({ CriterionCheck($0) }) != nil else { continue }
      var judgement = Judgement(
        .response(batch.responses[own.response].row), rubric: own.rubric.id, outcome: met.last)
      judgement.criterion = number
      found.batch.judgements.append(judgement)
    }
    guard let score = stage.aggregate.score(criteria, met: met) else {
      return .failure(
        Left(
          why: criteria.isEmpty
            ? "nobody decides any of its criteria" : "its rubric has no weight above 0"))
    }
    if stage.aggregate == .healthbench {
      for tag in Set(criteria.flatMap(\.tags)).sorted() where RubricTotals.isShown(tag) {
        let rows = zip(criteria, met).filter { $0.0.tags.contains(tag) }
        if let own = RubricAggregate.points(rows) { found.tags.append((tag, own)) }
      }
    }
    return .success(
      [score]
        + stage.thresholds.map { threshold in
          let strict = zip(criteria, met).map { own, met in
            met >= (own.weight < 0 ? 1 - threshold : threshold) ? 1.0 : 0
          }
          return stage.aggregate.score(criteria, met: strict) ?? score
        })
  }

  /// By response, the values of its prompt's records by which means are told.
  private var values: [Int: [String]] {
    guard let by = stage.by else { return [:] }
    var found: [Int: [String]] = [:]
    for prompt in batch.prompts {
      let own = prompt.extras.compactMap { RecordValue.read($0, by) }.flatMap { value in
        (value.array ?? [value]).compactMap { $0.string ?? $0.int.map(String.init) }
      }
      for response in prompt.responses { found[response] = Set(own).sorted() }
    }
    return found
  }
}
