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
  /// One for all that is asked with this client, and with copies of it.
  let account: ClientAccount

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
    account = ClientAccount(options)
  }

  /// Asks questions as they come.
  ///
  /// Budgets and the rate of requests hold for all calls of one client.
  ///
  /// - Parameters:
  ///   - goesOn: whether more is asked with this client, and `finish` called behind the last call: until then it is
  ///     no error that nothing is answered, or not kept offline.
  ///   - next: gives the next question, `nil` after the last; called on this thread.
  ///   - progress: is told now and then what was asked so far.
  ///   - consume: is given the number of each question, ascending, with its answer or why it has none; nothing behind
  ///     a question that is not kept, offline.
  /// - Throws: `missing-key`; `endpoint-refused` where key, model or address are wrong; `endpoint-failed` where the
  ///   server gives no reply however often it is asked; `budget-spent`; `not-answered` offline;
  ///   `interrupted`; what `next`, `consume` and the cache throw. What was answered is kept.
  package func ask<E: Exchange>(
    _ exchange: E, goesOn: Bool = false, next: () throws(WinnowError) -> E.Question?,
    progress: (EndpointTally) -> Void = { _ in },
    consume: (Int, Result<E.Answer, AnswerFailure>) throws(WinnowError) -> Void
  ) throws(WinnowError) -> EndpointTally {
    let asking = try Asking(self, exchange)
    // Requests must have ended before their client is closed.
    defer { asking.close() }
    try asking.run(goesOn: goesOn, next: next, progress: progress, consume: consume)
    return asking.tally
  }

  /// Says that answers were had before, in a run that goes on.
  package func remember(answered: Int) { account.answered(answered) }

  /// Ends asking that went on over several calls.
  ///
  /// - Throws: `endpoint-refused` where questions were asked and none has an answer; `not-answered` offline.
  package func finish() throws(WinnowError) {
    let missing = account.missed(0)
    if missing > 0 { throw .notKept(missing) }
    if let error = account.nothingAnswered { throw error }
  }

  /// Asks a list of questions: as many results, in their order.
  package func ask<E: Exchange>(
    _ exchange: E, _ questions: [E.Question]
  ) throws(WinnowError) -> (answers: [Result<E.Answer, AnswerFailure>], tally: EndpointTally) {
    try ask(exchange, count: questions.count) { questions[$0] }
  }

  /// The same of questions that are made as they are asked: many long ones together would not fit.
  ///
  /// - Parameter goesOn: as above.
  /// - Returns: a result for each, in their order; fewer where offline not all are kept.
  package func ask<E: Exchange>(
    _ exchange: E, goesOn: Bool = false, count: Int, _ question: (Int) -> E.Question
  ) throws(WinnowError) -> (answers: [Result<E.Answer, AnswerFailure>], tally: EndpointTally) {
    var answers: [Result<E.Answer, AnswerFailure>] = []
    var position = 0
    let tally = try ask(
      exchange, goesOn: goesOn,
      next: {
        guard position < count else { return nil }
        position += 1
        return question(position - 1)
      }, consume: { _, answer in answers.append(answer) })
    return (answers, tally)
  }
}
