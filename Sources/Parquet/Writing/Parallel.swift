internal import Dispatch
internal import Synchronization

/// Does `count` jobs on up to `threads` threads; the results are in the order of the jobs.
///
/// - Parameters:
///   - begin: makes what a thread keeps between its jobs.
///   - job: by its number.
/// - Throws: the error of the first job that failed.
func inParallel<State, Result: Sendable>(
  _ count: Int, threads: Int, _ begin: @Sendable () throws(ParquetError) -> State,
  _ job: @Sendable (inout State, Int) throws(ParquetError) -> Result
) throws(ParquetError) -> [Result] {
  let threads = max(1, min(threads, count))
  guard threads > 1 else {
    var state = try begin()
    var results: [Result] = []
    for number in 0..<count { results.append(try job(&state, number)) }
    return results
  }
  let next = Atomic(0)
  let done = Mutex<(results: [Result?], failed: (job: Int, error: ParquetError)?)>(
    ([Result?](repeating: nil, count: count), nil))
  DispatchQueue.concurrentPerform(iterations: threads) { _ in
    var number = 0
    do throws(ParquetError) {
      var state = try begin()
      while true {
        number = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard number < count else { return }
        let result = try job(&state, number)
        done.withLock { $0.results[number] = result }
      }
    } catch {
      // Jobs of less number have begun already, so that the first failure is the same for any number of threads.
      _ = next.exchange(count, ordering: .relaxed)
      done.withLock { done in
        if done.failed.map({ number < $0.job }) ?? true { done.failed = (number, error) }
      }
    }
  }
  let (results, failed) = done.withLock { $0 }
  if let failed { throw failed.error }
  return results.compactMap { $0 }
}
