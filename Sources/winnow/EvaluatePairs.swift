import ArgumentParser
import Curation

struct EvaluatePairs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pairs",
    abstract: "Measure which way of making pairs teaches a reward model most.",
    discussion: """
      Every stage of the last finished plan that made pairs is a way: samplers of trees, chains, rankings; pairs that \
      came as they are stand beside them. Of each way equally many pairs are drawn, a plain reward model is trained on \
      them, on a quarter and on a sixteenth, and all are asked about the same pairs of prompts they have not seen. The \
      store is read, never written.

        winnow evaluate pairs --store trees.sqlite --seeds 5
        winnow evaluate pairs --store trees.sqlite --test 'trees.pairs baseline=none quota=0'
      """)

  @Option(help: "The store.") var store: String
  @Option(
    help: ArgumentHelp(
      "Whose pairs are asked about, by the beginning of its name; default those of all ways.",
      valueName: "name"))
  var test: String?
  @OptionGroup var options: EvaluationOptions

  func run() throws {
    try explained {
      let found = try Curation.evaluatePairs(
        store: store, sample: options.sample, test: test, seeds: options.seeds,
        options.result.resources)
      print(options.result.json ? found.json : found.text)
    }
  }
}
