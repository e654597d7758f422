internal import Foundation
internal import Records

/// One request with the questions in it.
struct Call<E: Exchange>: Sendable {
  let number: Int
  let items: [Item]
  let body: [UInt8]

  /// A question by its number, with what its answer is kept under.
  struct Item: Sendable {
    let number: Int
    let question: E.Question
    let key: AnswerKey
  }
}

/// What a request came to.
struct CallOutcome<E: Exchange>: Sendable {
  let call: Call<E>
  /// How often it was sent.
  let attempts: Int
  let result: Result<ReadReply<E.Answer>, CallFailure>
}

/// Why a request came to nothing.
enum CallFailure: Error {
  case attempt(AttemptError)
  case malformed(String)
}

/// Sends a request until it has a reply that can be read, or need not be sent again.
struct Caller<E: Exchange>: Sendable {
  let exchange: E
  let transport: Transport
  let gate: RequestGate
  let retries: Int
  let backoff: Backoff

  func perform(_ call: Call<E>) async -> CallOutcome<E> {
    var attempts = 0
    while true {
      do {
        try await gate.enter()
      } catch {
        return CallOutcome(call: call, attempts: attempts, result: .failure(.attempt(.cancelled)))
      }
      attempts += 1
      let problem: AttemptError
      switch await transport.post(call.body) {
      case .success(let reply):
        do throws(BadReply) {
          let read = try exchange.read(reply, count: call.items.count)
          return CallOutcome(call: call, attempts: attempts, result: .success(read))
        } catch {
          guard case .malformed(let what) = error else {
            problem = .notJSON
            break
          }
          return CallOutcome(call: call, attempts: attempts, result: .failure(.malformed(what)))
        }
      case .failure(let error): problem = error
      }
      var asked: Double?
      if case .busy(_, let wait, _) = problem { asked = wait }
      guard problem.isPassing, attempts <= retries, asked ?? 0 <= Backoff.longestAsked else {
        return CallOutcome(call: call, attempts: attempts, result: .failure(.attempt(problem)))
      }
      let wait = backoff.seconds(before: attempts, asked: asked, share: .random(in: 0...1))
      // A server that says when to come back means everybody.
      if let asked { gate.pause(asked) }
      do {
        try await Task.sleep(for: .seconds(wait))
      } catch {
        return CallOutcome(call: call, attempts: attempts, result: .failure(.attempt(.cancelled)))
      }
    }
  }
}
