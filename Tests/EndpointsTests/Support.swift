import Endpoints
import Foundation
import Records
import Synchronization
import TestSupport

/// Keeps answers in memory, and counts.
final class AnswersInMemory: AnswerCache {
  private let kept = Mutex<[AnswerKey: [UInt8]]>([:])

  var count: Int { kept.withLock { $0.count } }
  var bytes: [[UInt8]] { kept.withLock { kept in kept.flatMap { [$0.key.body, $0.value] } } }

  func answer(_ key: AnswerKey) -> [UInt8]? { kept.withLock { $0[key] } }

  func keep(_ answers: [(key: AnswerKey, bytes: [UInt8])]) {
    kept.withLock { kept in
      for (key, bytes) in answers where kept[key] == nil { kept[key] = bytes }
    }
  }
}

/// Options for a server of a test: waits are short.
func options(
  _ server: MisbehavingServer, _ change: (inout EndpointOptions) -> Void = { _ in }
) throws -> EndpointOptions {
  var options = EndpointOptions(url: try EndpointURL(server.url), model: "m")
  options.backoff = 0.01
  options.timeout = 5
  change(&options)
  return options
}

/// What `body` throws.
func failure(_ body: () throws -> Void) -> WinnowError? {
  do {
    try body()
    return nil
  } catch {
    return error as? WinnowError
  }
}

extension Result {
  var value: Success? { try? get() }
  var error: Failure? {
    if case .failure(let error) = self { error } else { nil }
  }
}
