import Records
import Testing

@testable import Rubrics

/// What a survey is made of.
@Suite struct SurveyTests {
  @Test(arguments: [
    ("Is kind.", "is KIND!", 1.0), ("The response is kind.", "The response is rude.", 0.6),
    ("has at most 3 words", "has at most 100 words", 0.4 + 0.0286), ("a b", "c d", 0),
    ("?", "!", 1),
  ])
  func `likeness is that of neighbouring words`(a: String, b: String, expected: Double) {
    let found = CriterionWords(a).similarity(CriterionWords(b))
    #expect(abs(found - expected) < 0.001, "\(found)")
    #expect(found == CriterionWords(b).similarity(CriterionWords(a)))
  }

  @Test func `near texts among many are those that all pairs give`() {
    var random = FixedNumbers(state: 3 &* 1000)
    let texts = (0..<300).map { _ in
      let start = Int(random.next() % 40)
      var words = (0..<12).map { "word\(start * 12 + $0)" }
      words[Int(random.next() % 12)] = "other\(random.next() % 50)"
      return CriterionWords(words.joined(separator: " "))
    }
    var expected = Set<[Int]>()
    for second in texts.indices {
      for first in 0..<second where texts[first].similarity(texts[second]) >= 0.7 {
        expected.insert([first, second])
      }
    }
    let found = NearTexts.pairs(of: texts, least: 0.7)
    #expect(!expected.isEmpty)
    #expect(Set(found.map { [$0.first, $0.second] }).isSubset(of: expected))
    #expect(found.count * 100 >= expected.count * 97, "\(found.count) of \(expected.count)")
    #expect(found.map(\.similarity) == found.map(\.similarity).sorted(by: >))
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `a table of few rows counts them exactly, in any order and in parts`(seed: UInt64) {
    var random = FixedNumbers(state: seed &* 1000)
    let keys = (0..<500).map { _ in
      PublicID(high: (random.next() % 60) &* 0x9e37_79b9_7f4a_7c15, low: 0)
    }
    var counts: [PublicID: Int] = [:]
    for key in keys { counts[key, default: 0] += 1 }
    let expected = counts.sorted { $0.key < $1.key }.prefix(10).map(\.value)
    var whole = SampledTable<Int>(limit: 10)
    for key in keys { whole.update(key, default: 0) { $0 += 1 } }
    #expect(whole.sorted == expected && whole.isCut)
    var joined = SampledTable<Int>(limit: 10)
    for start in stride(from: 0, to: keys.count, by: 70) {
      var part = SampledTable<Int>(limit: 10)
      for key in keys[start..<min(start + 70, keys.count)].reversed() {
        part.update(key, default: 0) { $0 += 1 }
      }
      joined.add(part) { $0 += $1 }
    }
    #expect(joined.sorted == expected && joined.isCut)
  }

  @Test func `cells without a criterion are told, and an axis that is too wide is not`() {
    var coverage = Coverage(axes: 2)
    coverage.add([["a"], ["x", "y"]])
    coverage.add([["b"], ["x"]])
    coverage.add([[], ["x"]])
    #expect(coverage.all.map(\.count) == [1, 1, 1, 0])
    #expect(coverage.all.last?.cell == ["b", "y"] && coverage.without == [1, 0])
    var other = Coverage(axes: 2)
    for number in 0...Coverage.mostValues { other.add([["a"], ["\(number)"]]) }
    coverage.add(other)
    #expect(coverage.isTooWide && coverage.all.isEmpty && coverage.without == [1, 0])
  }

  @Test func `a prefix that is no ASCII is cut off whole`() {
    let axis = SurveyAxis("dimension", "th\u{e8}me")
    #expect(axis?.values(["th\u{e8}me:oiseaux", "theme:x", "th\u{e8}me:"]) == ["oiseaux"])
    #expect(axis?.values(["the\u{300}me:oiseaux"]) == ["oiseaux"])
  }

  @Test(
    arguments: [
      ("axis", "axis", false), ("/theme", "", true), ("/tags theme", "theme", true),
      ("a b", nil, false),
      ("/a b c", nil, false), ("", nil, false),
    ] as [(String, String?, Bool)])
  func `where the values of an axis stand`(words: String, prefix: String?, isField: Bool) {
    let axis = SurveyAxis("scenario", words)
    #expect((axis == nil) == (prefix == nil))
    guard let axis else { return }
    #expect((axis.prefix ?? "") == prefix && (axis.pointer != nil) == isField)
    let record = #"{"theme":3,"tags":["theme:a","other:b","theme:a"]}"#
    let values = axis.values(ofRecords: [record]) ?? axis.values(["axis:q", "axis:", "other:b"])
    #expect(values == (words == "axis" ? ["q"] : words == "/theme" ? ["3"] : ["a"]))
  }
}

/// Random numbers that are the same each time.
struct FixedNumbers: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 1
    return CriterionWords.mix(state)
  }
}
