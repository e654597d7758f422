import ArgumentParser
import Curation

/// A model that is asked in place of people, how fast, and for how much.
struct JudgeArguments: ParsableArguments {
  @Option(help: ArgumentHelp("The server, such as http://localhost:8000.", valueName: "url"))
  var judge: String?

  @Option(help: ArgumentHelp("The model, as the server names it.", valueName: "name"))
  var judgeModel: String?

  @Option(
    help: ArgumentHelp("The environment variable that holds the key.", valueName: "name"))
  var apiKeyEnv: String?

  @Option(
    help: ArgumentHelp(
      "A prompt of your own, with {{prompt}}, {{answer_1}} and {{answer_2}} in it.",
      valueName: "file"), completion: .file())
  var judgePrompt: String?

  @Option(help: "Tokens of an answer, at most.") var maxTokens = 1024
  @Option(help: "Requests in flight at once.") var concurrency = 8
  @Option(help: "Requests begun in a minute, at most.") var requestsPerMinute: Int?
  @Option(help: "Tokens that may be used in all.") var maxTokensTotal: Int?
  @Option(help: "What may be spent, in the currency of the prices.") var maxCost: Double?
  @Option(help: "Price of a million tokens of requests.") var priceIn: Double?
  @Option(help: "Price of a million tokens of answers.") var priceOut: Double?
  @Option(help: "Seconds until a request without a whole reply is sent again.") var timeout = 120.0
  @Option(help: "How often a request that failed is sent again.") var retries = 5
  @Flag(help: "Ask nothing: every answer must be in the store.") var offline = false
  @Flag(help: "Say what would be asked, and ask nothing.") var dryRun = false

  var request: JudgeRequest? {
    guard let judge, let judgeModel else { return nil }
    var request = JudgeRequest(url: judge, model: judgeModel)
    request.keyVariable = apiKeyEnv
    request.promptFile = judgePrompt
    request.maxTokens = maxTokens
    request.concurrency = concurrency
    request.requestsPerMinute = requestsPerMinute
    request.maxTokensTotal = maxTokensTotal
    request.maxCost = maxCost
    request.priceIn = priceIn
    request.priceOut = priceOut
    request.timeout = timeout
    request.retries = retries
    request.isOffline = offline
    request.isDryRun = dryRun
    return request
  }

  func validate() throws {
    if (judge == nil) != (judgeModel == nil) {
      throw ValidationError("`--judge` and `--judge-model` stand together")
    }
    for (name, value) in [
      ("--max-tokens", maxTokens), ("--concurrency", concurrency),
      ("--requests-per-minute", requestsPerMinute ?? 1),
      ("--max-tokens-total", maxTokensTotal ?? 1),
    ] where value < 1 { throw ValidationError("`\(name)` must be at least 1: \(value)") }
    if retries < 0 { throw ValidationError("`--retries` must be at least 0: \(retries)") }
    if !(timeout >= 0.1) { throw ValidationError("`--timeout` must be at least 0.1: \(timeout)") }
    if maxCost != nil && priceIn == nil && priceOut == nil {
      throw ValidationError("`--max-cost` needs `--price-in` or `--price-out`")
    }
  }
}
