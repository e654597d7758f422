import Testing

@testable import Scoring

@Suite struct RougeTests {
  /// Precision, recall and F-measure by rouge-score 0.1.2: `RougeScorer(…).score_multi`.
  static let scores: [(text: String, options: RougeOptions, p: Double, r: Double, f: Double)] = [
    ("cat", .init(.grams(1)), 0.625, 0.625, 0.625),
    ("cat", .init(.grams(2)), 0.42857142857142855, 0.42857142857142855, 0.42857142857142855),
    ("cat", .init(.longest), 0.625, 0.625, 0.625),
    ("cat", .init(.longestByLine), 0.625, 0.625, 0.625),
    ("two", .init(.grams(1)), 1.0, 0.8888888888888888, 0.9411764705882353),
    ("two", .init(.grams(2)), 0.7142857142857143, 0.625, 0.6666666666666666),
    ("two", .init(.longest), 0.625, 0.5555555555555556, 0.5882352941176471),
    ("two", .init(.longestByLine), 0.625, 0.5555555555555556, 0.5882352941176471),
    ("lines", .init(.grams(1)), 0.6153846153846154, 0.5714285714285714, 0.5925925925925927),
    ("lines", .init(.grams(2)), 0.08333333333333333, 0.07692307692307693, 0.08),
    ("lines", .init(.longest), 0.5384615384615384, 0.5, 0.5185185185185186),
    ("lines", .init(.longestByLine), 0.5384615384615384, 0.5, 0.5185185185185186),
    (
      "lines", .init(.grams(1), stems: true), 0.7692307692307693, 0.7142857142857143,
      0.7407407407407408
    ),
    ("lines", .init(.grams(2), stems: true), 0.08333333333333333, 0.07692307692307693, 0.08),
    (
      "lines", .init(.longest, stems: true), 0.6153846153846154, 0.5714285714285714,
      0.5925925925925927
    ),
    (
      "lines", .init(.longestByLine, stems: true), 0.6153846153846154, 0.5714285714285714,
      0.5925925925925927
    ),
    ("kelvin", .init(.grams(1)), 1.0, 1.0, 1.0),
    ("kelvin", .init(.grams(2)), 1.0, 1.0, 1.0),
    ("kelvin", .init(.longest), 1.0, 1.0, 1.0),
    ("kelvin", .init(.longestByLine), 1.0, 1.0, 1.0),
    ("stems", .init(.grams(1)), 0.0, 0.0, 0.0),
    ("stems", .init(.grams(2)), 0.0, 0.0, 0.0),
    ("stems", .init(.longest), 0.0, 0.0, 0.0),
    ("stems", .init(.longestByLine), 0.0, 0.0, 0.0),
    (
      "stems", .init(.grams(1), stems: true), 0.7777777777777778, 0.7777777777777778,
      0.7777777777777778
    ),
    ("stems", .init(.grams(2), stems: true), 0.5, 0.5, 0.5),
    (
      "stems", .init(.longest, stems: true), 0.7777777777777778, 0.7777777777777778,
      0.7777777777777778
    ),
    (
      "stems", .init(.longestByLine, stems: true), 0.7777777777777778, 0.7777777777777778,
      0.7777777777777778
    ),
    ("repeat", .init(.grams(1)), 0.2857142857142857, 0.3333333333333333, 0.30769230769230765),
    ("repeat", .init(.grams(2)), 0.0, 0.0, 0.0),
    ("repeat", .init(.longest), 0.2857142857142857, 0.3333333333333333, 0.30769230769230765),
    ("repeat", .init(.longestByLine), 0.2857142857142857, 0.3333333333333333, 0.30769230769230765),
    ("nothing", .init(.grams(1)), 0.0, 0.0, 0.0),
    ("nothing", .init(.grams(2)), 0.0, 0.0, 0.0),
    ("nothing", .init(.longest), 0.0, 0.0, 0.0),
    ("nothing", .init(.longestByLine), 0.0, 0.0, 0.0),
    ("noref", .init(.grams(1)), 0.0, 0.0, 0.0),
    ("noref", .init(.grams(2)), 0.0, 0.0, 0.0),
    ("noref", .init(.longest), 0.0, 0.0, 0.0),
    ("noref", .init(.longestByLine), 0.0, 0.0, 0.0),
    ("chinese", .init(.grams(1)), 0.0, 0.0, 0.0),
    ("chinese", .init(.grams(2)), 0.0, 0.0, 0.0),
    ("chinese", .init(.longest), 0.0, 0.0, 0.0),
    ("chinese", .init(.longestByLine), 0.0, 0.0, 0.0),
  ]

  @Test(arguments: scores.indices)
  func `is rouge-score's`(row: Int) throws {
    let (name, options, p, r, f) = Self.scores[row]
    var metric = Rouge(options)
    let text = try #require(metricTexts[name])
    metric.prepare(text.references.map { Array($0.utf8) })
    let best = metric.best(Array(text.response.utf8).span)
    let found = try #require(best)
    #expect((found.precision - p).magnitude < 1e-12, "\(name)")
    #expect((found.recall - r).magnitude < 1e-12, "\(name)")
    #expect((found.fMeasure - f).magnitude < 1e-12, "\(name)")
  }

  /// Longest common subsequences by bits are those of the table of lengths, over 64 rows too.
  @Test func `subsequences are as long as by the table`() {
    var random = SplitMix64(9)
    for round in 0..<100 {
      // Few tokens stand in many places, many in few: rows of bits and lists of places.
      let kinds = UInt64(round % 2 == 0 ? 3 : 200)
      let length = Int(random.next() % 900)
      let reference = (0..<length).map { _ in UInt32(random.next() % kinds) }
      let response = (0..<Int(random.next() % 100)).map { _ in UInt32(random.next() % (kinds + 1)) }
      var subsequence = CommonSubsequence()
      subsequence.read(
        reference, ends: length > 0 ? [length] : [], distinct: Int(kinds))
      var column: [UInt64] = []
      let found = subsequence.length(with: response, column: &column)
      #expect(found == lengths(reference, response)[length][response.count])
    }
  }

  /// The union over lines, with the walk that `rouge-score` makes through the table of lengths.
  @Test func `unions are those of the table`() {
    var random = SplitMix64(10)
    for _ in 0..<100 {
      let lines = (0..<Int(random.next() % 6)).map { _ in
        (0..<Int(1 + random.next() % 60)).map { _ in UInt32(random.next() % 5) }
      }
      let responses = (0..<Int(random.next() % 6)).map { _ in
        (0..<Int(1 + random.next() % 60)).map { _ in UInt32(random.next() % 6) }
      }
      var subsequence = CommonSubsequence()
      var ends: [Int] = []
      for line in lines { ends.append((ends.last ?? 0) + line.count) }
      subsequence.read(lines.flatMap { $0 }, ends: ends, distinct: 5)
      var union = UnionSubsequence()
      union.begin(subsequence)
      for response in responses {
        let steps = union.add(response, to: &subsequence, limit: .max)
        #expect(steps != nil)
      }
      let expected = lines.map { line in
        responses.reduce(into: Set<Int>()) { $0.formUnion(walk(line, $1)) }.sorted()
      }
      let found = subsequence.sentences.map { bits in
        bits.filter { union.marks[$0] }.map { $0 - bits.lowerBound }
      }
      #expect(found == expected)
    }
  }

  private func lengths(_ first: [UInt32], _ second: [UInt32]) -> [[Int]] {
    var table = [[Int]](
      repeating: [Int](repeating: 0, count: second.count + 1), count: first.count + 1)
    for i in first.indices {
      for j in second.indices {
        table[i + 1][j + 1] =
          first[i] == second[j] ? table[i][j] + 1 : max(table[i][j + 1], table[i + 1][j])
      }
    }
    return table
  }

  private func walk(_ first: [UInt32], _ second: [UInt32]) -> Set<Int> {
    let table = lengths(first, second)
    var (i, j) = (first.count, second.count)
    var matched: Set<Int> = []
    while i > 0, j > 0 {
      if first[i - 1] == second[j - 1] {
        matched.insert(i - 1)
        i -= 1
        j -= 1
      } else if table[i][j - 1] > table[i - 1][j] {
        j -= 1
      } else {
        i -= 1
      }
    }
    return matched
  }
}
