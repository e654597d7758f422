import ArgumentParser
import Curation

struct EvaluateUnlearning: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlearning",
    abstract: "Show what training did to the likelihood of rejected answers that are good.",
    discussion: """
      Needs three scores of the answers in the store: how good each is, and its log-probability under a model before and \
      after training, which `relabel.score.file` reads from files of yours.

        winnow evaluate unlearning --store s.sqlite --score overall --before logp_sft --after logp_dpo
      """)

  @Option(help: "The store.") var store: String
  @Option(help: "Name of the score that says how good an answer is.") var score: String
  @Option(help: "Name of the log-probability before training.") var before: String
  @Option(help: "Name of the log-probability after training.") var after: String

  func run() throws {
    let resources = Resources(
      jobs: Terminal.cores, memory: nil, progress: .none, terminal: Terminal.errorIsTerminal)
    try explained {
      print(
        try Curation.evaluateUnlearning(
          store: store, score: score, before: before, after: after, resources))
    }
  }
}
