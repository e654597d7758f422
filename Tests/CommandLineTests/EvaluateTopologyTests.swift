import Foundation
import TestSupport
import Testing

/// Trees and chains, simulated through the command line.
@Suite struct EvaluateTopologyTests {
  private struct File: Decodable {
    struct Row: Decodable {
      var profile, arm: String
      var comparisons: Int
      var distance, within, squared_error, accuracy: Double
    }
    var rows: [Row]
  }

  private func run(_ folder: TemporaryFolder, _ more: String...) throws -> CommandResult {
    try CommandRunner(folder: folder.path).start(
      ["evaluate", "topology", "--depth", "2", "--width", "4", "--seeds", "6"] + more
    ).wait(seconds: 120)
  }

  @Test func `more comparisons tell more, whatever the threads`() throws {
    let folder = try TemporaryFolder()
    let one = try run(
      folder, "--comparisons", "4", "16", "64", "--json", "--jobs", "1", "--plot", "t.svg")
    try #require(one.exitStatus == 0, "\(one.summary)")
    #expect(
      try run(folder, "--comparisons", "4", "16", "64", "--json", "--jobs", "3").output
        == one.output)
    let rows = try JSONDecoder().decode(File.self, from: Data(one.output.utf8)).rows
    #expect(rows.count == 3 * 6 * 3)
    for profile in ["early", "even", "late"] {
      func row(_ arm: String, _ comparisons: Int) throws -> File.Row {
        try #require(
          rows.first {
            $0.profile == profile && $0.arm == arm && $0.comparisons == comparisons
          })
      }
      for arm in ["tree", "chain", "tree, by depth", "chain, active"] {
        #expect(try row(arm, 4).distance > row(arm, 16).distance)
        #expect(try row(arm, 16).distance > row(arm, 64).distance)
      }
      // What is compared most cleverly tells no less; leaves that part late tell nothing of those that part early.
      #expect(try row("chain, active", 64).distance <= row("chain", 64).distance)
      #expect(try row("tree, siblings", 64).distance > row("tree", 64).distance)
      // Prefixes that are not those of the responses mislead.
      #expect(try row("tree, shuffled", 64).squared_error > row("tree", 64).squared_error)
    }
    // A tree of few leaves is near within itself, and says little of the rest.
    func sum(_ arm: String, _ value: (File.Row) -> Double) -> Double {
      rows.filter { $0.arm == arm && $0.comparisons == 4 }.reduce(0) { $0 + value($1) }
    }
    #expect(sum("tree") { $0.within } < sum("chain") { $0.within })
    #expect(sum("tree") { $0.distance } > sum("chain") { $0.distance })
    let svg = try String(contentsOfFile: folder.file("t.svg"), encoding: .utf8)
    #expect(svg.hasPrefix("<svg") && svg.components(separatedBy: "<polyline").count == 37)
    let parser = XMLParserCheck(svg)
    #expect(parser.isWellFormed)
  }

  @Test func `what cannot be simulated says so`() throws {
    let folder = try TemporaryFolder()
    let large = try run(folder, "--depth", "9", "--comparisons", "4")
    #expect(large.exitStatus != 0, "\(large.summary)")
    let order = try run(folder, "--comparisons", "8", "4")
    #expect(order.exitStatus != 0 && order.errors.contains("ascending"), "\(order.summary)")
  }
}

/// Whether tags of a text close as they open.
private struct XMLParserCheck {
  let isWellFormed: Bool

  init(_ text: String) {
    var open: [Substring] = []
    var isGood = true
    var rest = text[...]
    while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
      let tag = rest[rest.index(after: start)..<end]
      if tag.hasPrefix("/") {
        isGood = isGood && open.popLast() == tag.dropFirst()
      } else if !tag.hasSuffix("/") {
        open.append(tag.prefix { !$0.isWhitespace })
      }
      rest = rest[rest.index(after: end)...]
    }
    isWellFormed = isGood && open.isEmpty
  }
}
