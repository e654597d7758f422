import ArgumentParser
import Curation

struct EvaluateCertainty: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "certainty",
    abstract: "Measure how sure trees are of their responses, and which comparisons to make next.",
    discussion: """
      The graph of a prompt has its responses as nodes, its comparisons and the branches of its tree as edges; the \
      variance of the difference of two rewards is the effective resistance between them. What a shared beginning is worth \
      is fitted on the score differences of the other half of the groups. Shown are ways to place equally many \
      comparisons, with controls without a tree and with a shuffled one, how well labels that are withheld are told by the \
      others of their prompt, and what the next comparisons are worth. The store is read, never written.

        winnow evaluate certainty --store trees.sqlite
        winnow evaluate certainty --store trees.sqlite --next 200 --to ask.jsonl
      """)

  @Option(help: "The store.") var store: String
  @Option(help: "Comparisons to propose.") var next = 0
  @Option(
    help: ArgumentHelp(
      "A file for them, JSON Lines, in the order of the choice.", valueName: "file"),
    completion: .file(extensions: ["jsonl"]))
  var to: String?
  @Option(help: "Draws of labels.") var seeds = 3
  @OptionGroup var result: ResultOptions

  func validate() throws {
    try EvaluationOptions.check(jobs: result.jobs, seeds: seeds, sample: nil)
    guard (0...100_000).contains(next) else {
      throw ValidationError("`--next` must be from 0 to 100000: \(next)")
    }
    if to != nil, next == 0 { throw ValidationError("`--to` needs `--next N`") }
  }

  func run() throws {
    try explained {
      let found = try Curation.evaluateCertainty(
        store: store, next: next, path: to, seeds: seeds, result.resources)
      print(result.json ? found.json : found.text)
    }
  }
}
