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
  @OptionGroup var options: EvaluationOptions

  func run() throws {
    try explained {
      let found = try Curation.evaluateGoals(
        store: store, score: score, sample: options.sample, seeds: options.seeds,
        options.result.resources)
      print(options.result.json ? found.json : found.text)
    }
  }
}
