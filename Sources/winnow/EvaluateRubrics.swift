import ArgumentParser
import Curation

struct EvaluateRubrics: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rubrics",
    abstract:
      "Measure how well rubrics mined from pairs judge pairs of prompts they have not seen.",
    discussion: """
      Principles are proposed where chosen and rejected answers differ in the corpus's preferred direction by more than \
      is usual, and tested on other pairs of the prompt. For a held-out prompt a rubric is made from the prompt alone, \
      by its nearest neighbours, and judges all its pairs. Beside it: without the consistency test, one rubric for all \
      prompts, a fifth of the labels turned, shuffled labels, length, and the majority. The store is read, never written.

        winnow evaluate rubrics --store rmb.sqlite --where annotator=pairs
      """)

  @Option(help: "The store.") var store: String
  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Which votes count: source=NAME, member=NAME, annotator=NAME, no-ties, with commas between.",
      valueName: "conditions"))
  var conditions = ""
  @OptionGroup var options: EvaluationOptions

  func run() throws {
    try explained {
      let found = try Curation.evaluateRubrics(
        store: store, conditions: conditions, sample: options.sample, seeds: options.seeds,
        options.result.resources)
      print(options.result.json ? found.json : found.text)
    }
  }
}
