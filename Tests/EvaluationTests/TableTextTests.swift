import Evaluation
import Foundation
import Testing

@Suite struct TableTextTests {
  private static func number(_ value: Double) -> IntervalResult {
    IntervalResult(value: value, low: value - 0.01, high: value + 0.01)
  }

  private static let file: EvaluationFile = {
    var file = EvaluationFile(
      corpus: CorpusFacts(
        store: "s.sqlite", where: "source=a", trusted: nil, folds: "group", pairs: 100, groups: 90,
        digest: String(repeating: "ab", count: 32), state: "", difficulty: "votes",
        exemptGenerators: [], files: []))
    file.tables = [
      TableResult(
        key: "k", setting: "symmetric", rate: 0.2, seeds: 3, pairs: 100, wrong: 20, groups: 90,
        rows: [
          RowResult(
            name: "winnow", role: "detector",
            measures: [
              "auroc": number(0.7), "average_precision": number(0.4), "ece": number(0.1),
              "brier": number(0.2),
            ]),
          RowResult(name: "length", role: "control", measures: ["auroc": number(0.6)]),
          RowResult(name: "random", role: "control", measures: [:]),
        ],
        gains: [
          GainResult(of: "winnow", than: "length", measure: "auroc", gain: number(0.1)),
          GainResult(of: "winnow", than: "best control", measure: "auroc", gain: number(0.1)),
        ], notes: [String(repeating: "words ", count: 40)])
    ]
    return file
  }()

  @Test func `a table is readable`() {
    let lines = EvaluationText(Self.file).text.split(separator: "\n").map(String.init)
    #expect(lines.allSatisfy { $0.count <= 110 })
    #expect(lines.allSatisfy { $0.last != " " })
    #expect(lines.contains { $0 == "symmetric 20 %: 100 pairs, 20 wrong, 90 groups, 3 seeds" })
    #expect(lines.contains { $0.hasPrefix("  winnow") && $0.contains("0.700 [0.690, 0.710]") })
    #expect(
      lines.contains { $0.hasPrefix("· length") && $0.hasSuffix("+0.100 [+0.090, +0.110]") })
    #expect(lines.contains { $0.hasPrefix("· random") && $0.contains("–") })
    #expect(lines.contains("  winnow less best control: +0.100 [+0.090, +0.110]"))
  }

  @Test func `results read back are the same bytes`() throws {
    let bytes = try #require(Self.file.json)
    #expect(bytes == Self.file.json)
  }
}
