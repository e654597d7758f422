import ArgumentParser
import Curation

struct Certify: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure how many labels are wrong, by a blind check of a few pairs.",
    discussion: """
      Without --answers, draws a stratified random sample of the pairs that filters.training_dynamics \
      judged in the last plan of a store, and writes sample.csv, for people, who see neither label nor \
      probability, and HOWTO.md, which tells them what to do. The key stays in the store.

      With --answers, reads what they filled in, and prints the share of wrong labels, and the precision \
      and recall of the drops, weighed by strata, with 95 % intervals. The result is kept in the store, \
      and the next `winnow run` puts it on the dataset cards of its exports. With two raters their own \
      mistakes are corrected for.

      With --judge, a model is asked in place of people: a server that speaks OpenAI's \
      /v1/chat/completions. It sees each pair in both orders; a pair on which it changes its mind counts as \
      a tie. Answers are kept in the store, so that each is paid for once, and the same command goes on where \
      it was interrupted. The key is read from the environment variable that --api-key-env names. A judge has \
      leanings of its own: have people look at a part.

        winnow certify hh.sqlite --budget 150 -o out/check
        winnow certify hh.sqlite --answers out/check/sample.csv --answers second-rater.csv
        winnow certify hh.sqlite --judge http://localhost:8000 --judge-model Qwen/Qwen3-8B
      """)

  @Option(help: "Pairs to look at.") var budget = 150

  @Option(
    help: "A pipeline file whose last finished plan is meant; default the last plan of the store.",
    completion: .file(extensions: ["yaml", "yml"]))
  var pipeline: String?

  @Option(help: "Any number; other seeds draw other pairs.") var seed: UInt64 = 0

  @Option(
    name: .shortAndLong, help: "The folder for the files of the raters; default beside the store.",
    completion: .directory)
  var out: String?

  @Option(
    help: "A sheet that was filled in; once for each file.", completion: .file(extensions: ["csv"]))
  var answers: [String] = []

  @OptionGroup(title: "A model as judge") var judge: JudgeArguments

  @Flag(help: "Print JSON.") var json = false

  @Argument(help: "A store, or a pipeline file, whose store is meant.") var location: String

  func validate() throws {
    if budget < 1 { throw ValidationError("`--budget` must be at least 1: \(budget)") }
    if judge.judge != nil && !answers.isEmpty {
      throw ValidationError("`--judge` and `--answers` exclude one another")
    }
  }

  func run() throws {
    try explained {
      let found = try Curation.certify(
        CertifyRequest(
          location: location, pipeline: pipeline, budget: budget, seed: seed, out: out,
          answers: answers, judge: judge.request))
      print(json ? found.json : found.text)
    }
  }
}
