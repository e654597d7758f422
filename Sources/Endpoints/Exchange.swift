package import Foundation

/// A protocol of model endpoints: how a request is written and its reply read.
///
/// A question is the smallest thing that is asked and kept; a request carries up to `batch` of them. The answer to a
/// question is known by the request that would ask it alone, so that other batches find it again.
package protocol Exchange: Sendable {
  associatedtype Question: Sendable
  associatedtype Answer: Sendable

  /// Where requests go.
  static var path: EndpointPath { get }
  /// Most questions in a request, at least 1.
  var batch: Int { get }
  /// The model that is asked.
  var model: String { get }

  /// Whether a question may stand in the request of the one before it.
  func joins(_ question: Question, after last: Question) -> Bool
  /// The body of a request; never with anything secret in it.
  func body(_ questions: [Question]) -> RequestJSON
  /// Which answer to the same request it is: 0, 1, 2 …
  func sample(of question: Question) -> Int
  /// Tokens that an answer to a question may have at most, for budgets; 0 where answers are numbers.
  var mostTokensOut: Int { get }
  /// Reads a reply to a request with `count` questions: as many answers, in their order.
  func read(_ reply: Data, count: Int) throws(BadReply) -> ReadReply<Answer>
  /// What is kept of an answer.
  func encode(_ answer: Answer) -> [UInt8]
  /// An answer as it was kept; `nil` if it cannot be read, so that it is asked for again.
  func decode(_ bytes: [UInt8]) -> Answer?
  /// Why an answer that was read is none, such as a refusal.
  func failure(in answer: Answer) -> AnswerFailure?
}

extension Exchange {
  /// Yes.
  package func joins(_ question: Question, after last: Question) -> Bool { true }
  /// The first.
  package func sample(of question: Question) -> Int { 0 }
  /// None.
  package var mostTokensOut: Int { 0 }
  /// Nothing.
  package func failure(in answer: Answer) -> AnswerFailure? { nil }
}

extension Exchange where Answer: Codable {
  /// As JSON.
  package func encode(_ answer: Answer) -> [UInt8] { KeptJSON.encode(answer) }
  /// From JSON.
  package func decode(_ bytes: [UInt8]) -> Answer? { KeptJSON.decode(Answer.self, bytes) }
}

/// The answers of a reply, with what the server says they used.
package struct ReadReply<Answer: Sendable>: Sendable {
  /// One for each question.
  package var answers: [Answer]
  /// Tokens of the request; `nil` if the server does not say.
  package var tokensIn: Int?
  /// Tokens of the answers.
  package var tokensOut: Int?
}

/// Why a question has no answer, though the server replied.
package enum AnswerFailure: Error, Sendable, Equatable, CustomStringConvertible {
  /// The model declines, in its words.
  case refused(String)
  /// The reply is not what the protocol says.
  case malformed(String)
  /// The server does not take the request, as where a text is too long for the model.
  case rejected(status: Int, String)

  /// In a few words.
  package var description: String {
    switch self {
    case .refused(let words): "the model refuses: \(words)"
    case .malformed(let what): "the reply is not what the protocol says: \(what)"
    case .rejected(let status, let words): "the server answers \(status): \(words)"
    }
  }
}

/// Why a reply cannot be read.
package enum BadReply: Error, Sendable, Equatable {
  /// It is no JSON, as where it was cut; the request is sent again.
  case notJSON
  /// It is JSON of another shape.
  case malformed(String)
}
