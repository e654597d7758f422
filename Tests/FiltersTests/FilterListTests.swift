import Pipeline
import Records
import Testing

@testable import Filters

@Suite struct FilterListTests {
  /// Those that judge a batch by itself; a stage over the corpus needs a store.
  private static let byBatch = filterStages.filter { $0.scope != .corpus }

  @Test(arguments: filterStages.map(\.name))
  func `every stage describes itself and runs with its defaults`(name: String) throws {
    let entry = try #require(filterStages.first { $0.name == name })
    #expect(entry.name.hasPrefix("filters."))
    #expect(entry.summary.hasPrefix("drop ") || entry.scope == .corpus)
    #expect(entry.discussion.contains("**When to use.**"))
    #expect(!entry.reasons.isEmpty && entry.writes.isSuperset(of: [.verdicts]))
    let specs = try OptionReader.describe { (options) throws(WinnowError) in
      _ = try entry.make(&options)
    }
    #expect(specs.contains { $0.key == "action" })
    #expect(specs.allSatisfy { !$0.doc.isEmpty && !$0.isRequired })
  }

  @Test func `names and reasons are unique words`() {
    #expect(Set(filterStages.map(\.name)).count == filterStages.count)
    let reasons = filterStages.flatMap { $0.reasons.map(\.reason.description) }
    #expect(Set(reasons).count == reasons.count)
    #expect(reasons.allSatisfy { $0.allSatisfy { $0.isLowercase || $0 == "_" } })
  }

  @Test(arguments: byBatch.map(\.name), [0, 1, 2, 3] as [UInt64])
  func `a stage gives only reasons it declares, the same each time, at most one for a pair`(
    name: String, seed: UInt64
  ) throws {
    let entry = try #require(filterStages.first { $0.name == name })
    let batch = randomBatch(seed)
    let declared = Set(entry.reasons.map(\.reason))
    let first = try findings(of: entry, batch)
    #expect(first.allSatisfy { declared.contains($0.verdict.reason) })
    #expect(first.map(described) == (try findings(of: entry, batch)).map(described))
    let pairs = first.filter { $0.kind == .pair }.map(\.subject)
    #expect(Set(pairs).count == pairs.count)
    #expect(Set(pairs).isSubset(of: batch.rows))
  }

  @Test(arguments: 0..<100 as Range<UInt64>)
  func `one assistant turn as a message is judged like its text`(seed: UInt64) throws {
    var random = TestRandom(seed)
    let pieces = [
      "\n", "\n\nHuman:", "<|im_end|>", "```", "A sentence. ", "an open ", "\"", "\\", "\u{1}", "é",
      "中。", "😀", "- ", ": ", "\t", "\u{A0}",
    ]
    let texts = (0..<2).map { _ in
      (0..<random.below(8)).map { _ in pieces[random.below(pieces.count)] }.joined()
    }
    var plain = PairBatch()
    plain.add("What?", .text(texts[0]), .text(texts[1]))
    var messages = PairBatch()
    let json = texts.map { "[{\"role\":\"assistant\",\"content\":\(JSONText.quoted($0))}]" }
    messages.add("What?", .messages(json[0]), .messages(json[1]))
    for entry in Self.byBatch {
      #expect(
        try findings(of: entry, plain).map(described)
          == findings(of: entry, messages).map(described))
    }
  }

  private func findings(of entry: StageEntry, _ batch: PairBatch) throws -> [Finding] {
    var reader = OptionReader.describing(entry.name)
    var findings: [Finding] = []
    switch try entry.make(&reader) {
    case let stage as any PairStage: stage.judge(batch, into: &findings)
    case let stage as any PromptStage:
      stage.judge(batch, pairs: batch.rows.indices, into: &findings)
    default: Issue.record("a stage of no scope")
    }
    return findings
  }

  private func randomBatch(_ seed: UInt64) -> PairBatch {
    var random = TestRandom(seed)
    var batch = PairBatch()
    for _ in 0..<200 {
      var texts: [TestBody] = []
      for _ in 0..<3 {
        let text = random.text(upTo: random.below(40))
        let isPlain = random.below(3) > 0
        texts.append(
          isPlain
            ? .text(text)
            : .messages("[{\"role\":\"assistant\",\"content\":\(JSONText.quoted(text))}]"))
      }
      let decision = Decision.allCases[random.below(Decision.allCases.count)]
      batch.add(texts[0], texts[1], random.below(5) == 0 ? nil : texts[2], decision)
      let start = batch.votes.count
      for record in 0..<random.below(4) {
        let winner = ["a", "b", "tie", "bad"][random.below(4)]
        batch.votes.append(vote("\(record) \(["x", "y", "-"][random.below(3)]) \(winner)"))
      }
      batch.voteRanges[batch.voteRanges.count - 1] = start..<batch.votes.count
    }
    return batch
  }
}
