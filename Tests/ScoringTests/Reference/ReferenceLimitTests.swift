import Testing

@testable import Scoring

@Suite struct ReferenceLimitTests {
  static let metrics: [any ReferenceMetric] = [
    SentenceBLEU(), SentenceBLEU(.init(tokenizer: .international)), CharacterFScore(.plusPlus),
    Rouge(.init(.grams(2))), Rouge(.init(.longest)), Rouge(.init(.longestByLine)), BLEURouge(),
  ]

  @Test(arguments: metrics.indices)
  func `without references there is no score`(index: Int) {
    var metric = Self.metrics[index]
    let text = Array("text".utf8)
    let before = metric.score(text)
    #expect(before == nil)
    metric.prepare([text])
    let scored = metric.score(text)
    #expect(scored != nil)
    metric.removeReferences()
    let after = metric.score(text)
    #expect(after == nil)
  }

  @Test(arguments: metrics.indices)
  func `a text beyond the limit has no score, and the next has one`(index: Int) throws {
    var metric = Self.metrics[index]
    let long = [UInt8](repeating: 0x61, count: ReferenceLimits.bytes + 1)
    metric.prepare([Array("one text of words".utf8)])
    let none = metric.score(long)
    #expect(none == nil)
    let next = metric.score(Array("one text of words".utf8))
    #expect(try #require(next) > 0.99)
    metric.prepare([Array("one".utf8), long])
    let beyond = metric.score(Array("one".utf8))
    #expect(beyond == nil)
    metric.prepare([Array("one text of words".utf8)])
    let last = metric.score(Array("one text of words".utf8))
    #expect(last == next)
  }

  @Test(arguments: metrics.indices)
  func `bytes that are no text are read`(index: Int) {
    var random = SplitMix64(3)
    var metric = Self.metrics[index]
    for _ in 0..<100 {
      let texts = (0..<3).map { _ in
        (0..<Int(random.next() % 80)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      }
      metric.prepare(Array(texts.dropFirst()))
      let score = metric.score(texts[0])
      #expect(score.map { (0...100.01).contains($0) } == true)
    }
  }

  @Test func `many short lines end`() {
    var metric = Rouge(.init(.longestByLine))
    let lines = Array(repeatElement(Array("a\n".utf8), count: 100_000).joined())
    metric.prepare([lines])
    // Each line is to be compared with each: 10^10 pairs, which nobody waits for.
    let none = metric.score(lines)
    #expect(none == nil)
    let one = metric.score(Array("a".utf8))
    #expect(one != nil)
  }
}
