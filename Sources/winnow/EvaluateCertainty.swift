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
    help: ArgumentHelp("A file for them, JSON Lines, in the order of the choice.", valueName: "file"),
    completion: .file(extensions: ["jsonl"]))
  var to: String?
  @Option(help: "Draws of labels.") var seeds = 3
  @Flag(help: "Print a JSON object.") var json = false
  @Option(name: .shortAndLong, help: "Threads that work; default one per core.") var jobs: Int?
  @Option(help: "How progress is shown: auto (on a terminal), lines, json or none.")
  var progress: ProgressStyle = .auto

  func validate() throws {
    try EvaluationOptions.check(jobs: jobs, seeds: seeds, sample: nil)
    guard (0...100_000).contains(next) else {
      throw ValidationError("`--next` must be from 0 to 100000: \(next)")
    }
    if to != nil, next == 0 { throw ValidationError("`--to` needs `--next N`") }
  }

  func run() throws {
    let resources = Resources(
      jobs: jobs ?? Terminal.cores, memory: nil, progress: progress,
      terminal: Terminal.errorIsTerminal)
    try explained {
      let found = try Curation.evaluateCertainty(
        store: store, next: next, path: to, seeds: seeds, resources)
      print(json ? found.json : found.text)
    }
  }
}
