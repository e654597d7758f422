import ArgumentParser
import Curation

struct EvaluateGoals: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "goals",
    abstract: "Measure whether goal-conditioned pairs teach a small model to rank better.",
    discussion: """
      Trains linear reward models that read the goal on the pairs as they are, on the augmented ones of \
      `relabel.reward_augmented`, and on controls (the data twice, half of it augmented, goals shuffled or constant, one \
      direction alone), with equal numbers of updates, and compares them on held-out prompts. The store is read, \
      never written; the pairs are those of its last finished plan whose answers have the score.

        winnow evaluate goals --store ultrafeedback.sqlite --score overall
      """)

  @Option(help: "The store.") var store: String
  @Option(help: "Name of the score that goals are made of.") var score: String
  @Option(help: "Pairs to draw, by their ids; default all.") var sample: Int?
  @Option(help: "Repetitions with other folds.") var seeds = 3
  @Flag(help: "Print a JSON object.") var json = false
  @Option(name: .shortAndLong, help: "Threads that work; default one per core.") var jobs: Int?
  @Option(help: "How progress is shown: auto (on a terminal), lines, json or none.")
  var progress: ProgressStyle = .auto

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("`--jobs` must be at least 1: \(jobs)") }
    if seeds < 1 || seeds > 1000 {
      throw ValidationError("`--seeds` must be from 1 to 1000: \(seeds)")
    }
    if let sample, sample < 1 { throw ValidationError("`--sample` must be at least 1: \(sample)") }
  }

  func run() throws {
    let resources = Resources(
      jobs: jobs ?? Terminal.cores, memory: nil, progress: progress,
      terminal: Terminal.errorIsTerminal)
    try explained {
      let found = try Curation.evaluateGoals(
        store: store, score: score, sample: sample, seeds: seeds, resources)
      print(json ? found.json : found.text)
    }
  }
}
