internal import Endpoints
internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Has a model answer a blind sample, each pair in both orders.
struct CertifyJudging {
  let store: Store
  let request: CertifyRequest
  let judge: JudgeRequest

  /// Characters of a text that are shown.
  private static let longest = 32_000

  func run() throws(WinnowError) -> CertifySummary {
    let options = try judge.options
    let prompt = try JudgePrompt(file: judge.promptFile)
    let (kept, _, _) = try CertifyDraw(store: store, request: request).draw()
    let questions = try questions(kept, prompt)
    let exchange = ChatExchange(
      model: options.model, sampling: Sampling(temperature: 0, maxTokens: judge.maxTokens))
    if judge.isDryRun { return dryRun(questions, exchange, options) }
    try kept.keep(in: store)
    let row = try KeptSample.all(store).first { $0.sample == kept }?.row
    guard let row else { throw WinnowError(.storeFailed, "the sample was not kept") }
    let client = EndpointClient(
      options, cache: StoreAnswers(store), isOffline: judge.isOffline,
      isCancelled: { Interrupt.isRequested })
    let (said, tally) = try client.ask(exchange, questions)
    var report = JudgeReport(model: options.model, items: kept.items.count)
    report.failures = tally.failureWords
    let answers = report.read(said, kept.items.map(\.id))
    return try CertifyConclusion(
      store: store, row: row, sample: kept, answers: answers, judge: report
    ).keep()
  }

  /// Two questions for each item: as it is shown, and the other way round.
  private func questions(
    _ sample: KeptSample, _ prompt: JudgePrompt
  ) throws(WinnowError) -> [ChatExchange.Question] {
    var questions: [ChatExchange.Question] = []
    for item in sample.items {
      let texts = try CertifiedPair.texts(store, of: item.pair).map { text in
        let plain = Transcript.text(text.form, text.body)
        return plain.count > Self.longest ? plain.prefix(Self.longest) + " […]" : plain
      }
      guard texts.count == 3 else {
        throw WinnowError(.storeFailed, "a pair of the sample has no texts")
      }
      let (shown, other) = item.bIsFirst ? (texts[2], texts[1]) : (texts[1], texts[2])
      for (first, second) in [(shown, other), (other, shown)] {
        questions.append(
          ChatExchange.Question([
            .user(prompt.filled(prompt: texts[0], first: first, second: second))
          ]))
      }
    }
    return questions
  }

  private func dryRun(
    _ questions: [ChatExchange.Question], _ exchange: ChatExchange, _ options: EndpointOptions
  ) -> CertifySummary {
    let estimate = RequestEstimate(
      questions: questions.count,
      bytes: questions.reduce(0) { $0 + exchange.body([$1]).bytes.count },
      tokensOut: judge.maxTokens, options)
    return CertifySummary(json: estimate.json.indentedJSON, text: estimate.words)
  }
}

/// What a judge said, besides its answers.
struct JudgeReport {
  let model: String
  let items: Int
  /// Items that were decided differently in the two orders.
  private(set) var inconsistent = 0
  /// Items that lack a usable answer in one order or both.
  private(set) var open = 0
  /// Answers without a verdict that can be read.
  private(set) var unreadable = 0
  /// Questions without an answer, in words.
  var failures: String?

  init(model: String, items: Int) {
    self.model = model
    self.items = items
  }

  /// The verdicts, of items that have one in both orders: a judge that sees one order only leans to a side.
  mutating func read(
    _ said: [Result<ChatExchange.Answer, AnswerFailure>], _ ids: [PublicID]
  ) -> [CertifyAnswer] {
    var answers: [CertifyAnswer] = []
    for (i, id) in ids.enumerated() where 2 * i + 1 < said.count {
      let pair = [said[2 * i], said[2 * i + 1]].map { answer -> CertifyVerdict? in
        guard case .success(let answer) = answer else { return nil }
        let verdict = JudgePrompt.verdict(answer.text)
        if verdict == nil { unreadable += 1 }
        return verdict == .cannotTell ? nil : verdict
      }
      guard let shown = pair[0], let other = pair[1] else {
        open += 1
        continue
      }
      let isSame = shown == .tie ? other == .tie : other != .tie && shown != other
      if !isSame { inconsistent += 1 }
      answers.append(CertifyAnswer(item: id, rater: rater, verdict: shown))
      answers.append(CertifyAnswer(item: id, rater: rater, verdict: other, isOtherOrder: true))
    }
    return answers
  }

  private var rater: String { "judge \(model)" }

  /// Sentences for report and card.
  var words: [String] {
    var lines = [
      "The rater is the model `\(model)`, which was shown each pair in both orders; what it leans to, right or "
        + "not, counts."
    ]
    if inconsistent > 0 {
      lines.append(
        "In \(inconsistent) of \(items) pairs it changed its mind with the order: they count as ties."
      )
    }
    if open > 0 {
      let why = [
        unreadable > 0 ? "\(unreadable) without a verdict that can be read" : nil, failures,
      ].compactMap { $0 }.joined(separator: ", ")
      lines.append(
        "\(open) of \(items) pairs lack a verdict in one order or both, and have no answer"
          + (why.isEmpty ? "." : " (of the answers: \(why))."))
    }
    return lines
  }

  /// Numbers for programs.
  var json: ConfigValue {
    .object([
      .init("model", .string(model)), .init("inconsistent", .int(Int64(inconsistent))),
      .init("open", .int(Int64(open))), .init("unreadable", .int(Int64(unreadable))),
      .init("failures", failures.map { .string($0) } ?? .null),
    ])
  }
}
