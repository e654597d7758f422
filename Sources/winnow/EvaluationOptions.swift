import ArgumentParser
import Curation

/// How results of an evaluation are printed, and what is used for them.
struct ResultOptions: ParsableArguments {
  @Flag(help: "Print a JSON object.") var json = false
  @Option(name: .shortAndLong, help: "Threads that work; default one per core.") var jobs: Int?
  @Option(help: "How progress is shown: auto (on a terminal), lines, json or none.")
  var progress: ProgressStyle = .auto

  var resources: Resources {
    Resources(
      jobs: jobs ?? Terminal.cores, memory: nil, progress: progress,
      terminal: Terminal.errorIsTerminal)
  }
}

/// What evaluations that print a table are told alike.
struct EvaluationOptions: ParsableArguments {
  @Option(help: "Pairs to draw, by their ids; default all.") var sample: Int?
  @Option(help: "Repetitions with other folds.") var seeds = 3
  @OptionGroup var result: ResultOptions

  func validate() throws { try Self.check(jobs: result.jobs, seeds: seeds, sample: sample) }

  static func check(jobs: Int?, seeds: Int, sample: Int?) throws {
    if let jobs, jobs < 1 { throw ValidationError("`--jobs` must be at least 1: \(jobs)") }
    if seeds < 1 || seeds > 1000 {
      throw ValidationError("`--seeds` must be from 1 to 1000: \(seeds)")
    }
    if let sample, sample < 1 { throw ValidationError("`--sample` must be at least 1: \(sample)") }
  }
}
