package import Endpoints
package import Records

extension EndpointOptions {
  /// Reads where a model is asked, from the options of a stage or from a group of them.
  ///
  /// What a run is known by has address and model in it; speed, budgets and the name of the key's variable change no
  /// answer, and are left out.
  package init(options: inout OptionReader) throws(WinnowError) {
    let address = try options.string(
      required: "url", doc: "the server, such as `http://localhost:8000` or `https://…/v1`")
    let model = try options.string(required: "model", doc: "the model, as the server names it")
    try self.init(options.isDescribing ? "http://localhost" : address, model, &options)
  }

  /// Reads a second model of a stage, which may be another of the first one's server.
  ///
  /// - Returns: its name, and where it is asked; `nil` where no `url` is given: then speed and budgets are the first
  ///   one's, and both are asked with one client.
  package static func second(
    besides first: EndpointOptions, options: inout OptionReader
  ) throws(WinnowError) -> (model: String, own: EndpointOptions?) {
    let address = try options.string(
      optional: "url", doc: "another server; without it the first one's, with its speed and budgets"
    )
    let given = try options.string(
      optional: "model",
      doc: "the model, as the server names it; without `url` by default the first one")
    if address != nil && given == nil {
      // Without the line of the file: it may hold what must not be printed.
      throw WinnowError(
        .missingOption, "\(options.subject) needs a `model` beside its `url`",
        mark: options.place(of: "url"), hint: "add `model`: as that server names it")
    }
    let model = given ?? first.model
    guard !model.isEmpty else { throw options.problem("model", must: "not be empty") }
    let own = try EndpointOptions(address ?? "http://localhost", model, &options)
    try options.refuse(asked, unless: address != nil, must: "stand with `url`")
    return (model, address == nil ? nil : own)
  }

  /// Options that change no answer.
  private static let asked = [
    "api_key_env", "concurrency", "requests_per_minute", "max_tokens_total", "max_cost",
    "price_in", "price_out", "timeout_seconds", "retries",
  ]

  private init(
    _ address: String, _ model: String, _ options: inout OptionReader
  ) throws(WinnowError) {
    let url: EndpointURL
    do throws(WinnowError) {
      url = try EndpointURL(address)
    } catch {
      // Without the line of the file: it may hold what must not be printed.
      throw WinnowError(error.code, error.message, mark: options.place(of: "url"), hint: error.hint)
    }
    self.init(url: url, model: model)
    keyVariable = try options.string(
      optional: "api_key_env", doc: "the environment variable that holds the key, if one is wanted")
    concurrency = try options.int(
      "concurrency", default: concurrency, in: 1...1024, doc: "requests in flight at once")
    requestsPerMinute = try options.int(
      optional: "requests_per_minute", in: 1..., doc: "requests begun in a minute, at most")
    maxTokensTotal = try options.int(
      optional: "max_tokens_total", in: 1...,
      doc: "tokens in and out that a run may use; then it stops, and what was answered is kept")
    maxCost = try options.double(
      optional: "max_cost", in: 0..., doc: "what a run may spend, in the currency of the prices")
    priceIn = try options.double(
      optional: "price_in", in: 0..., doc: "price of a million tokens of requests")
    priceOut = try options.double(
      optional: "price_out", in: 0..., doc: "price of a million tokens of answers")
    timeout = try options.double(
      "timeout_seconds", default: timeout, in: 0.1...86_400,
      doc: "a request that has no whole reply by then is sent again")
    retries = try options.int(
      "retries", default: retries, in: 0...100,
      doc: "how often a request is sent again that failed for no fault of its own")
    if maxCost != nil && priceIn == nil && priceOut == nil {
      throw options.problem(
        "max_cost", must: "stand with `price_in` or `price_out`, from which the cost is reckoned")
    }
    options.leaveOut(Self.asked)
  }
}

extension Sampling {
  /// Reads how answers are drawn; part of what a run is known by.
  ///
  /// - Parameter temperature: where the file says nothing; `nil` leaves it to the server.
  package init(
    options: inout OptionReader, temperature: Double? = 0, maxTokens: Int = 1024
  ) throws(WinnowError) {
    if let temperature {
      self.init(
        temperature: try options.double(
          "temperature", default: temperature, in: 0...2, doc: "0 takes the likeliest token"))
    } else {
      self.init(
        temperature: try options.double(
          optional: "temperature", in: 0...2, doc: "0 takes the likeliest token"))
    }
    seed = try options.int(
      optional: "sampling_seed", doc: "sent to the server; the n-th answer has n more")
    self.maxTokens = try options.int(
      "max_tokens", default: maxTokens, in: 1...10_000_000, doc: "tokens of an answer, at most")
  }
}
