import Endpoints
import Foundation
import Records
import Synchronization
import TestSupport
import Testing

/// Asking a server that misbehaves, over real sockets.
@Suite struct ClientTests {
  private let texts = (0..<10).map { "text \($0)" }

  /// The embeddings that a well-behaved server gives for `texts`.
  private func expected(_ texts: [String]) -> [[Float]] {
    texts.map { text in (0..<3).map { Float(EndpointReplies.number(text, $0)) } }
  }

  /// A mistake made with the first `times` requests, the right reply after that.
  private func mistaken(
    _ times: Int, _ mistake: @escaping @Sendable (String) -> MisbehavingServer.Reply
  ) throws -> MisbehavingServer {
    try MisbehavingServer { request in
      let right = EndpointReplies.embeddings(request)
      return request.number < times ? mistake(right) : .ok(right)
    }
  }

  private static let passing:
    [(name: String, reply: @Sendable (String) -> MisbehavingServer.Reply)] = [
      ("429", { _ in .status(429, "{\"error\":{\"message\":\"slow down\"}}") }),
      ("429 with seconds", { _ in .status(429, "", headers: ["Retry-After": "1"]) }),
      ("500", { _ in .status(500, "oops") }), ("503", { _ in .status(503, "") }),
      ("cut body", { .cut($0, after: 40) }), ("no body", { .cut($0, after: 0) }),
      ("closed at once", { _ in .closed }), ("invalid JSON", { .ok(String($0.dropLast(9))) }),
      ("HTML", { _ in .ok("<html>gateway</html>") }), ("late", { .late(2, $0) }),
    ]

  @Test(arguments: passing.indices)
  func `what passes is asked again, and the answers are the same`(index: Int) throws {
    let server = try mistaken(3, Self.passing[index].reply)
    defer { server.stop() }
    let client = EndpointClient(
      try options(server) {
        $0.concurrency = 1; $0.timeout = 1
      }, cache: AnswersInMemory())
    let (answers, tally) = try client.ask(EmbeddingExchange(model: "m", batch: 5), texts)
    #expect(answers.map(\.value) == expected(texts), "\(Self.passing[index].name)")
    #expect(server.requests.count == 5 && tally.requests == 5 && tally.repeated == 3)
    #expect(tally.answered == 10 && tally.failures == 0 && tally.tokensIn == 100)
  }

  @Test func `a server that asks for a pause is left alone that long, by all`() throws {
    let server = try mistaken(1) { _ in .status(429, "", headers: ["Retry-After": "1"]) }
    defer { server.stop() }
    let start = ContinuousClock.now
    _ = try EndpointClient(
      try options(server) { $0.concurrency = 1 }, cache: AnswersInMemory()
    ).ask(EmbeddingExchange(model: "m", batch: 10), texts)
    #expect(ContinuousClock.now - start >= .seconds(1))
  }

  @Test(arguments: [
    (500, "after 3 attempts", 3), (429, "after 3 attempts", 3),
    (401, "the endpoint answers 401", 1),
    (403, "the endpoint answers 403", 1), (404, "the model is `m`", 1), (301, "answers 301", 1),
  ])
  func `a server that does not come round ends the work in one clear error without the key`(
    status: Int, words: String, requests: Int
  ) throws {
    let server = try MisbehavingServer { request in
      // Some servers repeat the key.
      .status(
        status, "{\"error\":{\"message\":\"bad \(request.headers["authorization"] ?? "")\"}}",
        headers: ["Location": "http://elsewhere/"])
    }
    defer { server.stop() }
    let client = EndpointClient(
      try options(server) {
        $0.concurrency = 1; $0.retries = 2; $0.keyVariable = "KEY"
      },
      cache: AnswersInMemory(), environment: ["KEY": "sk-secret-1"])
    let error = failure { _ = try client.ask(EmbeddingExchange(model: "m"), texts) }
    #expect(error?.description.contains(words) == true, "\(error?.description ?? "no error")")
    #expect(error?.description.contains("sk-secret-1") == false)
    #expect(error?.code == (requests == 1 ? .endpointRefused : .endpointFailed))
    #expect(error?.hint != nil)
    #expect(server.requests.count == requests)
    #expect(server.requests.first?.headers["authorization"] == "Bearer sk-secret-1")
  }

  @Test func `nobody listens`() throws {
    let server = try MisbehavingServer { _ in .closed }
    server.stop()
    usleep(50_000)
    let client = EndpointClient(try options(server) { $0.retries = 1 }, cache: AnswersInMemory())
    let error = failure { _ = try client.ask(EmbeddingExchange(model: "m"), texts) }
    #expect(error?.code == .endpointFailed)
    #expect(error?.message.contains("after 2 attempts") == true, "\(error?.description ?? "")")
  }

  @Test func `a key that is not in the environment is missed before anything is asked`() throws {
    let server = try mistaken(0) { .ok($0) }
    defer { server.stop() }
    for environment in [[:], ["KEY": " "], ["KEY": "a b"]] {
      let client = EndpointClient(
        try options(server) { $0.keyVariable = "KEY" }, cache: AnswersInMemory(),
        environment: environment)
      let error = failure { _ = try client.ask(EmbeddingExchange(model: "m"), texts) }
      #expect(error?.code == .missingKey)
      #expect(error?.description.contains("a b") == false)
    }
    #expect(server.requests.isEmpty)
  }

  @Test func `a wrong count is no answer, and costs the others of its request nothing`() throws {
    let server = try MisbehavingServer { request in
      let texts = request.json["input"] as? [String] ?? []
      return .ok(
        texts.contains("text 3") ? #"{"data":[]}"# : EndpointReplies.embeddings(request))
    }
    defer { server.stop() }
    let (answers, tally) = try EndpointClient(try options(server), cache: AnswersInMemory())
      .ask(EmbeddingExchange(model: "m", batch: 2), texts)
    #expect(answers.indices.filter { answers[$0].value == nil } == [3])
    #expect(answers[3].error == .malformed("0 answers to 1 questions"))
    #expect(tally.malformed == 1 && tally.answered == 9 && server.requests.count == 7)
  }

  @Test func `a text the server does not take costs the others of its request nothing`() throws {
    let server = try MisbehavingServer { request in
      (request.json["input"] as? [String] ?? []).contains("text 3")
        ? .status(400, "{\"message\":\"too long\"}") : .ok(EndpointReplies.embeddings(request))
    }
    defer { server.stop() }
    let (answers, tally) = try EndpointClient(
      try options(server) { $0.concurrency = 2 }, cache: AnswersInMemory()
    ).ask(EmbeddingExchange(model: "m", batch: 5), texts)
    #expect(answers.indices.filter { answers[$0].value == nil } == [3])
    #expect(answers[3].error == .rejected(status: 400, "too long"))
    #expect(tally.rejected == 1 && server.requests.count == 7 && server.mostAtOnce <= 2)
  }

  @Test func `a server that takes nothing ends the work`() throws {
    let server = try MisbehavingServer { _ in .status(400, "{\"detail\":\"no such model\"}") }
    defer { server.stop() }
    let error = failure {
      _ = try EndpointClient(try options(server), cache: AnswersInMemory())
        .ask(EmbeddingExchange(model: "m", batch: 1), (0..<200).map { "\($0)" })
    }
    #expect(error?.code == .endpointRefused)
    #expect(error?.message.contains("no such model") == true)
    #expect(server.requests.count < 40)
  }

  @Test func `a reply beyond the ceiling is not read`() throws {
    let server = try MisbehavingServer { _ in .huge(200 << 20) }
    defer { server.stop() }
    let error = failure {
      _ = try EndpointClient(
        try options(server) { $0.maxReplyBytes = 1 << 20 }, cache: AnswersInMemory()
      ).ask(EmbeddingExchange(model: "m"), texts)
    }
    #expect(error?.message.contains("larger than 1048576 bytes") == true)
    #expect(server.requests.count == 1)
  }

  @Test func `refusals are counted, kept and not asked again`() throws {
    let server = try MisbehavingServer { request in
      let messages = request.json["messages"] as? [[String: Any]]
      let text = messages?.first?["content"] as? String ?? ""
      return .ok(
        text == "bad" ? EndpointReplies.refusal("No.") : EndpointReplies.chat("re: \(text)"))
    }
    defer { server.stop() }
    let cache = AnswersInMemory()
    let questions = ["good", "bad"].map { ChatExchange.Question([.user($0)]) }
    for round in 0..<2 {
      let (answers, tally) = try EndpointClient(
        try options(server), cache: cache, isOffline: round == 1
      ).ask(ChatExchange(model: "m"), questions)
      #expect(answers[0].value?.text == "re: good")
      #expect(answers[1].error == .refused("No."))
      #expect(tally.refused == 1 && tally.answered == 1 && tally.kept == 2 * round)
    }
    #expect(server.requests.count == 2)
  }

  @Test func `samples are requests of their own, with their own seeds`() throws {
    let server = try MisbehavingServer { request in
      .ok(EndpointReplies.chat("\(request.json["seed"] as? Int ?? -1)"))
    }
    defer { server.stop() }
    let cache = AnswersInMemory()
    let questions = (0..<3).map { ChatExchange.Question([.user("u")], sample: $0) }
    let exchange = ChatExchange(model: "m", sampling: Sampling(temperature: 1, seed: 5))
    let (answers, _) = try EndpointClient(try options(server), cache: cache).ask(
      exchange, questions)
    #expect(answers.map { $0.value?.text } == ["5", "6", "7"])
    let (unseeded, _) = try EndpointClient(try options(server), cache: cache)
      .ask(ChatExchange(model: "m"), questions)
    #expect(unseeded.count == 3 && server.requests.count == 6 && cache.count == 6)
  }

  @Test func `results come in order, however late replies are, and no more go out than may`() throws
  {
    let server = try MisbehavingServer { request in
      .late(Double((request.number * 7) % 5) * 0.01, EndpointReplies.embeddings(request))
    }
    defer { server.stop() }
    let many = (0..<120).map { "text \($0)" }
    var asked = 0
    var widest = 0
    var seen: [Int] = []
    let tally = try EndpointClient(
      try options(server) { $0.concurrency = 3 }, cache: AnswersInMemory()
    ).ask(
      EmbeddingExchange(model: "m", batch: 2),
      next: {
        guard asked < many.count else { return nil }
        asked += 1
        widest = max(widest, asked - seen.count)
        return many[asked - 1]
      },
      consume: { number, answer in
        seen.append(number)
        #expect(answer.value == expected([many[number]])[0])
      })
    #expect(seen == Array(0..<120))
    #expect(server.mostAtOnce <= 3 && server.mostAtOnce > 1)
    #expect(widest <= 24, "the window is bounded")
    #expect(tally.answered == 120 && server.requests.count == 60)
  }

  @Test func `offline nothing is asked, and what is missing is counted`() throws {
    let server = try mistaken(0) { .ok($0) }
    defer { server.stop() }
    let cache = AnswersInMemory()
    let exchange = EmbeddingExchange(model: "m", batch: 4)
    _ = try EndpointClient(try options(server), cache: cache).ask(exchange, Array(texts.prefix(7)))
    let before = server.requests.count
    let offline = EndpointClient(
      try options(server) { $0.keyVariable = "NONE" }, cache: cache, isOffline: true,
      environment: [:])
    let error = failure { _ = try offline.ask(exchange, texts) }
    #expect(error?.code == .notAnswered)
    #expect(error?.message.hasPrefix("3 questions have no answer") == true)
    // Another batch, another address: the same answers.
    let again = try offline.ask(EmbeddingExchange(model: "m", batch: 3), Array(texts.prefix(7)))
    #expect(again.answers.map(\.value) == expected(Array(texts.prefix(7))))
    #expect(again.tally.kept == 7 && server.requests.count == before)
  }

  @Test func `interrupted after some replies, only what was in flight is asked again`() throws {
    let hangs = Mutex(true)
    let server = try MisbehavingServer { request in
      // The eleventh and all behind it do not come in time.
      request.number >= 10 && hangs.withLock { $0 }
        ? .late(3, "") : .ok(EndpointReplies.embeddings(request))
    }
    defer { server.stop() }
    let cache = AnswersInMemory()
    let many = (0..<40).map { "text \($0)" }
    let exchange = EmbeddingExchange(model: "m", batch: 1)
    let limited = try options(server) {
      $0.concurrency = 4; $0.timeout = 30
    }
    let start = ContinuousClock.now
    let error = failure {
      _ = try EndpointClient(limited, cache: cache, isCancelled: { cache.count >= 10 })
        .ask(exchange, many)
    }
    #expect(error?.code.description == "interrupted" && error?.exitStatus == 130)
    #expect(
      ContinuousClock.now - start < .seconds(2), "a reply that is late must not be waited for")
    hangs.withLock { $0 = false }
    let (answers, _) = try EndpointClient(limited, cache: cache).ask(exchange, many)
    #expect(answers.map(\.value) == expected(many))
    // Each once, and what was in flight twice; a request may reach the server after it was given up.
    #expect(server.requests.count <= 40 + 4)
  }

  @Test func `a budget of tokens or money stops before it is exceeded, and keeps what is done`()
    throws
  {
    for change in [
      { (options: inout EndpointOptions) in options.maxTokensTotal = 65 },
      { (options: inout EndpointOptions) in
        options.maxCost = 0.065
        options.priceIn = 1000
      },
    ] as [(inout EndpointOptions) -> Void] {
      let server = try mistaken(0) { .ok($0) }
      defer { server.stop() }
      let cache = AnswersInMemory()
      let limited = try options(server) {
        $0.concurrency = 1
        change(&$0)
      }
      let exchange = EmbeddingExchange(model: "m", batch: 1)
      let error = failure { _ = try EndpointClient(limited, cache: cache).ask(exchange, texts) }
      #expect(error?.code == .budgetSpent, "\(error?.description ?? "")")
      #expect((2...6).contains(server.requests.count) && cache.count == server.requests.count)
      // The same command goes on from there.
      let before = server.requests.count
      _ = failure { _ = try EndpointClient(limited, cache: cache).ask(exchange, texts) }
      #expect(server.requests.count > before)
    }
  }

  @Test func `requests begin no faster than the rate allows`() throws {
    let server = try mistaken(0) { .ok($0) }
    defer { server.stop() }
    let start = ContinuousClock.now
    _ = try EndpointClient(
      try options(server) { $0.requestsPerMinute = 1200 }, cache: AnswersInMemory()
    ).ask(EmbeddingExchange(model: "m", batch: 1), texts)
    #expect(ContinuousClock.now - start >= .milliseconds(450))
  }

  @Test func `every protocol is asked where servers have it`() throws {
    let server = try MisbehavingServer { request in
      switch request.path {
      case "/score":
        .ok(
          #"{"data":[{"index":1,"score":0.5},{"index":0,"score":-1}],"usage":{"total_tokens":3}}"#)
      case "/pooling": .ok(#"{"data":[{"index":0,"object":"pooling","data":[[2.5]]}]}"#)
      case "/classify":
        .ok(#"{"data":[{"index":0,"label":"good","probs":[0.2,0.8],"num_classes":2}]}"#)
      case "/v1/completions": .ok(#"{"choices":[{"text":" on","finish_reason":"length"}]}"#)
      default: .status(404, "")
      }
    }
    defer { server.stop() }
    let client = EndpointClient(try options(server), cache: AnswersInMemory())
    let scores = try client.ask(
      ScoreExchange(model: "m"), [.init("q", "one"), .init("q", "two")])
    #expect(scores.answers.map(\.value) == [-1, 0.5] && scores.tally.tokensIn == 3)
    let pooled = try client.ask(PoolingExchange(model: "m"), [.text("t")])
    #expect(pooled.answers.first?.value?.reward == 2.5)
    let classes = try client.ask(
      ClassifyExchange(model: "m", batch: 1), [.dialogue([.user("u")])])
    #expect(classes.answers.first?.value?.probabilities == [0.2, 0.8])
    let completion = try client.ask(CompletionExchange(model: "m"), [.init("go")])
    #expect(completion.answers.first?.value?.text == " on")
    #expect(server.requests.count == 4)
  }

  @Test func `the key is in no answer that is kept`() throws {
    let server = try mistaken(0) { .ok($0) }
    defer { server.stop() }
    let cache = AnswersInMemory()
    _ = try EndpointClient(
      try options(server) { $0.keyVariable = "KEY" }, cache: cache,
      environment: ["KEY": "sk-secret-2"]
    ).ask(EmbeddingExchange(model: "m"), texts)
    #expect(cache.count == 10)
    #expect(!cache.bytes.contains { String(decoding: $0, as: UTF8.self).contains("sk-secret-2") })
  }
}

extension WinnowError {
  fileprivate var exitStatus: Int32 { code.exitStatus }
}
