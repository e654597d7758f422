internal import Records

/// What requests used and may use.
struct Spending: Sendable {
  let options: EndpointOptions
  private(set) var tokensIn = 0
  private(set) var tokensOut = 0
  /// What requests in flight will use, about.
  private var reserved: [Int: (tokensIn: Int, tokensOut: Int)] = [:]

  init(_ options: EndpointOptions) { self.options = options }

  /// Takes room for a request; what it comes to is not known before its reply is there.
  ///
  /// - Throws: `budget-spent`.
  mutating func reserve(_ call: Int, tokensIn: Int, tokensOut: Int) throws(WinnowError) {
    let plannedIn = reserved.values.reduce(self.tokensIn.adding(tokensIn)) {
      $0.adding($1.tokensIn)
    }
    let plannedOut = reserved.values.reduce(self.tokensOut.adding(tokensOut)) {
      $0.adding($1.tokensOut)
    }
    if let most = options.maxTokensTotal, plannedIn.adding(plannedOut) > most {
      throw spent(
        "tokens are used, of \(most)", self.tokensIn.adding(self.tokensOut), "max_tokens_total")
    }
    if let most = options.maxCost,
      let cost = options.cost(tokensIn: plannedIn, tokensOut: plannedOut),
      cost > most
    {
      let now = options.cost(tokensIn: self.tokensIn, tokensOut: self.tokensOut) ?? 0
      throw WinnowError(
        .budgetSpent,
        "the next request may go beyond `max_cost`: \(Self.money(now)) of \(Self.money(most)) is spent",
        hint: Self.hint("max_cost"))
    }
    reserved[call] = (tokensIn, tokensOut)
  }

  private func spent(_ what: String, _ used: Int, _ option: String) -> WinnowError {
    WinnowError(
      .budgetSpent, "the next request may go beyond `\(option)`: \(used) \(what)",
      hint: Self.hint(option))
  }

  private static func hint(_ option: String) -> String {
    "the answers so far are kept; with a higher `\(option)` the same command goes on from there"
  }

  /// Settles what a request came to; `nil` where the server does not say, and the reservation counts.
  ///
  /// - Returns: what it used.
  @discardableResult
  mutating func settle(
    _ call: Int, tokensIn: Int?, tokensOut: Int?
  ) -> (tokensIn: Int, tokensOut: Int) {
    guard let held = reserved.removeValue(forKey: call) else { return (0, 0) }
    let used = (
      tokensIn: Self.believed(tokensIn) ?? held.tokensIn,
      tokensOut: tokensOut.map { Self.believed($0) ?? held.tokensOut }
        ?? (Self.believed(tokensIn) == nil ? held.tokensOut : 0)
    )
    self.tokensIn = self.tokensIn.adding(used.tokensIn)
    self.tokensOut = self.tokensOut.adding(used.tokensOut)
    return used
  }

  /// What a server may say that one request used; anything else is a mistake of its own.
  private static func believed(_ tokens: Int?) -> Int? {
    tokens.flatMap { (0...10_000_000).contains($0) ? $0 : nil }
  }

  /// Gives room back that was not used.
  mutating func release(_ call: Int) { reserved[call] = nil }

  /// With as many digits as matter.
  static func money(_ sum: Double) -> String {
    let scale = sum < 1 ? 1e4 : 1e2
    return "\((sum * scale).rounded() / scale)"
  }
}

extension Int {
  /// The sum, or the end of the range of numbers.
  package func adding(_ other: Int) -> Int {
    let (sum, overflows) = addingReportingOverflow(other)
    return overflows ? (other > 0 ? .max : .min) : sum
  }

  /// The product of two counts, or the largest number.
  package func times(_ other: Int) -> Int {
    let (product, overflows) = multipliedReportingOverflow(by: other)
    return overflows ? .max : product
  }
}
