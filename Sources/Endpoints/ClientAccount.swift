internal import Records
internal import Synchronization

/// What all calls of `ask` of one client share: what they used and may use, when requests may begin, and whether
/// anything was ever answered.
///
/// Stages ask batch by batch; a budget is one of the whole stage.
final class ClientAccount: Sendable {
  private struct State {
    var spending: Spending
    var calls = 0
    /// Replies that the protocol knows, refusals and kept answers among them.
    var answered = 0
    /// Questions without an answer that are no refusals.
    var failures = 0
    /// What would be said if nothing is ever answered.
    var nothingAnswered: WinnowError?
    /// Replies in a row that are no JSON.
    var unreadable = 0
    /// Questions that are not kept, offline.
    var missing = 0
  }

  let gate: RequestGate
  private let state: Mutex<State>

  init(_ options: EndpointOptions) {
    gate = RequestGate(perMinute: options.requestsPerMinute)
    state = Mutex(State(spending: Spending(options)))
  }

  // MARK: What is spent

  /// Takes room for a request.
  ///
  /// - Returns: the number of the request.
  /// - Throws: `budget-spent`.
  func reserve(tokensIn: Int, tokensOut: Int) throws(WinnowError) -> Int {
    let result = state.withLock { state -> Result<Int, WinnowError> in
      do throws(WinnowError) {
        try state.spending.reserve(state.calls, tokensIn: tokensIn, tokensOut: tokensOut)
      } catch {
        return .failure(error)
      }
      state.calls += 1
      return .success(state.calls - 1)
    }
    return try result.get()
  }

  /// Settles what a request came to; gives what it used.
  func settle(_ call: Int, tokensIn: Int?, tokensOut: Int?) -> (tokensIn: Int, tokensOut: Int) {
    state.withLock { $0.spending.settle(call, tokensIn: tokensIn, tokensOut: tokensOut) }
  }

  /// Gives room back that was not used.
  func release(_ call: Int) { state.withLock { $0.spending.release(call) } }

  // MARK: What is answered

  /// Questions that may fail one after the other before the first answer.
  private static let mostFailures = 8

  /// Counts answers; those of earlier runs count too.
  func answered(_ count: Int = 1) { state.withLock { $0.answered += count } }

  /// Counts questions without an answer.
  ///
  /// - Returns: why to stop: a server that never gives a usable answer is not the one that is meant.
  func failed(_ count: Int, _ nothingAnswered: WinnowError) -> WinnowError? {
    state.withLock { state in
      state.failures += count
      state.nothingAnswered = nothingAnswered
      return state.answered == 0 && state.failures >= Self.mostFailures ? nothingAnswered : nil
    }
  }

  /// What there is to say of a client none of whose questions has an answer; `nil` where one has.
  var nothingAnswered: WinnowError? {
    state.withLock { $0.answered == 0 ? $0.nothingAnswered : nil }
  }

  /// Counts a reply by whether it was JSON.
  ///
  /// - Returns: whether so many in a row were none that it is not the questions that are at fault.
  func replied(isJSON: Bool) -> Bool {
    state.withLock { state in
      state.unreadable = isJSON ? 0 : state.unreadable + 1
      return state.unreadable >= Self.mostFailures
    }
  }

  /// Counts questions that are not kept, offline.
  ///
  /// - Returns: how many there are.
  func missed(_ count: Int) -> Int {
    state.withLock { state in
      state.missing += count
      return state.missing
    }
  }
}
