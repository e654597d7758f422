import Testing

@testable import Scoring

@Suite struct CharacterFScoreTests {
  /// Scores by sacrebleu 2.6.0, Python 3.11: `CHRF(…).sentence_score`.
  static let scores: [(text: String, options: CharacterFScoreOptions, score: Double)] = [
    ("cat", .init(), 41.91691434305867),
    ("short", .init(), 45.481630154773946),
    ("two", .init(), 61.938144573411456),
    ("markup", .init(), 34.096164645699396),
    ("chinese", .init(), 42.41968799881072),
    ("arabic", .init(), 78.26814732724718),
    ("emoji", .init(), 42.72883444871226),
    ("greek", .init(), 1.798561151079137),
    ("blanks", .init(), 100.0),
    ("marks", .init(), 87.9010874468604),
    ("nothing", .init(), 0.0),
    ("noref", .init(), 0.0),
    ("same", .init(), 100.0),
    ("other", .init(), 9.918925963728427),
    ("repeat", .init(), 14.232426848159646),
    ("cat", .plusPlus, 45.7733076585074),
    ("short", .plusPlus, 42.00535796366504),
    ("two", .plusPlus, 59.35036119417663),
    ("markup", .plusPlus, 27.029454453173322),
    ("chinese", .plusPlus, 36.35973257040919),
    ("arabic", .plusPlus, 72.63681895769074),
    ("emoji", .plusPlus, 40.30381160519478),
    ("greek", .plusPlus, 3.8491048593350383),
    ("blanks", .plusPlus, 100.0),
    ("marks", .plusPlus, 71.42018895506885),
    ("nothing", .plusPlus, 0.0),
    ("noref", .plusPlus, 0.0),
    ("same", .plusPlus, 100.0),
    ("other", .plusPlus, 7.439194472796319),
    ("repeat", .plusPlus, 14.71532900200283),
    ("cat", .init(lowercase: true), 41.91691434305867),
    ("two", .init(lowercase: true), 61.938144573411456),
    ("greek", .init(lowercase: true), 100.0),
    ("short", .init(lowercase: true), 45.481630154773946),
    ("blanks", .init(lowercase: true), 100.0),
    ("cat", .init(keepsBlanks: true), 53.44398754164248),
    ("two", .init(keepsBlanks: true), 65.94763603040894),
    ("greek", .init(keepsBlanks: true), 4.365321640672697),
    ("short", .init(keepsBlanks: true), 44.57386008048413),
    ("blanks", .init(keepsBlanks: true), 45.4952903580862),
    ("cat", .init(usesEpsilon: true), 41.9164809340971),
    ("two", .init(usesEpsilon: true), 61.93734792869839),
    ("greek", .init(usesEpsilon: true), 1.798561151079145),
    ("short", .init(usesEpsilon: true), 45.40809280007079),
    ("blanks", .init(usesEpsilon: true), 100.0),
    ("cat", .init(characterOrder: 3, wordOrder: 1, beta: 1), 62.126325550158846),
    ("two", .init(characterOrder: 3, wordOrder: 1, beta: 1), 78.97862929492837),
    ("greek", .init(characterOrder: 3, wordOrder: 1, beta: 1), 7.7278562259306804),
    ("short", .init(characterOrder: 3, wordOrder: 1, beta: 1), 59.16922194524719),
    ("blanks", .init(characterOrder: 3, wordOrder: 1, beta: 1), 100.0),
    ("cat", .init(characterOrder: 10), 27.598405663941993),
    ("two", .init(characterOrder: 10), 45.93480967818368),
    ("greek", .init(characterOrder: 10), 1.079136690647482),
    ("short", .init(characterOrder: 10), 36.17493485026808),
    ("blanks", .init(characterOrder: 10), 100.0),
  ]

  @Test(arguments: scores.indices)
  func `is sacrebleu's`(row: Int) throws {
    let (name, options, expected) = Self.scores[row]
    var metric = CharacterFScore(options)
    let score = metric.score(try #require(metricTexts[name]))
    let found = try #require(score)
    #expect((found - expected).magnitude < 1e-9, "\(name): \(found)")
  }

  /// So many different characters that six of them are no 64-bit integer: the table counts, not the sort.
  @Test func `many characters are counted as few are`() throws {
    let wide = (0..<3000).map { Unicode.Scalar(0x4E00 + UInt32($0) * 7 % 3000) ?? "?" }
    let text = String(String.UnicodeScalarView(wide))
    #expect(SortedGrams.bits(distinct: 3000, order: 6) == nil)
    var metric = CharacterFScore()
    let whole = metric.score((text, [text]))
    #expect(whole == 100)
    let best = metric.score((text, ["a", text, "b"]))
    #expect(best == 100)
    let half = metric.score((String(text.unicodeScalars.prefix(1500)), [text]))
    // All precisions are 1, and the recall of order n is (1500 − n + 1) / (3000 − n + 1).
    var recall = 0.0
    for n in 0..<6 { recall += Double(1500 - n) / Double(3000 - n) / 6 }
    let expected = 500 * recall / (4 + recall)
    #expect((try #require(half) - expected).magnitude < 1e-9)
  }

  @Test func `a table and a sort count alike`() {
    var random = SplitMix64(4)
    for _ in 0..<200 {
      let lengths = (Int(random.next() % 40), Int(random.next() % 40))
      let reference = (0..<lengths.0).map { _ in UInt32(random.next() % 4) }
      let response = (0..<lengths.1).map { _ in
        let token = UInt32(random.next() % 5)
        return token == 4 ? Vocabulary.unknown : token
      }
      var table = GramTable()
      table.add(reference)
      table.finish(order: 6, distinct: 4)
      var counted = [Int](repeating: 0, count: 6)
      table.match(response, orders: 1...6, into: &counted)
      var (first, second) = (SortedGrams(), SortedGrams())
      first.read(reference, distinct: 4, order: 6, bits: 3, isReference: true)
      second.read(response, distinct: 4, order: 6, bits: 3, isReference: false)
      var sorted = [Int](repeating: 0, count: 6)
      first.match(second, into: &sorted)
      #expect(counted == sorted)
    }
  }
}
