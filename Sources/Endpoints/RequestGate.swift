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

  /// Takes a turn: how long until it comes.
  func turn() -> Duration {
    state.withLock { state in
      let now = ContinuousClock.now
      let turn = max(state.turn, now)
      state.turn = turn + interval
      return turn - now
    }
  }

  /// How long the server still wants to be left alone; zero if it does not.
  var closed: Duration { state.withLock { max(.zero, $0.open - .now) } }

  /// Lets nobody begin for a while.
  func pause(_ seconds: Double) {
    state.withLock { state in
      state.open = max(state.open, .now + .seconds(seconds))
      state.turn = max(state.turn, state.open)
    }
  }
}
