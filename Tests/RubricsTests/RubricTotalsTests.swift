import Pipeline
import Store
import Testing

@testable import Rubrics

/// What `rubrics.score` tells of all responses.
@Suite struct RubricTotalsTests {
  private func table(_ models: Int) throws -> [Substring] {
    var totals = RubricTotals(aggregate: .explicit, output: "rubric", Counts())
    var found = RubricScoring.Found(batch: CorpusBatch(pairs: 0))
    // The last in the order of names has most scores.
    for number in 0..<models {
      let name = "m" + String(number + 100)
      found.scores += Array(repeating: (0.5, [name], []), count: number + 1 == models ? 3 : 1)
    }
    totals.add(found)
    let note = try #require(totals.notes.first { $0.text.hasPrefix("by model") })
    return note.text.split(separator: "\n")
  }

  @Test func `a table of many rows shows those of most scores, and how many more there are`() throws
  {
    let lines = try table(45)
    #expect(lines.count == 42)
    #expect(lines[1].hasPrefix("m144: ") && lines[2].hasPrefix("m100: "), "\(lines)")
    #expect(lines[40].hasPrefix("m138: ") && lines[41] == "and 5 more", "\(lines)")
  }

  @Test func `a table of few is in the order of names`() throws {
    let lines = try table(40)
    #expect(lines.count == 41 && lines[1].hasPrefix("m100: ") && lines[40].hasPrefix("m139: "))
  }
}
