import Endpoints
import Foundation
import Records
import Testing

/// Requests are written in one way, and replies read to the letter.
@Suite struct ExchangeTests {
  private func text(_ json: RequestJSON) -> String { String(decoding: json.bytes, as: UTF8.self) }

  @Test func `equal requests are equal bytes`() {
    let chat = ChatExchange(
      model: "m", sampling: Sampling(temperature: 0, seed: 7, maxTokens: 9, stop: ["\n"]),
      topLogprobs: 2)
    #expect(
      text(chat.body([.init([.system("s"), .user("a\"\\\u{1}é")], sample: 2)]))
        == #"{"logprobs":true,"max_tokens":9,"messages":[{"content":"s","role":"system"},"#
        + #"{"content":"a\"\\\u0001é","role":"user"}],"model":"m","seed":9,"stop":["\n"],"#
        + #""temperature":0.0,"top_logprobs":2}"#)
    #expect(
      text(CompletionExchange(model: "m", logprobs: 0, echoes: true).body([.init("p")]))
        == #"{"echo":true,"logprobs":0,"model":"m","prompt":"p"}"#)
    #expect(
      text(EmbeddingExchange(model: "m", dimensions: 4).body(["x", "y"]))
        == #"{"dimensions":4,"encoding_format":"float","input":["x","y"],"model":"m"}"#)
    #expect(
      text(ScoreExchange(model: "m").body([.init("q", "d")]))
        == #"{"model":"m","text_1":["q"],"text_2":["d"]}"#)
    #expect(
      text(
        ScoreExchange(model: "m", names: .queries, usesActivation: false).body([.init("q", "d")]))
        == #"{"documents":["d"],"model":"m","queries":["q"],"use_activation":false}"#)
    #expect(
      text(PoolingExchange(model: "m").body([.text("x")]))
        == #"{"encoding_format":"float","input":["x"],"model":"m"}"#)
    #expect(
      text(ClassifyExchange(model: "m", batch: 1).body([.dialogue([.user("u")])]))
        == #"{"messages":[{"content":"u","role":"user"}],"model":"m"}"#)
  }

  @Test(arguments: [
    ("http://h:1", "http://h:1/v1/embeddings", "http://h:1/score"),
    ("http://h:1/", "http://h:1/v1/embeddings", "http://h:1/score"),
    ("https://h/v1", "https://h/v1/embeddings", "https://h/score"),
    (
      "https://h/v1beta/openai/", "https://h/v1beta/openai/embeddings",
      "https://h/v1beta/openai/score"
    ),
    ("https://h/v1/embeddings", "https://h/v1/embeddings", "https://h/score"),
    ("https://h/v1/chat/completions", "https://h/v1/embeddings", "https://h/score"),
    ("https://h/a/score", "https://h/a/embeddings", "https://h/a/score"),
  ])
  func `protocols stand where servers have them`(url: String, versioned: String, root: String)
    throws
  {
    #expect(try EndpointURL(url).address(of: EmbeddingExchange.path) == versioned)
    #expect(try EndpointURL(url).address(of: ScoreExchange.path) == root)
  }

  @Test(arguments: [
    "http://h:65536", "http://h:0", "", "localhost:8000", "ftp://h", "http://", "http://u:p@h",
    "http://h/v1?key=abc",
  ])
  func `an address with a secret or without a server is refused, and no secret is repeated`(
    url: String
  ) {
    let error = failure { _ = try EndpointURL(url) }
    #expect(error?.code == .badURL)
    #expect(
      error?.description.contains("abc") == false && error?.description.contains("u:p") == false)
  }

  private func read<E: Exchange>(_ exchange: E, _ reply: String, _ count: Int = 1) -> BadReply? {
    do throws(BadReply) {
      _ = try exchange.read(Data(reply.utf8), count: count)
      return nil
    } catch { return error }
  }

  @Test(arguments: [
    ("", BadReply.notJSON), ("{\"data\":[", .notJSON), ("NaN", .notJSON),
    ("[]", .malformed("`` is of another type")), ("{}", .malformed("`data` is missing")),
    ("{\"data\":null}", .malformed("`data` is null")),
    ("{\"data\":[{\"index\":0}]}", .malformed("`data[0].embedding` is missing")),
    (
      "{\"data\":[{\"index\":0,\"embedding\":[1,\"2\"]}]}",
      .malformed("`data[0].embedding[1]` is of another type")
    ),
    ("{\"data\":[{\"index\":0,\"embedding\":[1]}]}", .malformed("1 answers to 2 questions")),
    (
      "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":0,\"embedding\":[1]}]}",
      .malformed("the answers have the index 0 twice, or too many")
    ),
    (
      "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":2,\"embedding\":[1]}]}",
      .malformed("the answers have the index 2 twice, or too many")
    ),
    (
      "{\"data\":[{\"index\":0,\"embedding\":[1]},{\"index\":1,\"embedding\":[1,2]}]}",
      .malformed("embedding 1 has 2 numbers, others 1")
    ),
  ])
  func `embeddings of another shape are told apart`(reply: String, bad: BadReply) {
    #expect(read(EmbeddingExchange(model: "m"), reply, 2) == bad)
  }

  @Test func `answers stand in the order of the questions`() throws {
    let reply = #"{"data":[{"index":1,"embedding":[2]},{"index":0,"embedding":[1]}]}"#
    let read = try EmbeddingExchange(model: "m").read(Data(reply.utf8), count: 2)
    #expect(read.answers == [[1], [2]])
    let scores =
      #"{"data":[{"index":1,"object":"score","score":0.25},{"index":0,"score":1}],"usage":{"prompt_tokens":4,"total_tokens":4}}"#
    let scored = try ScoreExchange(model: "m").read(Data(scores.utf8), count: 2)
    #expect(scored.answers == [1, 0.25] && scored.tokensIn == 4)
  }

  @Test(arguments: [
    (#"{"data":[{"index":0,"object":"pooling","data":[[0.5],[1.5]]}]}"#, 1.5),
    (#"{"data":[{"index":0,"data":[-2.5]}]}"#, -2.5), (#"{"data":[{"data":3}]}"#, 3),
  ])
  func `a reward is read in every form that versions give it`(reply: String, reward: Double) throws
  {
    let exchange = PoolingExchange(model: "m")
    let answer = try #require(try exchange.read(Data(reply.utf8), count: 1).answers.first)
    #expect(answer.reward == reward)
    #expect(exchange.decode(exchange.encode(answer)) == answer)
  }

  @Test func `pooling and classification of another shape are refused`() {
    #expect(read(PoolingExchange(model: "m"), #"{"data":[{"data":[]}]}"#) != nil)
    #expect(read(PoolingExchange(model: "m"), #"{"data":[{"data":"AAAA"}]}"#) != nil)
    let classify = ClassifyExchange(model: "m")
    #expect(
      read(classify, #"{"data":[{"index":0,"label":"a","probs":[0.1,0.9],"num_classes":2}]}"#)
        == nil)
    #expect(read(classify, #"{"data":[{"index":0,"probs":[0.1,0.9],"num_classes":3}]}"#) != nil)
    #expect(read(classify, #"{"data":[{"index":0,"probs":[]}]}"#) != nil)
  }

  @Test func `continuations of one text whose seeds follow each other are one request`() throws {
    let exchange = CompletionExchange(model: "m", batch: 3)
    let questions = (0..<2).map { CompletionExchange.Question("p", seed: 7 + $0) }
    #expect(
      text(exchange.body(questions)) == #"{"model":"m","n":2,"prompt":"p","seed":7}"#)
    #expect(text(exchange.body([questions[1]])) == #"{"model":"m","prompt":"p","seed":8}"#)
    #expect(exchange.joins(questions[1], after: questions[0]))
    #expect(!exchange.joins(questions[0], after: questions[1]))
    #expect(!exchange.joins(.init("q", seed: 8), after: questions[0]))
    #expect(!exchange.joins(.init("p"), after: questions[0]))
    #expect(exchange.joins(.init("p", sample: 1), after: .init("p")))
    let reply = #"{"choices":[{"index":1,"text":"b"},{"index":0,"text":"a"}]}"#
    #expect(try exchange.read(Data(reply.utf8), count: 2).answers.map(\.text) == ["a", "b"])
    #expect(read(exchange, #"{"choices":[{"index":0,"text":"a"}]}"#, 2) != nil)
    #expect(
      read(exchange, #"{"choices":[{"index":0,"text":"a"},{"index":0,"text":"b"}]}"#, 2) != nil)
    // Of one answer the index says nothing.
    #expect(read(exchange, #"{"choices":[{"index":4,"text":"a"}]}"#) == nil)
  }

  @Test func `a chat goes on with its last message where that is wanted`() {
    let chat = ChatExchange(model: "m", sampling: Sampling(seed: 1))
    #expect(
      text(
        chat.body([
          .init([.user("u"), ChatMessage(role: "assistant", content: "a")], seed: 5, goesOn: true)
        ]))
        == #"{"add_generation_prompt":false,"continue_final_message":true,"messages":[{"content":"u","role":"user"},"#
        + #"{"content":"a","role":"assistant"}],"model":"m","seed":5}"#)
  }

  @Test(arguments: [
    (#"{"choices":[]}"#, BadReply.malformed("0 answers to 1 question")),
    (#"{"choices":[{"message":{}}]}"#, .malformed("`choices[0].message.content` is missing")),
    (
      #"{"choices":[{"message":{"content":3}}]}"#,
      .malformed("`choices[0].message.content` is of another type")
    ),
    ("<html>busy</html>", .notJSON),
  ])
  func `chats of another shape are told apart`(reply: String, bad: BadReply) {
    #expect(read(ChatExchange(model: "m"), reply) == bad)
  }

  @Test func `a refusal is an answer that fails, in every form`() throws {
    let chat = ChatExchange(model: "m")
    for reply in [
      #"{"choices":[{"message":{"content":null,"refusal":"No."}}]}"#,
      #"{"choices":[{"message":{"content":""},"finish_reason":"content_filter"}]}"#,
    ] {
      let answer = try #require(try chat.read(Data(reply.utf8), count: 1).answers.first)
      guard case .refused = chat.failure(in: answer) else {
        Issue.record("no refusal: \(reply)")
        continue
      }
      #expect(chat.decode(chat.encode(answer)) == answer)
    }
  }

  @Test func `log-probabilities that were asked for must be there`() throws {
    let chat = ChatExchange(model: "m", topLogprobs: 1)
    #expect(read(chat, #"{"choices":[{"message":{"content":"a"}}]}"#) != nil)
    let reply =
      #"{"choices":[{"message":{"content":"a"},"logprobs":{"content":[{"token":"a","logprob":-0.5,"#
      + #""top_logprobs":[{"token":"a","logprob":-0.5}]}]}}]}"#
    let answer = try #require(try chat.read(Data(reply.utf8), count: 1).answers.first)
    #expect(answer.logprobs?.first?.logprob == -0.5)
    #expect(chat.decode(chat.encode(answer)) == answer)
    let completion = CompletionExchange(model: "m", logprobs: 1, echoes: true)
    let echoed =
      #"{"choices":[{"text":"ab","logprobs":{"tokens":["a","b"],"token_logprobs":[null,-1]}}]}"#
    #expect(try completion.read(Data(echoed.utf8), count: 1).answers.first?.logprobs == [nil, -1])
    let short = #"{"choices":[{"text":"ab","logprobs":{"tokens":["a","b"],"token_logprobs":[1]}}]}"#
    #expect(read(completion, short) != nil)
  }

  @Test func `embeddings are kept to the bit`() {
    let exchange = EmbeddingExchange(model: "m")
    let numbers: [Float] = [0, -1.5, .leastNonzeroMagnitude, 3.402823e38]
    #expect(exchange.decode(exchange.encode(numbers)) == numbers)
    #expect(exchange.decode([1, 2, 3]) == nil && exchange.decode([]) == nil)
  }
}
