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

/// How requests of one call of `ask` are sent.
struct Caller<E: Exchange>: Sendable {
  let exchange: E
  let transport: Transport
  let gate: RequestGate
  let retries: Int
  let backoff: Backoff
}
