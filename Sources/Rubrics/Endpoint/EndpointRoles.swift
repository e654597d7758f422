internal import Endpoints
internal import Pipeline
internal import Records

/// The model that writes rubrics.
struct GeneratorRole: Sendable {
  let endpoint: EndpointOptions
  let sampling: Sampling
  /// Of attempts behind the first.
  let retry: Sampling

  init(options: inout OptionReader) throws(WinnowError) {
    (endpoint, sampling, retry) = try options.group(
      required: "generator", doc: "the model that writes rubrics"
    ) { (inner) throws(WinnowError) in
      let endpoint = try EndpointOptions(options: &inner)
      let sampling = try Sampling(options: &inner)
      var retry = sampling
      retry.temperature = try inner.double(
        "retry_temperature", default: 0.7, in: 0...2, doc: "of attempts behind the first")
      return (endpoint, sampling, retry)
    }
  }

  func exchange(attempt: Int) -> ChatExchange {
    ChatExchange(model: endpoint.model, sampling: attempt == 0 ? sampling : retry)
  }
}

/// The model that judges pairs.
struct JudgeRole: Sendable {
  let model: String
  /// Where it is asked; `nil` for the generator's server.
  let endpoint: EndpointOptions?
  let sampling: Sampling

  init(options: inout OptionReader, besides generator: GeneratorRole) throws(WinnowError) {
    let read = try options.group(
      "judge", doc: "the model that judges; by default the generator's"
    ) { (inner) throws(WinnowError) in
      let second = try EndpointOptions.second(besides: generator.endpoint, options: &inner)
      return (second, try Sampling(options: &inner, maxTokens: Self.maxTokens))
    }
    model = read?.0.model ?? generator.endpoint.model
    endpoint = read?.0.own
    sampling = read?.1 ?? Sampling(temperature: 0, maxTokens: Self.maxTokens)
  }

  /// Three phases over a handful of criteria and two responses.
  private static let maxTokens = 2048

  var exchange: ChatExchange { ChatExchange(model: model, sampling: sampling) }
}
