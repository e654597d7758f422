import Records
import Store
import TestSupport
import Testing

/// Responses that stages make.
@Suite struct MadeResponsesTests {
  private let fixture: StoreFixture

  init() throws {
    fixture = try StoreFixture()
    try fixture.ingest([.pair("Q", chosen: "A", rejected: "B")])
  }

  private func run(_ stage: String) throws -> Int64 {
    try Ledger.begin(
      fixture.store, RunKey(stage: stage, part: "", options: "{}", seed: 0, inputs: [])
    ).id
  }

  /// Texts and models of the responses of the prompt as `selection` has them, in the order of texts.
  private func seen(_ selection: Selection) throws -> [String] {
    var found: [String] = []
    _ = try ResponseReader(fixture.store, selection, .init(models: true)).read(
      prompts: 1...1, largest: 10
    ) { batch in
      found += batch.responses.map {
        "\(batch.arena.string($0.body.slice)) \($0.models.joined(separator: ","))"
      }
    }
    return found.sorted()
  }

  private func write(
    _ run: Int64, _ texts: [String], trees: [PreferenceTree] = [], number: Int = 0
  ) throws {
    let made = MadeResponses(
      place: .pair(1), prompt: 1, texts: texts.map { Array($0.utf8) }, model: "m")
    try StageWriter(fixture.store, run: run).commit(
      [], trees: trees, made: ([], [made], fixture.selection), number: number, counts: Counts(),
      relabel: nil)
  }

  @Test func `they are seen behind their run and nowhere else, each text once`() throws {
    let made = try run("made")
    try write(made, ["B", "C"])
    try write(made, ["D"], number: 1)
    #expect(try seen(fixture.selection) == ["A ", "B "])
    var behind = fixture.selection
    behind.ingests.append(made)
    behind.derived.append(made)
    #expect(try seen(behind) == ["A ", "B m", "C m", "D m"])
    #expect(
      try fixture.rows("SELECT records, stored, name FROM member WHERE run = \(made)")
        == ["2|2|corpus.jsonl"])
    #expect(try fixture.rows("SELECT count(*) FROM text") == ["5"])
    #expect(try fixture.rows("PRAGMA foreign_key_check").isEmpty)
    // Nothing is added to what exports of pairs give.
    var pairs = 0
    try KeptPairs(fixture.store).forEach(behind) { _ in pairs += 1 }
    #expect(pairs == 1)
    var prompts = 0
    try KeptPrompts(fixture.store).forEach(behind) { _ in prompts += 1 }
    #expect(prompts == 1)
  }

  @Test func `nodes name them by the ids they get`() throws {
    let made = try run("grown")
    let prompt = try #require(try promptID())
    var leaf = PreferenceTree.Node(
      parent: 0, depth: 1, kind: .piece, text: .new(.text, Array("C".utf8)))
    leaf.made = MadeResponses.id(of: Array("C".utf8), to: prompt)
    func tree(_ leaf: PreferenceTree.Node) -> PreferenceTree {
      PreferenceTree(
        .pieces, of: prompt, prompt: 1, origin: "{}",
        nodes: [.init(parent: -1, depth: 0, kind: .root, text: .ofPrompt(1)), leaf],
        keys: [prompt, prompt])
    }
    try write(made, ["C"], trees: [tree(leaf)])
    #expect(
      try fixture.rows(
        "SELECT body FROM node JOIN response ON response.id = node.response JOIN text ON text.id = response.text"
      )
        == ["C"])
    // One that nobody makes is a fault, and nothing of the batch is kept.
    leaf.made = MadeResponses.id(of: Array("D".utf8), to: prompt)
    let other = try run("other")
    #expect(throws: WinnowError.self) { try write(other, ["E"], trees: [tree(leaf)]) }
    #expect(try fixture.rows("SELECT count(*) FROM member WHERE run = \(other)") == ["0"])
  }

  private func promptID() throws -> PublicID? {
    let digits = try fixture.rows("SELECT lower(hex(digest)) FROM prompt")
    return digits.first.flatMap { PublicID(hexadecimal: Array($0.utf8).span) }
  }
}
