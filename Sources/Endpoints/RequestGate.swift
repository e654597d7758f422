internal import Synchronization

/// When the next request may begin: so many a minute, and none while the server wants to be left alone.
final class RequestGate: Sendable {
  private struct State {
    /// When the next turn begins.
    var turn = ContinuousClock.now
    /// Until when the server wants to be left alone.
    var open = ContinuousClock.now
  }

  private let interval: Duration
  private let state = Mutex(State())

  init(perMinute: Int?) {
    interval = perMinute.map { .seconds(60) / max(1, $0) } ?? .zero
  }

  /// Waits for its turn.
  ///
  /// - Throws: when the task is cancelled.
  func enter() async throws {
    let turn = state.withLock { state in
      let turn = max(state.turn, .now)
      state.turn = turn + interval
      return turn
    }
    if turn > .now { try await ContinuousClock().sleep(until: turn) }
    while case let open = state.withLock({ $0.open }), open > .now {
      try await ContinuousClock().sleep(until: open)
    }
    try Task.checkCancellation()
  }

  /// Lets nobody begin for a while.
  func pause(_ seconds: Double) {
    state.withLock { state in
      state.open = max(state.open, .now + .seconds(seconds))
      state.turn = max(state.turn, state.open)
    }
  }
}
