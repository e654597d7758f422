import Foundation
import Rules
import Testing

/// The published strict results of IFEval as the measure of checkers and parser.
///
/// `RULES_TABLE=/path/table.md` writes the tables of docs/rules.md.
@Suite(
  .enabled(
    if: IFEvalCorpus.isThere,
    "needs the shared data beside the checkout, or WINNOW_SHARED_DATA, with rules/ifeval-*.jsonl"))
struct IFEvalTests {
  @Test func `checkers give the published results`() throws {
    let table = CheckTable(try IFEvalCorpus().rows)
    #expect(table.all >= 832)
    #expect(Double(table.same) >= 0.995 * Double(table.all), "\(table.differences)")
    try Self.write("## Checkers against the published results\n\n" + table.markdown, as: "checkers")
  }

  @Test func `rules are read from the prompts alone`() throws {
    let rows = try IFEvalCorpus().rows
    let odd = ParseTable(rows.filter { $0.key % 2 == 1 })
    let even = ParseTable(rows.filter { $0.key % 2 == 0 })
    #expect(odd.total.precision >= 0.9)
    #expect(odd.total.recall >= 0.8)
    #expect(even.total.precision >= 0.95)
    try Self.write(
      "## Parsed rules, odd keys\n\n\(odd.markdown)\n## Parsed rules, even keys\n\n\(even.markdown)",
      as: "parser")
  }

  /// Writes `text` to the path of `RULES_TABLE` with `name` before its extension.
  private static func write(_ text: String, as name: String) throws {
    guard let path = ProcessInfo.processInfo.environment["RULES_TABLE"] else { return }
    let url = URL(fileURLWithPath: path)
    let file = "\(url.deletingPathExtension().lastPathComponent)-\(name).md"
    try text.write(
      to: url.deletingLastPathComponent().appendingPathComponent(file), atomically: true,
      encoding: .utf8)
  }
}

/// Results of the checkers against those published, by instruction.
struct CheckTable {
  private(set) var all = 0
  private(set) var same = 0
  private(set) var differences: [String] = []
  private var lines: [String: (all: Int, same: Int)] = [:]

  init(_ rows: [IFEvalCorpus.Row]) {
    for row in rows {
      let text = ScalarText(row.response)
      for (i, rule) in row.rules.enumerated() {
        let outcome = rule?.check(text, prompt: row.prompt)
        let isSame = outcome?.isMet == row.followed[i]
        all += 1
        same += isSame ? 1 : 0
        lines[row.instructions[i], default: (0, 0)].all += 1
        lines[row.instructions[i], default: (0, 0)].same += isSame ? 1 : 0
        if !isSame {
          differences.append(
            "\(row.key) \(row.instructions[i]): published \(row.followed[i]), here: \(outcome?.explanation ?? "no rule")"
          )
        }
      }
    }
  }

  /// The table in Markdown, with the differences below.
  var markdown: String {
    var text = "| instruction | all | same |\n| --- | ---: | ---: |\n"
    for (name, line) in lines.sorted(by: { $0.key < $1.key }) + [("all", (all, same))] {
      text += "| \(name) | \(line.all) | \(line.same) |\n"
    }
    return text + "\n" + differences.map { "- \($0)\n" }.joined()
  }
}
