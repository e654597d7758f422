internal import Endpoints
internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Puts the questions about a batch of prompts to an endpoint and makes scores of the answers.
struct EndpointAsking {
  let stage: ScoreEndpointStage
  let client: EndpointClient

  /// What all batches came to.
  struct Totals {
    var responses = 0
    var scored = 0
    var pairs = 0
    var consistent = 0
    var inconsistent = 0
    var tally = EndpointTally()

    /// Sentences; they are the same for a run and one that goes on.
    func notes(_ stage: ScoreEndpointStage) -> [RunNote] {
      var notes = [
        RunNote("scores", "\(scored) of \(responses) responses have the score `\(stage.scoreName)`")
      ]
      if consistent + inconsistent > 0 {
        let share = 100 * Double(consistent) / Double(consistent + inconsistent)
        notes.append(
          RunNote(
            "scores",
            "the judge gave \(consistent + inconsistent) of \(pairs) pairs a verdict in both orders and kept to it "
              + "in \(GoalTemplate.digits(share)) %"))
      }
      if let words = tally.failureWords {
        notes.append(RunNote("warning", "warning: questions without an answer: \(words)"))
      }
      return notes
    }
  }

  func answers(
    to batch: ResponseBatch, _ totals: inout Totals
  ) throws(WinnowError) -> CorpusBatch {
    var out = CorpusBatch(pairs: batch.pairs.count)
    totals.responses += batch.responses.count
    if stage.ask == .pairwise {
      try compare(batch, &out, &totals)
    } else {
      for (response, value) in try values(batch, &totals) {
        out.scores.append(
          ResponseScore(
            response: batch.responses[response].row, name: stage.scoreName, value: value))
      }
    }
    totals.scored += out.scores.count
    return out
  }

  // MARK: A number for each response

  private func values(
    _ batch: ResponseBatch, _ totals: inout Totals
  ) throws(WinnowError) -> [(response: Int, value: Double)] {
    let asked = batch.prompts.flatMap { prompt in prompt.responses.map { (prompt, $0) } }
    switch stage.ask {
    case .rating:
      let answers = try ask(
        ChatExchange(model: stage.endpoint.model, sampling: stage.sampling),
        asked.count * stage.samples, &totals
      ) { k in
        let (prompt, i) = asked[k / stage.samples]
        return question(
          [text(prompt.text, batch), text(batch.responses[i].body, batch)], k % stage.samples)
      }
      return asked.indices.compactMap { k in
        let ratings = answers[k * stage.samples..<(k + 1) * stage.samples].compactMap {
          $0.flatMap { JudgeTemplate.rating(in: $0.text, low: stage.low, high: stage.high) }
        }
        guard !ratings.isEmpty else { return nil }
        return (asked[k].1, ratings.reduce(0, +) / Double(ratings.count))
      }
    case .score:
      let answers = try ask(
        ScoreExchange(model: stage.endpoint.model, batch: stage.batch), asked.count, &totals
      ) { k in
        ScoreExchange.Question(
          text(asked[k].0.text, batch), text(batch.responses[asked[k].1].body, batch))
      }
      return asked.indices.compactMap { k in answers[k].map { (asked[k].1, $0) } }
    case .pooling:
      let answers = try ask(
        PoolingExchange(model: stage.endpoint.model, batch: 1), asked.count, &totals
      ) { .dialogue(dialogue(asked[$0].0, asked[$0].1, batch)) }
      return asked.indices.compactMap { k in
        answers[k].flatMap(\.reward).map { (asked[k].1, $0) }
      }
    case .classify:
      let answers = try ask(
        ClassifyExchange(model: stage.endpoint.model, batch: 1), asked.count, &totals
      ) { .dialogue(dialogue(asked[$0].0, asked[$0].1, batch)) }
      return asked.indices.compactMap { k in
        guard let all = answers[k]?.probabilities, stage.classIndex < all.count else { return nil }
        return (asked[k].1, all[stage.classIndex])
      }
    case .pairwise: return []
    }
  }

  // MARK: Verdicts on pairs

  private func compare(
    _ batch: ResponseBatch, _ out: inout CorpusBatch, _ totals: inout Totals
  ) throws(WinnowError) {
    var asked: [(pair: ResponseBatch.Pair, prompt: ResponseBatch.Prompt)] = []
    for prompt in batch.prompts {
      for pair in batch.pairs[prompt.pairs] where pair.b >= 0 { asked.append((pair, prompt)) }
    }
    let width = 2 * stage.samples
    let answers = try ask(
      ChatExchange(model: stage.endpoint.model, sampling: stage.sampling), asked.count * width,
      &totals
    ) { k in
      let (pair, prompt) = asked[k / width]
      let (first, second) = k % 2 == 0 ? (pair.a, pair.b) : (pair.b, pair.a)
      return question(
        [
          text(prompt.text, batch), text(batch.responses[first].body, batch),
          text(batch.responses[second].body, batch),
        ], k % width / 2)
    }
    var won: [Int: (sum: Double, count: Int)] = [:]
    for (k, (pair, _)) in asked.enumerated() {
      let own = answers[k * width..<(k + 1) * width].map {
        $0.flatMap { JudgeTemplate.verdict(in: $0.text) }
      }
      // Even ones show a first.
      let first = Self.mean(stride(from: 0, to: width, by: 2).compactMap { own[$0] })
      let second = Self.mean(
        stride(from: 1, to: width, by: 2).compactMap { own[$0] }.map { 1 - $0 })
      totals.pairs += 1
      guard let share = Self.mean([first, second].compactMap(\.self)) else { continue }
      won[pair.a, default: (0, 0)].sum += share
      won[pair.a, default: (0, 0)].count += 1
      won[pair.b, default: (0, 0)].sum += 1 - share
      won[pair.b, default: (0, 0)].count += 1
      if let first, let second {
        if (first - 0.5) * (second - 0.5) < 0 {
          totals.inconsistent += 1
          out.findings.append(
            Finding(
              .pair, pair.row,
              .mark(
                "position_inconsistent", evidence: "{\"a_first\":\(first),\"b_first\":\(second)}")))
        } else {
          totals.consistent += 1
        }
      }
      if stage.decides {
        out.labels.append(
          LabelRow(
            pair: pair.row, decision: share > 0.5 ? .a : share < 0.5 ? .b : .tie,
            probability: share))
      }
    }
    for response in won.keys.sorted() {
      guard let own = won[response] else { continue }
      out.scores.append(
        ResponseScore(
          response: batch.responses[response].row, name: stage.scoreName,
          value: own.sum / Double(own.count)))
    }
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  // MARK: Asking

  /// Questions are made as they are asked: many long ones together would not fit.
  private func ask<E: Exchange>(
    _ exchange: E, _ count: Int, _ totals: inout Totals, _ question: (Int) -> E.Question
  ) throws(WinnowError) -> [E.Answer?] {
    var position = 0
    var answers: [E.Answer?] = []
    let tally = try client.ask(
      exchange,
      next: {
        guard position < count else { return nil }
        position += 1
        return question(position - 1)
      },
      consume: { _, answer in
        if case .success(let answer) = answer {
          answers.append(answer)
        } else {
          answers.append(nil)
        }
      })
    totals.tally.refused += tally.refused
    totals.tally.malformed += tally.malformed
    totals.tally.rejected += tally.rejected
    return answers
  }

  private func question(_ texts: [String], _ sample: Int) -> ChatExchange.Question {
    let words = stage.template.filled(
      texts, low: GoalTemplate.digits(stage.low), high: GoalTemplate.digits(stage.high))
    return ChatExchange.Question([.user(words)], sample: sample)
  }

  private func text(_ body: Body, _ batch: ResponseBatch) -> String {
    String(AnswerText.string(body, in: batch.arena).prefix(stage.maxChars))
  }

  /// The turns of a prompt and a response, as a server's own template wants them.
  private func dialogue(
    _ prompt: ResponseBatch.Prompt, _ response: Int, _ batch: ResponseBatch
  ) -> [ChatMessage] {
    turns(prompt.text, "user", batch) + turns(batch.responses[response].body, "assistant", batch)
  }

  private func turns(_ body: Body, _ role: String, _ batch: ResponseBatch) -> [ChatMessage] {
    guard body.form == .messages else {
      return [ChatMessage(role: role, content: text(body, batch))]
    }
    let raw = unsafe batch.arena[body.slice].assumingMemoryBound(to: UInt8.self)
    return unsafe Self.messages(raw.span, limit: stage.maxChars)
  }

  private static func messages(_ json: Span<UInt8>, limit: Int) -> [ChatMessage] {
    var turns: [ChatMessage] = []
    json.forEachMessage { message in
      var role: [UInt8] = []
      var content: [UInt8] = []
      json.appendUnescaped(message.roleText, to: &role)
      if let first = message.content.first, json[first] == UInt8(ascii: "\"") {
        json.appendUnescaped(message.content, to: &content)
      } else {
        _ = json.forEachPart(of: message.content) { json.appendUnescaped($0, to: &content) }
      }
      turns.append(
        ChatMessage(
          role: String(decoding: role, as: UTF8.self),
          content: String(String(decoding: content, as: UTF8.self).prefix(limit))))
      return true
    }
    return turns
  }
}
