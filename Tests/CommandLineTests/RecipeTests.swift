import Foundation
import TestSupport
import Testing

/// Every pipeline of the project runs, and its numbers are those of its corpora.
@Suite struct RecipeTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path

  static var sharedData: String { root + "/../shared/data" }

  /// Runs `pipelines/<name>` with store and exports in a folder of its own; gives the report.
  private func run(_ name: String, exports: Int, _ more: String...) throws -> Report {
    try run(name, exports: exports, more)
  }

  private func run(_ name: String, exports: Int, _ more: [String]) throws -> Report {
    let folder = try TemporaryFolder()
    var arguments = [
      "run", "\(Self.root)/pipelines/\(name)", "--json", "--set",
      "store=\(folder.file("s.sqlite"))",
    ]
    for index in 0..<exports {
      arguments += ["--set", "exports[\(index)].to=\(folder.file("out\(index)"))"]
    }
    let result = try CommandRunner(folder: folder.path).start(arguments + more).wait(seconds: 300)
    #expect(result.exitStatus == 0, "\(result.summary)")
    return try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
  }

  private struct Report: Decodable {
    struct Step: Decodable {
      let label: String
      let stage: String
      let counts: [String: Int]
    }
    let steps: [Step]

    func counts(_ stage: String) -> [String: Int] {
      steps.first { $0.stage == stage }?.counts ?? [:]
    }
  }

  /// in = kept + each reason; an export's pairs = written + each reason.
  private func expectClosed(_ report: Report) {
    for step in report.steps {
      let counts = step.counts
      if step.stage == "ingest" {
        let parts = ["stored", "duplicates", "quarantined"].map { counts[$0] ?? 0 }
        #expect(counts["records"] == parts.reduce(0, +), "\(step.label)")
      } else if step.stage.hasPrefix("filters.") {
        let dropped = counts.filter { $0.key.hasPrefix("drop ") }.values.reduce(0, +)
        #expect(counts["in"] == (counts["kept"] ?? 0) + dropped, "\(step.label)")
      } else if step.stage.hasPrefix("export ") {
        let other = counts.filter {
          !["in", "rows"].contains($0.key) && !$0.key.hasPrefix("rows ")
        }.values.reduce(0, +)
        #expect(counts["in"] == other, "\(step.label)")
      }
    }
  }

  @Test func `the quickstart reads, filters and exports the examples`() throws {
    let report = try run("quickstart.yaml", exports: 2)
    expectClosed(report)
    let read = report.counts("ingest")
    #expect(read["records"] == 1068)
    #expect(read["duplicates"] == 3)
    #expect(read["quarantined"] == 12)
    #expect((report.counts("export trl.dpo")["written"] ?? 0) > 900)
    #expect(report.counts("filters.contradictions@2")["drop preference_cycle"] == 3)
  }

  @Test func `the log of a training of one's own finds the pairs it could not learn`() throws {
    let report = try run("own-dynamics.yaml", exports: 1)
    expectClosed(report)
    let imported = report.counts("ingest.dynamics")
    // A stranger, a null and a repeated line, among eight epochs of 195 pairs.
    #expect(imported["log records"] == 8 * 195 + 1)
    #expect(imported["margins unmatched"] == 1)
    #expect(imported["margins absent"] == 1)
    #expect(imported["margins repeated"] == 1)
    // The pair of identical responses was dropped before.
    #expect(imported["margins not seen"] == 8)
    #expect(imported["pairs with margins"] == 194)
    let judged = report.counts("filters.training_dynamics")
    #expect(judged["drop label_likely_wrong"] == 9)
    // Half a surrogate pair has no key.
    #expect(judged["not judged: no recorded margins"] == 1)
  }

  @Test func `ratings become goals`() throws {
    let report = try run("reward-augmented.yaml", exports: 1)
    expectClosed(report)
    let made = report.counts("relabel.reward_augmented")
    #expect(made["in"] == 300 && made["drop replaced"] == 300 && made["pairs made"] == 600)
  }

  @Test func `pairs become rubrics, scores and rows for training`() throws {
    let report = try run("rubrics.yaml", exports: 2)
    expectClosed(report)
    #expect((report.counts("rubrics.contrastive")["rubrics"] ?? 0) == 89)
    #expect((report.counts("rubrics.score")["responses scored"] ?? 0) == 438)
    let rows = report.counts("export rubrics.grpo")["rows"] ?? 0
    #expect(rows > 100 && rows == report.counts("export rubrics.grpo")["written"])
  }

  @Test func `responses become trees, pairs and steps`() throws {
    let report = try run("trees.yaml", exports: 3)
    expectClosed(report)
    let trees = report.counts("trees.shared_prefix")["trees"] ?? 0
    #expect(trees > 20 && report.counts("trees.pairs")["pairs made"] ?? 0 >= trees)
    #expect(report.counts("export trees.jsonl")["rows"] == trees)
    #expect((report.counts("export trl.stepwise")["rows"] ?? 0) > trees)
  }

  @Test func `a model writes trees, and a judge's ratings make pairs of them`() throws {
    let server = try MisbehavingServer { request in
      if request.path.hasSuffix("chat/completions") {
        let rating = request.number % 10 + 1
        return .ok(EndpointReplies.chat("It will do.\nRating: \(rating)"))
      }
      return GrowthWorld.reply(request)
    }
    defer { server.stop() }
    let report = try run(
      "trees-generate.yaml", exports: 2,
      ["--set", "stages[0].url=\(server.url)", "--set", "stages[1].url=\(server.url)"])
    expectClosed(report)
    #expect(report.counts("trees.generate")["trees"] == 20)
    #expect(report.counts("trees.generate")["responses made"] == 20 * 27)
    #expect(report.counts("trees.values")["trees"] == 20)
    #expect((report.counts("trees.pairs")["pairs made"] ?? 0) > 20 * 200)
    #expect(report.counts("export trees.jsonl")["rows"] == 20)
  }

  @Test func `votes become labels that know how sure they are`() throws {
    let report = try run("annotators.yaml", exports: 2)
    expectClosed(report)
    #expect(report.counts("relabel.annotators")["labels"] == 41)
  }

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: sharedData),
      "the real corpora are not beside the checkout"))
  func `the pipeline over the real corpora runs on the first records of each`() throws {
    let report = try run("shared-data.yaml", exports: 4, "--limit", "300")
    expectClosed(report)
    // Ten files of 300 records; the zip and the tar stop at the limit too.
    #expect(report.counts("ingest")["records"] == 3000)
  }
}
