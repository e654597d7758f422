internal import AsyncHTTPClient
internal import Foundation
internal import Records

/// One call of `EndpointClient.ask`: a window of questions that moves over all of them. Used by one thread.
final class Asking<E: Exchange> {
  private(set) var tally = EndpointTally()
  let client: EndpointClient
  let exchange: E
  let address: String
  private let http: HTTPClient?
  private let caller: Caller<E>?
  private let mailbox = Mailbox<CallOutcome<E>>()
  private var account: ClientAccount { client.account }

  /// Results of the questions from `first` on; `nil` while a question has none.
  private var window: [Result<E.Answer, AnswerFailure>?] = []
  private var first = 0
  /// Questions of the window that do not fill a request yet.
  private var waiting: [Item] = []
  /// The questions of each request that waits to be sent.
  private var ready: [[Item]] = []
  private var runs: [Int: CallRun<E>] = [:]
  /// Why nothing more is asked.
  private var failure: WinnowError?

  private typealias Item = Call<E>.Item

  init(_ client: EndpointClient, _ exchange: E) throws(WinnowError) {
    self.client = client
    self.exchange = exchange
    let options = client.options
    address = options.url.address(of: E.path)
    guard !client.isOffline else {
      http = nil
      caller = nil
      return
    }
    let key = try options.key(client.environment)
    let http = Transport.client(options)
    self.http = http
    caller = Caller(
      exchange: exchange,
      transport: Transport(
        client: http, address: address, key: key, timeout: options.timeout,
        maxReplyBytes: options.maxReplyBytes),
      gate: client.account.gate, retries: options.retries,
      backoff: Backoff(first: options.backoff))
  }

  /// Ends what is in flight.
  func close() {
    for run in runs.values { run.cancel() }
    while !runs.isEmpty {
      for outcome in mailbox.take(seconds: 1) {
        account.release(outcome.call.number)
        runs[outcome.call.number] = nil
      }
    }
    try? http?.syncShutdown()
  }

  private var batch: Int { max(1, exchange.batch) }
  private var concurrency: Int { max(1, client.options.concurrency) }
  /// Answers that may wait for an earlier one.
  private var widest: Int { batch * concurrency * 4 }

  func run(
    goesOn: Bool, next: () throws(WinnowError) -> E.Question?,
    progress: (EndpointTally) -> Void,
    consume: (Int, Result<E.Answer, AnswerFailure>) throws(WinnowError) -> Void
  ) throws(WinnowError) {
    var isLast = false
    while true {
      try checkCancelled()
      while failure == nil, !isLast, ready.count + runs.count < concurrency, window.count < widest {
        guard let question = try next() else {
          isLast = true
          break
        }
        try take(question)
        if waiting.count == batch { fillRequest() }
      }
      if !waiting.isEmpty, isLast || window.count >= widest { fillRequest() }
      while failure == nil, !ready.isEmpty, runs.count < concurrency { send(ready.removeFirst()) }
      try emit(consume)
      progress(tally)
      if runs.isEmpty {
        if let failure { throw failure }
        if isLast && ready.isEmpty { break }
        continue
      }
      for outcome in mailbox.take(seconds: 0.2) { try settle(outcome) }
    }
    if tally.missing > 0 { _ = account.missed(tally.missing) }
    guard !goesOn else { return }
    if tally.missing > 0 { throw .notKept(tally.missing) }
    if let error = account.nothingAnswered { throw error }
  }

  private func checkCancelled() throws(WinnowError) {
    guard client.isCancelled() else { return }
    for run in runs.values { run.cancel() }
    // Replies that were there already are kept.
    while !runs.isEmpty {
      for outcome in mailbox.take(seconds: 1) { try settle(outcome) }
    }
    throw WinnowError(
      WinnowError.Code("interrupted", exitStatus: 130), "interrupted",
      hint: "what was answered is kept; the same command goes on from there")
  }

  /// Takes a question into the window: its answer is kept, or it must be asked.
  private func take(_ question: E.Question) throws(WinnowError) {
    let key = AnswerKey(
      path: E.path.name, model: exchange.model, body: exchange.body([question]).bytes,
      sample: exchange.sample(of: question))
    if let bytes = try client.cache.answer(key), let answer = exchange.decode(bytes) {
      tally.kept += 1
      window.append(checked(answer))
    } else if client.isOffline {
      tally.missing += 1
      window.append(.failure(.malformed("not kept")))
    } else {
      if let last = waiting.last, !exchange.joins(question, after: last.question) { fillRequest() }
      waiting.append(Item(number: first + window.count, question: question, key: key))
      window.append(nil)
    }
  }

  private func checked(_ answer: E.Answer) -> Result<E.Answer, AnswerFailure> {
    // A refusal too is what the protocol says.
    account.answered()
    guard let failure = exchange.failure(in: answer) else {
      tally.answered += 1
      return .success(answer)
    }
    tally.count(failure)
    return .failure(failure)
  }

  private func fillRequest() {
    ready.append(waiting)
    waiting.removeAll(keepingCapacity: true)
  }

  /// Sends questions as one request, if that may be paid for.
  private func send(_ items: [Item]) {
    guard let caller else { return }
    let body = items.count == 1 ? items[0].key.body : exchange.body(items.map(\.question)).bytes
    let number: Int
    do throws(WinnowError) {
      number = try account.reserve(
        tokensIn: RequestEstimate.tokens(body.count),
        tokensOut: exchange.mostTokensOut.times(items.count))
    } catch {
      // What is in flight may still come in.
      failure = failure ?? error
      return
    }
    let call = Call<E>(number: number, items: items, body: body)
    let run = CallRun(call, caller) { [mailbox] in mailbox.leave($0) }
    runs[call.number] = run
    run.start()
  }

  /// Keeps what a request came to.
  private func settle(_ outcome: CallOutcome<E>) throws(WinnowError) {
    let call = outcome.call
    runs[call.number] = nil
    tally.requests += outcome.attempts
    tally.repeated += max(0, outcome.attempts - 1)
    switch outcome.result {
    case .success(let reply):
      use(account.settle(call.number, tokensIn: reply.tokensIn, tokensOut: reply.tokensOut))
      _ = account.replied(isJSON: true)
      try client.cache.keep(
        zip(call.items, reply.answers).map { ($0.key, exchange.encode($1)) })
      for (item, answer) in zip(call.items, reply.answers) {
        window[item.number - first] = checked(answer)
      }
    case .failure(.malformed(let what)):
      use(account.settle(call.number, tokensIn: nil, tokensOut: nil))
      _ = account.replied(isJSON: true)
      failOrSplit(call, .malformed(what))
    case .failure(.attempt(.notJSON)):
      use(account.settle(call.number, tokensIn: nil, tokensOut: nil))
      // One question may bring a server to write what is no JSON, each time anew.
      if account.replied(isJSON: false) {
        stop(refusal(.notJSON, outcome.attempts))
      } else {
        failOrSplit(call, .malformed(AttemptError.notJSON.words))
      }
    case .failure(.attempt(.rejected(let status, let words)))
    where [400, 413, 422].contains(status):
      account.release(call.number)
      failOrSplit(call, .rejected(status: status, words))
    case .failure(.attempt(let error)):
      account.release(call.number)
      if error != .cancelled { stop(refusal(error, outcome.attempts)) }
    }
  }

  private func use(_ tokens: (tokensIn: Int, tokensOut: Int)) {
    tally.tokensIn = tally.tokensIn.adding(tokens.tokensIn)
    tally.tokensOut = tally.tokensOut.adding(tokens.tokensOut)
    tally.cost = client.options.cost(tokensIn: tally.tokensIn, tokensOut: tally.tokensOut)
  }

  /// Of several questions one is at fault: asked one by one, the others have their answers.
  private func failOrSplit(_ call: Call<E>, _ failure: AnswerFailure) {
    guard call.items.count == 1 else {
      ready += call.items.map { [$0] }
      return
    }
    for item in call.items {
      tally.count(failure)
      window[item.number - first] = .failure(failure)
    }
    if let error = account.failed(call.items.count, nothingAnswered(failure)) { stop(error) }
  }

  private func stop(_ error: WinnowError) {
    failure = failure ?? error
    for run in runs.values { run.cancel() }
  }

  /// Gives the results at the front of the window away.
  private func emit(
    _ consume: (Int, Result<E.Answer, AnswerFailure>) throws(WinnowError) -> Void
  ) throws(WinnowError) {
    var count = 0
    while count < window.count, let result = window[count] {
      // Who lacks an answer is told so at the end, and given none.
      if tally.missing == 0 { try consume(first + count, result) }
      count += 1
    }
    window.removeFirst(count)
    first += count
  }
}
