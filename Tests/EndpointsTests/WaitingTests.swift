@testable import Endpoints
import Foundation
import Testing

/// How long is waited, and what would be asked.
@Suite struct WaitingTests {
  @Test(
    arguments: [
      ("0", 0), ("17", 17), (" 2.5 ", 2.5), ("-3", 0), ("Sun, 06 Nov 1994 08:49:47 GMT", 10),
      ("Sunday, 06-Nov-94 08:49:47 GMT", 10), ("Sun Nov  6 08:49:47 1994", 10),
      ("Sun, 06 Nov 1994 08:00:00 GMT", 0), ("soon", nil), ("", nil),
    ] as [(String, Double?)])
  func `Retry-After has seconds or a date`(text: String, seconds: Double?) {
    // Sun, 06 Nov 1994 08:49:37 GMT.
    #expect(RetryAfter.seconds(text, now: Date(timeIntervalSince1970: 784_111_777)) == seconds)
  }

  @Test func `waits double, end at a minute, and are never shorter than the server asks`() {
    let backoff = Backoff(first: 0.5)
    #expect(backoff.seconds(before: 1, asked: nil, share: 1) == 0.5)
    #expect(backoff.seconds(before: 1, asked: nil, share: 0) == 0.25)
    #expect(backoff.seconds(before: 4, asked: nil, share: 1) == 4)
    #expect(backoff.seconds(before: 60, asked: nil, share: 1) == 60)
    #expect(backoff.seconds(before: 1, asked: 20, share: 0) == 20)
    #expect(backoff.seconds(before: 1, asked: 20, share: 1) == 20.5)
  }

  @Test func `an estimate says requests, tokens and, with a price, cost`() throws {
    var options = EndpointOptions(url: try EndpointURL("http://h"), model: "m")
    let free = RequestEstimate(questions: 65, bytes: 4001, batch: 32, options)
    #expect(free.requests == 3 && free.tokensIn == 1001 && free.cost == nil)
    options.priceIn = 2
    options.priceOut = 10
    let paid = RequestEstimate(questions: 100, bytes: 4_000_000, tokensOut: 1000, options)
    #expect(paid.requests == 100 && paid.cost == 3)
    #expect(paid.words.contains("about 1000000 tokens in and at most 100000 out, cost about 3.0"))
  }

  @Test func `estimates add up, and have a least and a most`() throws {
    var options = EndpointOptions(url: try EndpointURL("http://h"), model: "m")
    let free = RequestEstimate(questions: 3, bytes: 40, options)
    options.priceIn = 2
    let paid = RequestEstimate(questions: 100, bytes: 4_000_000, tokensOut: 10, options)
    let sum = free + paid
    #expect(sum.requests == 103 && sum.tokensIn == 1_000_010 && sum.tokensOut == 1000)
    #expect(sum.cost == 2 && (paid + paid).cost == 4)
    let both = free.upTo(sum)
    #expect(
      both.words.hasPrefix(
        "at least about 3 requests, about 10 tokens in; at most about 103 requests, about 1000010 tokens in "
          + "and at most 1000 out, cost about 2.0 ("))
    let huge = RequestEstimate(questions: .max, bytes: .max, tokensOut: .max, options)
    #expect((huge + huge).requests == .max)
  }
}
