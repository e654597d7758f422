internal import Foundation
package import Records

/// Asks a model endpoint questions and gives the answers in the order of the questions.
///
/// Calls block, for stages are threads. Requests go out side by side; each answer is kept as soon as it is there, on the
/// thread that asks, so that a killed run repeats only what was in flight. Memory is bounded by a window of
/// questions, however many there are.
package struct EndpointClient: Sendable {
  package let options: EndpointOptions
  let cache: any AnswerCache
  let isOffline: Bool
  let isCancelled: @Sendable () -> Bool
  let environment: [String: String]

  /// A client for one model.
  ///
  /// - Parameters:
  ///   - cache: where answers are kept.
  ///   - isOffline: whether nothing may be asked that is not kept.
  ///   - environment: where the key stands; default the process's.
  ///   - isCancelled: looked at about five times a second; once `true` the call ends with `interrupted`.
  package init(
    _ options: EndpointOptions, cache: any AnswerCache, isOffline: Bool = false,
    environment: [String: String]? = nil, isCancelled: @escaping @Sendable () -> Bool = { false }
  ) {
    self.options = options
    self.cache = cache
    self.isOffline = isOffline
    self.environment = environment ?? ProcessInfo.processInfo.environment
    self.isCancelled = isCancelled
  }

  /// Asks questions as they come.
  ///
  /// - Parameters:
  ///   - next: gives the next question, `nil` after the last; called on this thread.
  ///   - progress: is told now and then what was asked so far.
  ///   - consume: is given the number of each question, ascending, with its answer or why it has none.
  /// - Throws: `missing-key`; `endpoint-refused` where key, model or address are wrong; `endpoint-failed` where the
  ///   server gives no reply however often it is asked; `budget-spent`; `not-answered` offline;
  ///   `interrupted`; what `next`, `consume` and the cache throw. What was answered is kept.
  package func ask<E: Exchange>(
    _ exchange: E, next: () throws(WinnowError) -> E.Question?,
    progress: (EndpointTally) -> Void = { _ in },
    consume: (Int, Result<E.Answer, AnswerFailure>) throws(WinnowError) -> Void
  ) throws(WinnowError) -> EndpointTally {
    let asking = try Asking(self, exchange)
    // Requests must have ended before their client is closed.
    defer { asking.close() }
    try asking.run(next: next, progress: progress, consume: consume)
    return asking.tally
  }

  /// Asks a list of questions: as many results, in their order.
  package func ask<E: Exchange>(
    _ exchange: E, _ questions: [E.Question]
  ) throws(WinnowError) -> (answers: [Result<E.Answer, AnswerFailure>], tally: EndpointTally) {
    var answers: [Result<E.Answer, AnswerFailure>] = []
    var position = 0
    let tally = try ask(
      exchange,
      next: {
        guard position < questions.count else { return nil }
        position += 1
        return questions[position - 1]
      }, consume: { _, answer in answers.append(answer) })
    return (answers, tally)
  }
}
