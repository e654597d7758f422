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
    help: "Which pairs, as in an export: `source=…`, `annotator=…`, `no-ties`.")
  var clause: String?
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
      let found = try Curation.evaluateRubrics(
        store: store, clause: clause, sample: sample, seeds: seeds, resources)
      print(json ? found.json : found.text)
    }
  }
}
