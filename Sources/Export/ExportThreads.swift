internal import Pipeline
internal import Records
internal import Store

/// The threads of an export and the queues between them.
///
/// Task n goes to worker n mod `jobs` and its pieces come back by that worker's queue, so that they
/// can be taken in order. Every queue is short: whatever the corpus, a few frames per worker are in
/// memory.
final class ExportThreads {
  private let trainer: any Trainer
  private let plan: ExportPlan.Context
  private let work: ExportWork
  private let tasks: [Channel<ExportTask>]
  private let pieces: [Channel<Piece>]
  /// What the plan left out, by split; sent once, at the end.
  private let planned = Channel<[(split: String, tally: ExportTally)]>(capacity: 1)
  private var current = 0

  init(trainer: any Trainer, jobs: Int, plan: ExportPlan.Context, work: ExportWork) {
    self.trainer = trainer
    self.plan = plan
    self.work = work
    let count = max(1, jobs)
    tasks = (0..<count).map { _ in Channel(capacity: 2) }
    pieces = (0..<count).map { _ in Channel(capacity: 3) }
  }

  func start() {
    startThread("winnow export plan") { [plan, tasks, planned] in
      var plan = ExportPlan(plan)
      do throws(WinnowError) {
        try plan.run { task in tasks[task.number % tasks.count].send(task) }
        _ = planned.send(Array(zip(plan.splits, plan.tallies).map { ($0, $1) }))
        planned.finish()
        for queue in tasks { queue.finish() }
      } catch {
        planned.finish(error)
        for queue in tasks { queue.finish(error) }
      }
    }
    for (index, (tasks, pieces)) in zip(tasks, pieces).enumerated() {
      startThread("winnow export \(index)") { [trainer, work] in trainer.work(work, tasks, pieces) }
    }
  }

  /// The next piece of output; `nil` when all tasks are done.
  func next() throws(WinnowError) -> Piece? {
    guard let piece = try pieces[current].receive() else { return nil }
    if case .end = piece.content { current = (current + 1) % pieces.count }
    return piece
  }

  /// What the plan left out, after the last piece.
  func tallies() throws(WinnowError) -> [(split: String, tally: ExportTally)] {
    // All workers are done then, and their connections closed.
    for queue in pieces { _ = try queue.receive() }
    return try planned.receive() ?? []
  }

  /// Ends all threads as soon as they next hand something over.
  func stop() {
    for queue in tasks { queue.close() }
    for queue in pieces { queue.close() }
    planned.close()
  }
}
