internal import Records

// What is said where asking cannot go on.
extension Asking {
  /// A request that came to nothing, and would again.
  func refusal(_ error: AttemptError, _ attempts: Int) -> WinnowError {
    switch error {
    case .rejected(let status, let words):
      let said = words.isEmpty ? "" : " (\(words))"
      return WinnowError(
        .endpointRefused, "the endpoint answers \(status)\(said): `\(address)`",
        hint: hint(status))
    case .tooLarge:
      return WinnowError(
        .endpointFailed,
        "a reply is larger than \(client.options.maxReplyBytes) bytes: `\(address)`",
        hint: "ask for fewer answers at once, if it is the server that is meant")
    default:
      let times = attempts > 1 ? " after \(attempts) attempts" : ""
      return WinnowError(
        .endpointFailed, "the endpoint gives no reply\(times) (\(error.words)): `\(address)`",
        hint: "what was answered is kept; the same command goes on from there")
    }
  }

  private func hint(_ status: Int) -> String {
    switch status {
    case 401, 403:
      client.options.keyVariable.map {
        "is the key in the variable `\($0)` right, and may it use `\(exchange.model)`?"
      } ?? "the server wants a key: name the environment variable that holds it"
    case 404: "are address and model right? the model is `\(exchange.model)`"
    case 300..<400: "name that address itself"
    default: "is it the address that you mean? what was answered is kept"
    }
  }

  /// A server that gives no usable answer.
  func nothingAnswered(_ failure: AnswerFailure) -> WinnowError {
    WinnowError(
      .endpointRefused, "no question has an answer (\(failure)): `\(address)`",
      hint: "are address, protocol and model right? the model is `\(exchange.model)`")
  }
}

extension WinnowError {
  /// Questions without an answer in the store, offline.
  static func notKept(_ missing: Int) -> WinnowError {
    WinnowError(
      .notAnswered, "\(missing) questions have no answer in the store, and nothing may be asked",
      hint: "without `--offline` they are asked, and their answers kept")
  }
}
