/// What a stage would ask an endpoint, worked out before anything is asked.
package struct RequestEstimate: Sendable, Equatable {
  /// Requests, none of them repeated.
  package var requests: Int
  /// Questions that are asked with them.
  package var questions: Int
  /// Tokens of the requests: bytes / 4, which is near for English.
  package var tokensIn: Int
  /// Tokens of the answers at most; 0 where answers are numbers.
  package var tokensOut: Int
  /// `nil` without a price.
  package var cost: Double?
  /// What it comes to where all that may be asked again is; `nil` where nothing is.
  package var most: Most?

  /// The largest that an estimate may become.
  package struct Most: Sendable, Equatable {
    package var requests: Int
    package var tokensIn: Int
    package var tokensOut: Int
    package var cost: Double?
  }

  /// An estimate from the texts.
  ///
  /// - Parameters:
  ///   - questions: how many there are.
  ///   - bytes: of all their texts, with what is written around them.
  ///   - batch: questions in a request.
  ///   - tokensOut: tokens that each answer may have.
  package init(
    questions: Int, bytes: Int, batch: Int = 1, tokensOut: Int = 0, _ options: EndpointOptions
  ) {
    self.questions = questions
    requests = questions.adding(max(1, batch) - 1) / max(1, batch)
    tokensIn = Self.tokens(bytes)
    self.tokensOut = questions.times(tokensOut)
    cost = options.cost(tokensIn: tokensIn, tokensOut: self.tokensOut)
  }

  /// Tokens of a text, about.
  static func tokens(_ bytes: Int) -> Int { bytes.adding(3) / 4 }

  /// Both together; what they may become at most is not added.
  package static func + (one: RequestEstimate, other: RequestEstimate) -> RequestEstimate {
    var sum = one
    sum.requests = sum.requests.adding(other.requests)
    sum.questions = sum.questions.adding(other.questions)
    sum.tokensIn = sum.tokensIn.adding(other.tokensIn)
    sum.tokensOut = sum.tokensOut.adding(other.tokensOut)
    if let cost = other.cost { sum.cost = (sum.cost ?? 0) + cost }
    sum.most = nil
    return sum
  }

  /// The same, which may become as much as `other`.
  package func upTo(_ other: RequestEstimate) -> RequestEstimate {
    var own = self
    own.most = Most(
      requests: other.requests, tokensIn: other.tokensIn, tokensOut: other.tokensOut,
      cost: other.cost)
    return own
  }

  /// A sentence for a plan.
  package var words: String {
    let least = Self.words(requests, tokensIn, tokensOut, cost)
    let range =
      most.map {
        "at least \(least); at most \(Self.words($0.requests, $0.tokensIn, $0.tokensOut, $0.cost))"
      } ?? least
    return "\(range) "
      + "(tokens are estimated as bytes / 4; what is answered already is not asked again)"
  }

  private static func words(_ requests: Int, _ tokensIn: Int, _ tokensOut: Int, _ cost: Double?)
    -> String
  {
    let most = tokensOut > 0 ? " and at most \(tokensOut) out" : ""
    let money = cost.map { ", cost about \(Spending.money($0))" } ?? ""
    return "about \(requests) requests, about \(tokensIn) tokens in\(most)\(money)"
  }
}
