internal import Endpoints
internal import Pipeline
internal import Records
internal import Store

/// Puts the questions about a batch of prompts to an endpoint and makes scores of the answers.
struct EndpointAsking {
  let stage: ScoreEndpointStage
  let client: EndpointClient

  /// What is said of a batch, and whether all of its answers are there: offline some may be missing.
  struct Outcome {
    var batch: CorpusBatch
    var isWhole = true

    /// Gives a response a score, or says why it has none.
    mutating func add(
      _ value: Result<Double, Missing>, to response: ResponseBatch.Response, _ name: String
    ) {
      switch value {
      case .success(let value):
        batch.scores.append(ResponseScore(response: response.row, name: name, value: value))
        batch.counts[EndpointTotals.scored] += 1
      case .failure(let why): batch.counts[EndpointTotals.left + why.rawValue] += 1
      }
    }
  }

  /// Why a response has no score.
  enum Missing: String, Error {
    case refused
    case malformed = "the answer has another form"
    case rejected = "not taken by the server"
    case noRating = "no rating in the answer"
    case noVerdict = "no verdict in the answers"
    case noPair = "no pair to compare it in"
    case notFinite = "the score is no finite number"

    init(_ failure: AnswerFailure) {
      self =
        switch failure {
        case .refused: .refused
        case .malformed: .malformed
        case .rejected: .rejected
        }
    }
  }

  func answers(to batch: ResponseBatch) throws(WinnowError) -> Outcome {
    var out = Outcome(batch: CorpusBatch(pairs: batch.pairs.count))
    if stage.ask == .pairwise {
      try compare(batch, &out)
    } else {
      let asked = batch.prompts.flatMap { prompt in prompt.responses.map { (prompt, $0) } }
      let values = try values(asked, EndpointTexts(batch: batch, limit: stage.maxChars), &out)
      for ((_, response), value) in zip(asked, values) {
        out.add(value, to: batch.responses[response], stage.output)
      }
    }
    return out
  }

  // MARK: A number for each response

  private func values(
    _ asked: [(prompt: ResponseBatch.Prompt, response: Int)], _ texts: EndpointTexts,
    _ out: inout Outcome
  ) throws(WinnowError) -> [Result<Double, Missing>] {
    let bodies = asked.map { ($0.prompt.text, texts.batch.responses[$0.response].body) }
    let model = stage.endpoint.model
    switch stage.ask {
    case .rating:
      let samples = stage.samples
      let answers = try ask(
        ChatExchange(model: model, sampling: stage.sampling), asked.count * samples, &out
      ) { k in
        let (prompt, response) = bodies[k / samples]
        return question([texts.text(prompt), texts.text(response)], k % samples)
      }
      return asked.indices.map { rating(answers[$0 * samples..<($0 + 1) * samples]) }
    case .score:
      let exchange = ScoreExchange(model: model, batch: stage.batch)
      return try ask(exchange, asked.count, &out) {
        ScoreExchange.Question(texts.text(bodies[$0].0), texts.text(bodies[$0].1))
      }.map(Self.finite)
    case .pooling:
      return try ask(PoolingExchange(model: model, batch: 1), asked.count, &out) {
        .dialogue(texts.dialogue(bodies[$0].0, bodies[$0].1))
      }.map { $0.flatMap { $0.reward.map { .success($0) } ?? .failure(.malformed) } }
        .map(Self.finite)
    case .classify:
      let answers = try ask(ClassifyExchange(model: model, batch: 1), asked.count, &out) {
        .dialogue(texts.dialogue(bodies[$0].0, bodies[$0].1))
      }
      var values: [Result<Double, Missing>] = []
      for answer in answers {
        if case .success(let answer) = answer { try check(answer) }
        values.append(Self.finite(answer.map { $0.probabilities[stage.classIndex] }))
      }
      return values
    case .pairwise: return []
    }
  }

  private static func finite(_ value: Result<Double, Missing>) -> Result<Double, Missing> {
    value.flatMap { $0.isFinite ? .success($0) : .failure(.notFinite) }
  }

  /// The mean of the ratings in the samples of an answer.
  private func rating(
    _ samples: ArraySlice<Result<ChatExchange.Answer, Missing>>
  ) -> Result<Double, Missing> {
    let read = samples.map { sample in
      sample.flatMap { answer -> Result<Double, Missing> in
        let rating = JudgeTemplate.rating(in: answer.text, low: stage.low, high: stage.high)
        return rating.map { .success($0) } ?? .failure(.noRating)
      }
    }
    let ratings = read.compactMap { try? $0.get() }
    guard ratings.isEmpty else {
      return .success(ratings.reduce(0, +) / Double(ratings.count))
    }
    return read.first ?? .failure(.noRating)
  }

  private func check(_ answer: ClassifyExchange.Answer) throws(WinnowError) {
    guard stage.classIndex >= answer.probabilities.count else { return }
    throw WinnowError(
      WinnowError.Code("no-such-class", exitStatus: 2),
      "the classifier has \(answer.probabilities.count) labels, none of which is `class: \(stage.classIndex)`",
      hint: "`class:` counts from 0")
  }

  // MARK: Verdicts on pairs

  private func compare(_ batch: ResponseBatch, _ out: inout Outcome) throws(WinnowError) {
    var asked: [(pair: ResponseBatch.Pair, prompt: Body)] = []
    for prompt in batch.prompts {
      for pair in batch.pairs[prompt.pairs] where pair.b >= 0 { asked.append((pair, prompt.text)) }
    }
    let texts = EndpointTexts(batch: batch, limit: stage.maxChars)
    let width = 2 * stage.samples
    let answers = try ask(
      ChatExchange(model: stage.endpoint.model, sampling: stage.sampling), asked.count * width,
      &out
    ) { k in
      let (pair, prompt) = asked[k / width]
      let (first, second) = k % 2 == 0 ? (pair.a, pair.b) : (pair.b, pair.a)
      return question(
        [
          texts.text(prompt), texts.text(batch.responses[first].body),
          texts.text(batch.responses[second].body),
        ], k % width / 2)
    }
    var won: [Int: (sum: Double, count: Int)] = [:]
    var seen: Set<Int> = []
    for (k, (pair, _)) in asked.enumerated() {
      seen.formUnion([pair.a, pair.b])
      guard let share = share(answers[k * width..<(k + 1) * width], pair, &out) else { continue }
      won[pair.a, default: (0, 0)].sum += share
      won[pair.a, default: (0, 0)].count += 1
      won[pair.b, default: (0, 0)].sum += 1 - share
      won[pair.b, default: (0, 0)].count += 1
    }
    for response in batch.responses.indices {
      let own = won[response].map { $0.sum / Double($0.count) }
      out.add(
        own.map { .success($0) } ?? .failure(seen.contains(response) ? .noVerdict : .noPair),
        to: batch.responses[response], stage.output)
    }
  }

  /// The share of the verdicts on a pair that a won; half where they go against each other when the answers change
  /// places. `nil` without a verdict.
  private func share(
    _ answers: ArraySlice<Result<ChatExchange.Answer, Missing>>, _ pair: ResponseBatch.Pair,
    _ out: inout Outcome
  ) -> Double? {
    let own = answers.map { answer in
      (try? answer.get()).flatMap { JudgeTemplate.verdict(in: $0.text) }
    }
    // Even ones show a first.
    let first = Self.mean(stride(from: 0, to: own.count, by: 2).compactMap { own[$0] })
    let second = Self.mean(
      stride(from: 1, to: own.count, by: 2).compactMap { own[$0] }.map { 1 - $0 })
    out.batch.counts[EndpointTotals.pairs] += 1
    guard var share = Self.mean([first, second].compactMap(\.self)) else { return nil }
    if let first, let second {
      if (first - 0.5) * (second - 0.5) < 0 {
        share = 0.5
        out.batch.counts[EndpointTotals.inconsistent] += 1
        out.batch.findings.append(
          Finding(
            .pair, pair.row,
            .mark(
              "position_inconsistent", evidence: "{\"a_first\":\(first),\"b_first\":\(second)}")))
      } else {
        out.batch.counts[EndpointTotals.consistent] += 1
      }
    }
    if stage.decides {
      out.batch.labels.append(
        LabelRow(
          pair: pair.row, decision: share > 0.5 ? .a : share < 0.5 ? .b : .tie,
          probability: share))
    }
    return share
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  // MARK: Asking

  private func ask<E: Exchange>(
    _ exchange: E, _ count: Int, _ out: inout Outcome, _ question: (Int) -> E.Question
  ) throws(WinnowError) -> [Result<E.Answer, Missing>] {
    let (found, tally) = try client.ask(exchange, goesOn: true, count: count, question)
    var answers = found.map { $0.mapError(Missing.init) }
    UnansweredQuestions.add(tally, to: &out.batch.counts)
    if tally.missing > 0 {
      out.isWhole = false
      // Nothing of it will be committed.
      answers += [Result<E.Answer, Missing>](
        repeating: .failure(.malformed), count: count - answers.count)
    }
    return answers
  }

  private func question(_ texts: [String], _ sample: Int) -> ChatExchange.Question {
    let words = stage.template.filled(
      texts, low: GoalTemplate.digits(stage.low), high: GoalTemplate.digits(stage.high))
    return ChatExchange.Question([.user(words)], sample: sample)
  }
}
