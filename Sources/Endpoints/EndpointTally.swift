/// What asking an endpoint came to.
package struct EndpointTally: Sendable, Equatable {
  /// Questions that have an answer, those of the store among them.
  package var answered = 0
  /// Answers that were in the store already.
  package var kept = 0
  /// Requests that were sent, repeated ones among them.
  package var requests = 0
  /// Requests that were sent again.
  package var repeated = 0
  /// Questions the model declined.
  package var refused = 0
  /// Questions whose reply was not what the protocol says.
  package var malformed = 0
  /// Questions the server did not take.
  package var rejected = 0
  /// Questions whose answers are not kept, offline.
  package var missing = 0
  /// Tokens of requests and of answers, as the server counts them, or about.
  package var tokensIn = 0
  package var tokensOut = 0
  /// What they cost; `nil` without a price.
  package var cost: Double?

  package init() {}

  /// Questions without an answer.
  package var failures: Int { refused + malformed + rejected }

  /// What was asked, in a line; it differs between a run and one that goes on, and belongs into no report.
  package var words: String {
    var parts = ["\(answered) answers"]
    if kept > 0 { parts.append("\(kept) of them kept before") }
    parts.append("\(requests) requests" + (repeated > 0 ? " (\(repeated) sent again)" : ""))
    if tokensIn + tokensOut > 0 { parts.append("\(tokensIn + tokensOut) tokens") }
    if let cost { parts.append("cost \(Spending.money(cost))") }
    return parts.joined(separator: ", ")
  }

  /// Questions without an answer, in a line; `nil` if there are none.
  package var failureWords: String? {
    let parts = [
      (refused, "refused by the model"), (malformed, "answered in another form"),
      (rejected, "not taken by the server"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  mutating func count(_ failure: AnswerFailure) {
    switch failure {
    case .refused: refused += 1
    case .malformed: malformed += 1
    case .rejected: rejected += 1
    }
  }
}
