internal import Endpoints
internal import Records

/// A model at an endpoint that says which of two answers is better.
public struct JudgeRequest: Sendable {
  /// A server that speaks OpenAI's `/v1/chat/completions`, such as `http://localhost:8000`.
  public var url: String
  /// The model, as the server names it.
  public var model: String
  /// The environment variable that holds the key; `nil` if the server wants none.
  public var keyVariable: String?
  /// A file with a prompt that has `{{prompt}}`, `{{answer_1}}` and `{{answer_2}}` in it; `nil` for winnow's own.
  public var promptFile: String?
  /// Tokens of an answer, at most.
  public var maxTokens = 1024
  /// Requests in flight at once.
  public var concurrency = 8
  /// Requests begun in a minute; `nil` for as fast as answers come.
  public var requestsPerMinute: Int?
  /// Tokens that may be used; `nil` for any number.
  public var maxTokensTotal: Int?
  /// What may be spent, in the currency of the prices; `nil` for any sum.
  public var maxCost: Double?
  /// Price of a million tokens of requests.
  public var priceIn: Double?
  /// Price of a million tokens of answers.
  public var priceOut: Double?
  /// Seconds until a request without a whole reply is sent again.
  public var timeout = 120.0
  /// How often a request is sent again that failed for no fault of its own.
  public var retries = 5
  /// Whether nothing is asked that the store has no answer to.
  public var isOffline = false
  /// Whether only is said what would be asked.
  public var isDryRun = false

  /// A judge with the defaults of speed and none of budget.
  public init(url: String, model: String) {
    self.url = url
    self.model = model
  }

  var options: EndpointOptions {
    get throws(WinnowError) {
      var options = EndpointOptions(url: try EndpointURL(url), model: model)
      options.keyVariable = keyVariable
      options.concurrency = concurrency
      options.requestsPerMinute = requestsPerMinute
      options.maxTokensTotal = maxTokensTotal
      options.maxCost = maxCost
      options.priceIn = priceIn
      options.priceOut = priceOut
      options.timeout = timeout
      options.retries = retries
      return options
    }
  }
}
