import Testing

@testable import Scoring

@Suite struct SentenceBLEUTests {
  /// Scores by sacrebleu 2.6.0, Python 3.11: `BLEU(effective_order=True, …).sentence_score`.
  static let scores: [(text: String, options: BLEUOptions, score: Double)] = [
    ("cat", .init(), 32.46679154750989),
    ("short", .init(), 13.533528323661276),
    ("two", .init(), 26.538560855362228),
    ("markup", .init(), 100.00000000000004),
    ("chinese", .init(), 0.0),
    ("arabic", .init(), 34.98330125272253),
    ("emoji", .init(), 6.87938864869854),
    ("greek", .init(), 10.682175159905848),
    ("blanks", .init(), 100.00000000000004),
    ("marks", .init(), 64.1662142190512),
    ("nothing", .init(), 0.0),
    ("noref", .init(), 0.0),
    ("same", .init(), 100.00000000000004),
    ("other", .init(), 0.0),
    ("repeat", .init(), 7.809849842300637),
    ("cat", .init(tokenizer: .none), 25.848657697858535),
    ("blanks", .init(tokenizer: .none), 100.00000000000004),
    ("markup", .init(tokenizer: .none), 6.567274736060395),
    ("short", .init(tokenizer: .character), 33.28710836980797),
    ("chinese", .init(tokenizer: .character), 46.75638043530437),
    ("emoji", .init(tokenizer: .character), 53.54652623295677),
    ("two", .init(tokenizer: .international), 25.098621243978968),
    ("arabic", .init(tokenizer: .international), 55.780028607687655),
    ("emoji", .init(tokenizer: .international), 20.345970436499208),
    ("chinese", .init(tokenizer: .international), 18.99589214128981),
    ("marks", .init(tokenizer: .international), 61.87129112191096),
    ("chinese", .init(tokenizer: .chinese), 46.75638043530437),
    ("two", .init(tokenizer: .chinese), 25.098621243978968),
    ("marks", .init(tokenizer: .chinese), 61.652552921243704),
    ("greek", .init(lowercase: true), 100.00000000000004),
    ("emoji", .init(lowercase: true), 6.87938864869854),
    ("cat", .init(smoothing: .none), 32.46679154750989),
    ("two", .init(smoothing: .none), 0.0),
    ("short", .init(smoothing: .none), 13.533528323661276),
    ("cat", .init(smoothing: .floor()), 32.46679154750989),
    ("two", .init(smoothing: .floor()), 17.747405280050266),
    ("short", .init(smoothing: .floor()), 13.533528323661276),
    ("cat", .init(smoothing: .addK()), 41.325840918969014),
    ("two", .init(smoothing: .addK()), 35.93041119630842),
    ("short", .init(smoothing: .addK()), 13.533528323661276),
    ("cat", .init(smoothing: .exponential), 32.46679154750989),
    ("two", .init(smoothing: .exponential), 26.538560855362228),
    ("short", .init(smoothing: .exponential), 13.533528323661276),
    ("short", .init(smoothing: .floor(0.5)), 13.533528323661276),
    ("short", .init(smoothing: .addK(0.25)), 13.533528323661276),
    ("short", .init(usesEffectiveOrder: false), 0.0),
    ("short", .init(smoothing: .addK(), usesEffectiveOrder: false), 13.533528323661276),
    ("cat", .init(maximumOrder: 1), 70.00000000000003),
    ("cat", .init(maximumOrder: 2), 55.777335102271685),
    ("cat", .init(maximumOrder: 6), 18.949207063585725),
  ]

  @Test(arguments: scores.indices)
  func `is sacrebleu's`(row: Int) throws {
    let (name, options, expected) = Self.scores[row]
    var metric = SentenceBLEU(options)
    let score = metric.score(try #require(metricTexts[name]))
    let found = try #require(score)
    #expect((found - expected).magnitude < 1e-9, "\(name): \(found)")
  }

  @Test func `counts are kept`() throws {
    var metric = SentenceBLEU()
    _ = metric.score(try #require(metricTexts["repeat"]))
    #expect(metric.statistics.matches == [2, 0, 0, 0])
    #expect(metric.statistics.totals == [7, 6, 5, 4])
    #expect(metric.statistics.length == 7)
    #expect(metric.statistics.referenceLength == 7)
    #expect(metric.statistics.brevityPenalty == 1)
  }

  @Test func `of two references equally near in length the shorter counts`() {
    var metric = SentenceBLEU()
    _ = metric.score(("a b c", ["a b c d", "a b"]))
    #expect(metric.statistics.referenceLength == 2)
    _ = metric.score(("a b c", ["a b c d", "a"]))
    #expect(metric.statistics.referenceLength == 4)
  }

  @Test func `a response is scored alike in any order of responses`() throws {
    var metric = SentenceBLEU()
    metric.prepare([Array("a rose is a rose, is a rose.".utf8)])
    let responses = [
      "a rose", "", "is a rose is a rose is", "a a a a", "a rose is a rose, is a rose.",
    ]
    let forwards = responses.map { metric.score(Array($0.utf8)) }
    let backwards = responses.reversed().map { metric.score(Array($0.utf8)) }
    #expect(forwards == backwards.reversed())
    #expect(try #require(forwards.last ?? nil) > 99.99)
  }
}
