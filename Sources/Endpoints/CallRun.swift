internal import Foundation
internal import NIOCore
internal import Synchronization

/// A request under way: sent until it has a reply that can be read, or need not be sent again.
///
/// It lives on an event loop; no thread waits for it.
final class CallRun<E: Exchange>: Sendable {
  private struct State {
    var attempts = 0
    var isDone = false
    /// Ends what it waits for: its turn, or a reply.
    var end: (@Sendable () -> Void)?
  }

  private let call: Call<E>
  private let caller: Caller<E>
  private let loop: any EventLoop
  private let done: @Sendable (CallOutcome<E>) -> Void
  private let state = Mutex(State())

  /// - Parameter done: is told once what it came to, on any thread.
  init(
    _ call: Call<E>, _ caller: Caller<E>, done: @escaping @Sendable (CallOutcome<E>) -> Void
  ) {
    self.call = call
    self.caller = caller
    self.done = done
    loop = caller.transport.nextLoop
  }

  func start() { takeTurn() }

  /// Ends it as soon as may be; a reply that is there already counts.
  func cancel() {
    state.withLock { $0.end }?()
    finish(.failure(.attempt(.cancelled)))
  }

  private func takeTurn() { wait(caller.gate.turn()) { $0.enter() } }

  private func enter() {
    // The server may have asked for a pause in the meantime.
    let closed = caller.gate.closed
    if closed > .zero { wait(closed) { $0.enter() } } else { send() }
  }

  private func wait(_ time: Duration, then next: @escaping @Sendable (CallRun) -> Void) {
    let (seconds, attoseconds) = time.components
    let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    let timer = loop.scheduleTask(in: .nanoseconds(nanoseconds)) { next(self) }
    setEnd { timer.cancel() }
  }

  private func send() {
    let goesOn = state.withLock { state in
      if !state.isDone { state.attempts += 1 }
      return !state.isDone
    }
    guard goesOn else { return }
    let sending = caller.transport.post(call.body, on: loop)
    setEnd(sending.cancel)
    sending.result.whenSuccess { self.take($0) }
  }

  /// Sets what ends it; at once, if it is ended already.
  private func setEnd(_ end: @escaping @Sendable () -> Void) {
    let isDone = state.withLock { state in
      state.end = end
      return state.isDone
    }
    if isDone { end() }
  }

  private func take(_ reply: Result<Data, AttemptError>) {
    let problem: AttemptError
    switch reply {
    case .success(let reply):
      do throws(BadReply) {
        return finish(.success(try caller.exchange.read(reply, count: call.items.count)))
      } catch .malformed(let what) {
        return finish(.failure(.malformed(what)))
      } catch {
        problem = .notJSON
      }
    case .failure(let error): problem = error
    }
    var asked: Double?
    if case .busy(_, let wait, _) = problem { asked = wait }
    let attempts = state.withLock { $0.attempts }
    guard problem.isPassing, attempts <= caller.retries, asked ?? 0 <= Backoff.longestAsked else {
      return finish(.failure(.attempt(problem)))
    }
    // A server that says when to come back means everybody.
    if let asked { caller.gate.pause(asked) }
    let seconds = caller.backoff.seconds(
      before: attempts, asked: asked, share: .random(in: 0...1))
    wait(.seconds(seconds)) { $0.takeTurn() }
  }

  private func finish(_ result: Result<ReadReply<E.Answer>, CallFailure>) {
    let attempts = state.withLock { state -> Int? in
      guard !state.isDone else { return nil }
      state.isDone = true
      return state.attempts
    }
    guard let attempts else { return }
    done(CallOutcome(call: call, attempts: attempts, result: result))
  }
}
