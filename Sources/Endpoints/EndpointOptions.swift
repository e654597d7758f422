// Clients of model endpoints: what they are asked, what they may answer, and asking it once.
//
// This is the only module that speaks HTTP. It knows records only; who gives it questions, and where answers
// are kept, is told to it. Start at Exchange.swift for the protocols, EndpointClient.swift for asking.

internal import Foundation
package import Records

/// Where a model is asked, how fast, and for how much.
///
/// The key stands in an environment variable and is read when a request is sent; it is no part of this value.
package struct EndpointOptions: Sendable, Equatable {
  /// The server, with `/v1` or without.
  package var url: EndpointURL
  /// The model's name, as the server knows it.
  package var model: String
  /// The environment variable that holds the key; `nil` for a server that wants none.
  package var keyVariable: String?
  /// Requests in flight at once.
  package var concurrency = 8
  /// Requests begun in any minute, repeated ones among them; `nil` for as fast as answers come.
  package var requestsPerMinute: Int?
  /// Tokens in and out that may be used in all; `nil` for any number.
  package var maxTokensTotal: Int?
  /// What may be spent in all, in the currency of the prices; `nil` for any sum.
  package var maxCost: Double?
  /// Price of a million tokens of requests.
  package var priceIn: Double?
  /// Price of a million tokens of answers.
  package var priceOut: Double?
  /// Seconds until a request that has no whole answer is given up and sent again.
  package var timeout = 120.0
  /// How often a request that failed for no fault of its own is sent again.
  package var retries = 5
  /// Bytes of a reply beyond which it is not read.
  package var maxReplyBytes = 256 << 20
  /// Seconds to wait before a request is sent again for the first time; doubled each time.
  package var backoff = 0.5

  /// A server and a model.
  package init(url: EndpointURL, model: String) {
    self.url = url
    self.model = model
  }

  /// The key, from the environment.
  ///
  /// - Throws: `missing-key` where the variable is not there or empty.
  func key(_ environment: [String: String]) throws(WinnowError) -> String? {
    guard let keyVariable else { return nil }
    let key = environment[keyVariable]?.trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
    guard !key.isEmpty, key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw WinnowError(
        .missingKey,
        key.isEmpty
          ? "the environment has no key in the variable: `\(keyVariable)`"
          : "the key in this variable has characters that no key has: `\(keyVariable)`",
        hint: "`export \(keyVariable)=…` before the command; a key is never written anywhere")
    }
    return key
  }

  /// What tokens cost; `nil` without a price.
  package func cost(tokensIn: Int, tokensOut: Int) -> Double? {
    guard priceIn != nil || priceOut != nil else { return nil }
    return (Double(tokensIn) * (priceIn ?? 0) + Double(tokensOut) * (priceOut ?? 0)) / 1e6
  }
}

extension WinnowError.Code {
  /// The environment has no key for an endpoint.
  package static let missingKey = Self("missing-key", exitStatus: 2)
  /// A URL that names no server to ask.
  package static let badURL = Self("bad-url", exitStatus: 2)
  /// A server cannot be asked, or gives no usable answer.
  package static let endpointFailed = Self("endpoint-failed", exitStatus: 1)
  /// A server refuses requests as they are: key, model or address are wrong.
  package static let endpointRefused = Self("endpoint-refused", exitStatus: 2)
  /// What may be spent is spent.
  package static let budgetSpent = Self("budget-spent", exitStatus: 1)
  /// Answers are wanted that are not in the store.
  package static let notAnswered = Self("not-answered", exitStatus: 2)
}
