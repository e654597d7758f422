import Pipeline
import Records
import Store
import TestSupport
import Testing

@testable import Export

/// What `why` says of an export is what the export did.
@Suite struct AccountTests {
  /// Of each pair: in which split it was written, or why not, told by the rows and by the account.
  @Test(arguments: [
    ("trl.dpo", ""), ("trl.dpo", "shape: standard"), ("trl.dpo", "weights: sample, where: all"),
    ("trl.dpo", "weights: threshold, min_weight: 0.4, where: dropped"), ("trl.kto", ""),
    ("trl.reward", "margin: 'score:good'"), ("trl.sft", ""), ("trl.sft", "repeats: keep"),
  ])
  func `every pair has the fate that its rows and the counts show`(
    trainer: String, more: String
  ) throws {
    let weights = more.contains("weights") ? "" : "weights: ignore"
    let options = ["ids: true", more, weights].filter { !$0.isEmpty }.joined(separator: ", ")
    let fixture = try Self.fixture()
    let counts = try fixture.export(trainer, options)
    let rows = try fixture.files().keys.filter { $0.hasPrefix("data/") }.map { name in
      String(name.dropFirst("data/".count).prefix { $0 != "-" })
    }
    var written: [String: (split: String, rows: Int)] = [:]
    for split in Set(rows) {
      for line in try fixture.rows(split).split(separator: "\n") {
        let id = String(line.dropLast(2).suffix(32))
        written[id] = (split, (written[id]?.rows ?? 0) + 1)
      }
    }
    let account = try #require(try Self.account(fixture, trainer, options))
    var told = Counts()
    for row in try fixture.pairs() {
      let prompt = try SQLiteText.rows(
        "SELECT prompt FROM pair WHERE id = \(row.row)", in: fixture.store.path
      ).first.flatMap { Int64($0) }
      let fate = try account.fate(pair: row.row, prompt: try #require(prompt))
      told["in"] += 1
      switch try #require(fate) {
      case .written(let split, let rows):
        told["written"] += 1
        #expect(written[row.id.description]?.split == split)
        #expect(written[row.id.description]?.rows == rows)
      case .refused(let reason, _):
        told[reason] += 1
        #expect(written[row.id.description] == nil)
      }
    }
    let expected = counts.values.filter { $0.value > 0 && !$0.key.hasPrefix("rows") }
    #expect(told.values.filter { $0.value > 0 } == expected)
    #expect(told.values.count > 2, "\(told)")
  }

  @Test func `a pair of another plan has none`() throws {
    let fixture = try Self.fixture()
    try fixture.export("trl.dpo", "weights: ignore")
    var selection = fixture.selection
    selection.ingests = []
    let account = try #require(try Self.account(fixture, "trl.dpo", "weights: ignore", selection))
    #expect(try account.fate(pair: 1, prompt: 1) == nil)
  }

  private static func account(
    _ fixture: ExportFixture, _ trainer: String, _ options: String, _ selection: Selection? = nil
  ) throws -> ExportAccount? {
    let prepared = try fixture.prepare(trainer, options)
    // As the planner keeps it.
    let kept = ConfigValue.object([
      .init("licences", .list([])), .init("options", .string(prepared.options)),
      .init("pipeline", "tiny"),
    ]).json
    return try ExportAccount(
      stage: "export \(trainer)", options: kept, seed: 7, fixture.store,
      selection ?? fixture.selection)
  }

  /// Pairs with all that can befall them, in two files that share some.
  private static func fixture() throws -> ExportFixture {
    let fixture = try ExportFixture(splits: [("train", 0.7), ("test", 0.3)])
    let chat = #"[{"role":"user","content":"hi"}]"#
    var records: [RecordFixture] = [
      .pair("", chosen: "x", rejected: "y"), .pair("e", chosen: "x", rejected: ""),
      .pair("s", chosen: "same", rejected: "same as"), .pair(chat, chosen: "x", rejected: "y"),
      RecordFixture("t", ["x", "y"], votes: [(0, 1, .tie, "")]),
      RecordFixture("b", ["x", "y"], votes: [(0, 1, .bothBad, "")]),
      RecordFixture("up", ["x"], votes: [(0, nil, .first, "")]),
      RecordFixture("down", ["x"], votes: [(0, nil, .second, "")]),
      RecordFixture(
        "n", ["best", "middle", "worst"],
        votes: [(0, 1, .first, ""), (0, 2, .first, ""), (1, 2, .first, "")]),
    ]
    records[0].scores = [(0, "good", 1)]
    for number in 0..<40 {
      var record = RecordFixture.pair("p\(number)", chosen: "x", rejected: "y")
      if number.isMultiple(of: 3) { record.scores = [(0, "good", 2), (1, "good", 1)] }
      records.append(record)
    }
    try fixture.ingest(records, source: "one")
    try fixture.ingest(Array(records.suffix(30)) + [records[8]], source: "two")
    var verdicts: [Int: Verdict] = [:]
    for place in 11..<45 where !place.isMultiple(of: 4) {
      verdicts[place] =
        place.isMultiple(of: 5)
        ? .drop("bad")
        : Verdict(place.isMultiple(of: 7) ? .flip : .weight(Double(place % 3) / 2), "x")
    }
    try fixture.judge(verdicts)
    return fixture
  }
}
