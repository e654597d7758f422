import Endpoints
import Foundation
import Records
import TestSupport
import Testing

/// A stage asks batch by batch: what holds for the stage holds for all calls together.
@Suite struct SeveralAsksTests {
  private let exchange = EmbeddingExchange(model: "m", batch: 1)

  private func batch(_ number: Int, _ count: Int = 10) -> [String] {
    (0..<count).map { "batch \(number) text \($0)" }
  }

  /// Asks batches until one throws.
  private func ask(
    _ client: EndpointClient, batches: Int, of count: Int = 10
  ) throws -> EndpointTally {
    var all = EndpointTally()
    for number in 0..<batches {
      var position = 0
      let texts = batch(number, count)
      let tally = try client.ask(
        exchange, goesOn: true,
        next: {
          guard position < texts.count else { return nil }
          position += 1
          return texts[position - 1]
        }, consume: { _, _ in })
      all.answered += tally.answered
      all.rejected += tally.rejected
      all.tokensIn += tally.tokensIn
      all.missing += tally.missing
    }
    try client.finish()
    return all
  }

  @Test(arguments: [true, false])
  func `a budget is that of all calls together`(isMoney: Bool) throws {
    let server = try MisbehavingServer { .ok(EndpointReplies.embeddings($0)) }
    defer { server.stop() }
    let client = EndpointClient(
      try options(server) {
        $0.concurrency = 1
        // A question takes 10 tokens, and each batch is far below the budget.
        if isMoney {
          $0.maxCost = 0.25
          $0.priceIn = 1000
        } else {
          $0.maxTokensTotal = 250
        }
      }, cache: AnswersInMemory())
    let error = failure { _ = try ask(client, batches: 5) }
    #expect(error?.code == .budgetSpent, "\(error?.description ?? "no error")")
    #expect((20...25).contains(server.requests.count))
  }

  @Test func `the rate is that of all calls together`() throws {
    let server = try MisbehavingServer { .ok(EndpointReplies.embeddings($0)) }
    defer { server.stop() }
    let client = EndpointClient(
      try options(server) { $0.requestsPerMinute = 600 }, cache: AnswersInMemory())
    let start = ContinuousClock.now
    _ = try ask(client, batches: 5, of: 1)
    #expect(ContinuousClock.now - start >= .milliseconds(380))
  }

  @Test func `a batch none of whose questions is taken does not end what was answered before`()
    throws
  {
    let server = try MisbehavingServer { request in
      let text = (request.json["input"] as? [String])?.first ?? ""
      return text.hasPrefix("batch 1 ")
        ? .status(400, "{\"message\":\"too long\"}") : .ok(EndpointReplies.embeddings(request))
    }
    defer { server.stop() }
    let cache = AnswersInMemory()
    for _ in 0..<2 {
      let tally = try ask(EndpointClient(try options(server), cache: cache), batches: 3)
      #expect(tally.answered == 20 && tally.rejected == 10)
    }
    // A run that goes on asks only what fails; it is told what there was before.
    let client = EndpointClient(try options(server), cache: AnswersInMemory())
    client.remember(answered: 1)
    var position = 0
    let tally = try client.ask(
      exchange, goesOn: true,
      next: {
        guard position < 10 else { return nil }
        position += 1
        return batch(1)[position - 1]
      }, consume: { _, _ in })
    try client.finish()
    #expect(tally.rejected == 10)
  }

  @Test func `a few questions that fail end nothing before the last call`() throws {
    let server = try MisbehavingServer { _ in .status(400, "{\"message\":\"too long\"}") }
    defer { server.stop() }
    let client = EndpointClient(try options(server), cache: AnswersInMemory())
    let error = failure { _ = try ask(client, batches: 2, of: 3) }
    #expect(error?.message.hasPrefix("no question has an answer") == true)
    #expect(server.requests.count == 6, "the second batch was asked too")
  }

  @Test func `offline the questions of all calls are counted that are not kept`() throws {
    let server = try MisbehavingServer { .ok(EndpointReplies.embeddings($0)) }
    defer { server.stop() }
    let cache = AnswersInMemory()
    _ = try EndpointClient(try options(server), cache: cache).ask(exchange, batch(0))
    let client = EndpointClient(try options(server), cache: cache, isOffline: true)
    let error = failure { _ = try ask(client, batches: 4) }
    #expect(error?.code == .notAnswered)
    #expect(error?.message.hasPrefix("30 questions have no answer") == true)
  }

  @Test(arguments: [
    "9223372036854775807", "-9223372036854775808", "-5", "1e300", "12.5", "\"many\"", "[]", "null",
    "10000001",
  ])
  func `usage that cannot be is not believed, and the answer counts`(tokens: String) throws {
    let server = try MisbehavingServer { _ in
      .ok(
        #"{"data":[{"index":0,"embedding":[1]}],"usage":{"prompt_tokens":\#(tokens),"total_tokens":\#(tokens)}}"#
      )
    }
    defer { server.stop() }
    let client = EndpointClient(
      try options(server) {
        $0.concurrency = 1
        $0.maxTokensTotal = 1_000_000
      }, cache: AnswersInMemory())
    let tally = try ask(client, batches: 2)
    #expect(tally.answered == 20 && (1...2000).contains(tally.tokensIn), "\(tally.tokensIn)")
  }

  @Test func `usage in another form does not make an answer unusable`() throws {
    let server = try MisbehavingServer { _ in
      .ok(#"{"choices":[{"message":{"content":"yes"}}],"usage":"unknown"}"#)
    }
    defer { server.stop() }
    let (answers, _) = try EndpointClient(try options(server), cache: AnswersInMemory()).ask(
      ChatExchange(model: "m"), [ChatExchange.Question([.user("u")])])
    #expect(answers.first?.value?.text == "yes")
  }

  @Test(arguments: [
    "{\"data\":[{\"index\":0,\"embedding\":[NaN]}]}", "\u{0}",
    String(repeating: "[", count: 5000),
  ])
  func `a question whose replies are never JSON fails alone`(reply: String) throws {
    let server = try MisbehavingServer { request in
      (request.json["input"] as? [String] ?? []).contains("batch 0 text 3")
        ? .ok(reply) : .ok(EndpointReplies.embeddings(request))
    }
    defer { server.stop() }
    let (answers, tally) = try EndpointClient(
      try options(server) { $0.retries = 1 }, cache: AnswersInMemory()
    ).ask(EmbeddingExchange(model: "m", batch: 5), batch(0))
    #expect(answers.indices.filter { answers[$0].value == nil } == [3])
    #expect(tally.malformed == 1 && tally.answered == 9)
  }

  @Test func `a server that writes no JSON from some time on ends the work`() throws {
    let server = try MisbehavingServer { request in
      request.number < 3 ? .ok(EndpointReplies.embeddings(request)) : .ok("<html>gateway</html>")
    }
    defer { server.stop() }
    let client = EndpointClient(
      try options(server) {
        $0.retries = 0
        $0.concurrency = 1
      }, cache: AnswersInMemory())
    let error = failure { _ = try ask(client, batches: 5) }
    #expect(error?.code == .endpointFailed, "\(error?.description ?? "no error")")
    #expect(server.requests.count == 3 + 8)
  }

  @Test func `estimates of impossible sizes do not overflow`() throws {
    let options = EndpointOptions(url: try EndpointURL("http://h"), model: "m")
    let estimate = RequestEstimate(questions: 80, bytes: .max, tokensOut: .max / 2, options)
    #expect(estimate.tokensOut == .max && estimate.tokensIn > 0)
  }
}
