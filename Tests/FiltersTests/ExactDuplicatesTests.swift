import Records
import Testing

@testable import Filters

@Suite struct ExactDuplicatesTests {
  /// What is said of the records of one pair: `record reason`.
  private func judged(_ options: String, _ votes: [String]) throws -> [String] {
    let stage = try make(ExactDuplicatesFilter.self, options)
    var batch = PairBatch()
    batch.add(votes: votes)
    var findings: [Finding] = []
    stage.judge(batch, into: &findings)
    #expect(findings.allSatisfy { $0.kind == .vote && $0.subject == 1 })
    return findings.map { "\($0.record) \($0.verdict.reason)" }
  }

  @Test(arguments: [
    (["1 x a"], []), (["1 x a", "2 x a"], ["2 duplicate"]),
    (["1 x a", "2 x a swapped"], ["2 duplicate_swapped"]),
    (
      ["1 x a", "2 x a", "3 x a swapped", "4 x a"],
      ["2 duplicate", "3 duplicate_swapped", "4 duplicate"]
    ),
    (["1 x a", "2 x b"], []), (["1 x a", "2 y a"], []), (["1 x tie", "2 x tie"], ["2 duplicate"]),
    (["1 x tie", "2 x bad"], []), (["1 - a", "2 - a"], ["2 duplicate"]), (["1 - a", "2 x a"], []),
    (["1 x a 0.5", "2 x a 0.7"], ["2 duplicate"]),
    // Several votes of one record are never copies of each other.
    (["1 - a", "1 - a"], []), (["1 x a", "1 y a", "2 x a", "2 y a"], ["2 duplicate"]),
    (["1 x a", "1 y a", "2 x a", "2 y b"], []), (["1 x a", "1 y a", "2 y a"], ["2 duplicate"]),
    (["1 x a", "2 x a", "2 y a", "3 y a"], ["3 duplicate"]),
    (["1 - a", "2 - a", "2 - a", "3 - a", "3 - a"], ["3 duplicate"]),
    (["1 x a", "2 y a", "3 x a", "3 y a"], ["3 duplicate"]),
    // A model does not say again what a human has said, though nobody names either.
    (["1 -human a", "2 -model a"], []), (["1 -human a", "2 - a"], []),
    (["1 -human a", "2 -model a", "3 -human a"], ["3 duplicate"]),
  ])
  func `all but the first of equal votes are dropped`(votes: [String], expected: [String]) throws {
    #expect(try judged("{}", votes) == expected)
  }

  @Test func `unnamed annotators can be told apart`() throws {
    #expect(
      try judged("{unnamed: distinct}", ["1 - a", "2 - a", "3 x a", "4 x a"]) == ["4 duplicate"])
  }

  @Test func `pairs do not mix, and texts are not needed`() throws {
    var batch = PairBatch()
    batch.add(votes: ["1 x a"])
    batch.add(votes: ["2 x a", "3 x a"])
    batch.add(votes: [])
    batch.add(responses: (5, 0), votes: ["4 x a", "5 x a swapped"])
    var findings: [Finding] = []
    try make(ExactDuplicatesFilter.self).judge(batch, into: &findings)
    #expect(findings.map(\.subject) == [2, 4])
    #expect(findings.map(\.record) == [3, 5])
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `votes of one each are the first of their kind`(seed: UInt64) throws {
    var random = TestRandom(seed)
    let votes = (1...random.below(12) + 1).map { record in
      "\(record) \(["x", "y", "-"][random.below(3)]) \(["a", "b", "tie"][random.below(3)])"
    }
    var seen: Set<String> = []
    let expected = votes.filter { !seen.insert(String($0.drop { $0 != " " })).inserted }
    #expect(try judged("{}", votes) == expected.map { "\($0.prefix { $0 != " " }) duplicate" })
  }
}
