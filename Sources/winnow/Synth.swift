import ArgumentParser
import Curation
import Foundation

struct Synth: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a synthetic corpus with a known share of wrong labels.",
    discussion: """
      JSON Lines with prompt, chosen and rejected, and what only the generator knows: whether the label is \
      flipped, and how good both responses are. The same options give the same bytes, whatever the jobs.

        winnow synth --pairs 100000 --flip 0.2 --seed 7 --out corpus.jsonl.zst
        winnow synth --pairs 3 --out -
      """)

  @Option(help: "Rows to write.") var pairs: Int
  @Option(help: "Share of rows whose label is the wrong one, 0 to 1.") var flip = 0.2
  @Option(help: "Share of rows whose responses are equally good, 0 to 1.") var ties = 0.0
  @Option(help: "Share of rows that judge an earlier row again, 0 to 1.") var duplicates = 0.0
  @Option(help: "Share of rows that are damaged, 0 to 1.") var dirty = 0.0
  @Option(help: "Responses to each prompt, 2 to 16.") var responses = 2
  @Option(help: "Pairs of each prompt, 1 to responses × (responses − 1) / 2.") var pairsPerPrompt =
    1
  @Flag(help: "Write lists of messages instead of texts.") var conversational = false
  @Option(help: "Any number; other seeds give unrelated corpora.") var seed: UInt64 = 0
  @Option(name: .shortAndLong, help: "Threads that work; default one per core.") var jobs: Int?
  @Option(
    help: "The file; .gz and .zst are compressed, - is standard output.", completion: .file())
  var out: String
  @Flag(help: "Print the report as JSON.") var json = false

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("`--jobs` must be at least 1: \(jobs)") }
  }

  func run() throws {
    try explained {
      let report = try Curation.synth(
        SynthRequest(
          pairs: pairs, out: out, seed: seed, flip: flip, ties: ties, duplicates: duplicates,
          dirty: dirty, responsesPerPrompt: responses, pairsPerPrompt: pairsPerPrompt,
          conversational: conversational),
        jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
      // Standard output may be the corpus.
      Terminal.error(json ? report.json : report.text)
    }
  }
}
