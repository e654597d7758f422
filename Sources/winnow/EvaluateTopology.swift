import ArgumentParser
import Curation

struct EvaluateTopology: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "topology",
    abstract: "Simulate trees and chains of comparisons, and measure how sure rewards become.",
    discussion: """
      A full tree of segments gives every response a reward; comparisons are placed between leaves of a tree of prefixes, \
      between responses drawn by themselves (a chain), and in other ways, always the same number. The mean inference \
      distance is the effective resistance between all responses, with inductive bias fitted on another world; beside \
      it stand what drawn labels really teach, and prefixes that were shuffled. Nothing is read; the same options give \
      the same numbers.

        winnow evaluate topology --seeds 20 --plot topology.svg
      """)

  @Option(help: "Segments of a response.") var depth = 3
  @Option(help: "Ways to go on behind each segment.") var width = 5
  @Option(help: "Standard deviation of the rewards.") var spread = 2.0
  @Option(
    parsing: .upToNextOption, help: "Numbers of comparisons, ascending.")
  var comparisons = [8, 16, 32, 64, 128, 256]
  @Option(help: ArgumentHelp("A file for a drawing, as SVG.", valueName: "file"))
  var plot: String?
  @Option(help: "Worlds that are drawn.") var seeds = 5
  @OptionGroup var result: ResultOptions

  func validate() throws {
    try EvaluationOptions.check(jobs: result.jobs, seeds: seeds, sample: nil)
    guard (1...12).contains(depth), (2...500).contains(width) else {
      throw ValidationError("`--depth` must be from 1 to 12 and `--width` from 2 to 500")
    }
    guard spread > 0, spread <= 100 else {
      throw ValidationError("`--spread` must be above 0, and at most 100")
    }
    guard !comparisons.isEmpty, comparisons.allSatisfy({ (1...100_000).contains($0) }),
      zip(comparisons, comparisons.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw ValidationError("`--comparisons` must be numbers from 1 to 100000, ascending") }
  }

  func run() throws {
    try explained {
      let found = try Curation.evaluateTopology(
        depth: depth, width: width, spread: spread, comparisons: comparisons, seeds: seeds,
        plot: plot, result.resources)
      print(result.json ? found.json : found.text)
    }
  }
}
