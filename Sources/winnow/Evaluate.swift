import ArgumentParser
import Curation

struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure how good the tool is on a corpus of yours.",
    subcommands: [
      EvaluateNoise.self, EvaluateGoals.self, EvaluatePairs.self, EvaluateRubrics.self,
      EvaluateCertainty.self, EvaluateTopology.self, EvaluateUnlearning.self,
    ])
}

struct EvaluateNoise: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "noise",
    abstract: "Plant wrong labels into trusted ones, and measure how well each method finds them.",
    discussion: """
      The store is read, never written. Labels are those of the last finished plan. Rate 0 stands for labels as \
      they are: where pairs have several votes, one is trained on and the others are the truth. What is printed \
      for flips holds for such flips; it is no measure of natural mistakes.

      The file of results is written after every cell; the same command goes on from it.

        winnow evaluate noise --store hh.sqlite --rates 0.2,0.4 --json hh.json
        winnow evaluate noise --store votes.sqlite --rates 0 --methods fast --no-downstream
        winnow evaluate noise --store judges.sqlite --where 'annotator=gpt4,no-ties' --sample 20000
      """)

  @Option(help: "The store.") var store: String
  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Which votes count: source=NAME, member=NAME, annotator=NAME, no-ties, with commas between.",
      valueName: "conditions"))
  var conditions = ""
  @Option(
    help: ArgumentHelp(
      "Which votes are the truth, where the labels of --where are to be tested against them.",
      valueName: "conditions"))
  var trusted: String?
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("Leave out the prompts that this store holds.", valueName: "store"))
  var without: [String] = []
  @Option(help: "Pairs to draw, by their ids; default all.") var sample: Int?
  @Option(help: "Shares of labels to turn, with commas between.") var rates = "0,0.1,0.2,0.3,0.4"
  @Option(help: "Noise draws of each setting.") var seeds = 3
  @Option(help: "all, fast (winnow, baseline, plain controls), or names with commas between.")
  var methods = "all"
  @Option(help: "Kinds of flips: symmetric, difficulty, longer, annotator, with commas between.")
  var flips = "symmetric"
  @Option(help: "group: folds share no prompt; generator: no generator either.") var folds = "group"
  @Flag(inversion: .prefixedNo, help: "Train fresh learners on what cleaning leaves.")
  var downstream = true
  @Option(
    name: .customLong("json"),
    help: ArgumentHelp(
      "The file of results; what is in it is not done again.", valueName: "file"),
    completion: .file(extensions: ["json"]))
  var out: String?
  @Option(name: .shortAndLong, help: "Threads that work; default one per core.") var jobs: Int?
  @Option(help: "Memory to use, such as 2GB; half a gigabyte is needed for each cell at once.")
  var memory: String?
  @Option(help: "How progress is shown: auto (on a terminal), lines, json or none.")
  var progress: ProgressStyle = .auto

  func validate() throws {
    try EvaluationOptions.check(jobs: jobs, seeds: seeds, sample: sample)
  }

  func run() throws {
    var request = EvaluateNoiseRequest(store: store)
    request.conditions = conditions
    request.trusted = trusted
    request.without = without
    request.sample = sample
    request.rates = rates
    request.seeds = seeds
    request.methods = methods
    request.flips = flips
    request.folds = folds
    request.downstream = downstream
    request.out = out
    let resources = Resources(
      jobs: jobs ?? Terminal.cores, memory: memory, progress: progress,
      terminal: Terminal.errorIsTerminal)
    try explained { print(try Curation.evaluateNoise(request, resources).text) }
  }
}
