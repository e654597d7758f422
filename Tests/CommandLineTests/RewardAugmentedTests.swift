import Foundation
import TestSupport
import Testing

/// `relabel.reward_augmented` through the command line, on a corpus of rated answers.
@Suite struct RewardAugmentedTests {
  /// Prompt `p` has four answers rated 2, 4, 4 and 9, and a text rated nothing on every tenth.
  private static func line(_ p: Int) -> String {
    let ratings = [2, 4, 4, 9]
    let answers = ratings.enumerated().map { k, rating in
      let score = p % 10 == 7 && k == 0 ? "\"N/A\"" : "\(rating)"
      return
        "{\"text\": \"Answer \(k) to question \(p), of worth \(rating).\", \"score\": \(score)}"
    }
    return "{\"q\": \"Question \(p)?\", \"a\": [\(answers.joined(separator: ", "))]}\n"
  }

  private static func pipeline(_ options: String, sources: [Int] = [0, 1]) -> String {
    let entries = sources.map { number in
      """
        - name: s\(number)
          path: s\(number).jsonl
          mapping:
            prompt: q
            responses: {all: {text: /a/*/text, scores: {worth: /a/*/score}}}
            votes: {ranked: all, by: worth}

      """
    }
    return """
      name: augmented
      seed: 3
      splits: {train: 0.8, test: 0.2}
      store: s.sqlite
      sources:
      \(entries.joined())
      stages:
        - relabel.reward_augmented: \(options)
      exports:
        - {to: out, trainer: trl.dpo, compression: none}
      """
  }

  private static func ran(
    _ options: String, sources: [Int] = [0, 1], jobs: Int = 2
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for source in 0..<2 {
      try folder.write((0..<40).map { line(40 * source + $0) }.joined(), to: "s\(source).jsonl")
    }
    try folder.write(pipeline(options, sources: sources), to: "p.yaml")
    let result = try CommandRunner(folder: folder.path).start(
      ["run", "p.yaml", "--jobs", "\(jobs)"]
    ).wait(seconds: 120)
    try #require(result.exitStatus == 0, "\(result.summary)")
    return folder
  }

  private struct Row: Decodable, Hashable {
    struct Turn: Decodable, Hashable { var role, content: String }
    var prompt, chosen, rejected: [Turn]
  }

  private static func rows(_ folder: TemporaryFolder, _ split: String) throws -> [Row] {
    let path = folder.file("out/data/\(split)-00000-of-00001.jsonl")
    return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
      try JSONDecoder().decode(Row.self, from: Data($0.utf8))
    }
  }

  private static func worth(_ turns: [Row.Turn]) -> Int {
    turns.last.flatMap { Int($0.content.split(separator: " ").last?.dropLast() ?? "") } ?? -1
  }

  @Test func `every pair becomes two, and each prefers the answer that meets its goal`() throws {
    let folder = try Self.ran("{scores: [worth], goals: absolute}")
    let rows = try Self.rows(folder, "train")
    let counts = try SQLiteText.rows(
      """
      SELECT counts FROM run WHERE stage LIKE 'relabel%'
      """, in: folder.file("s.sqlite"))
    let parents = try SQLiteText.rows(
      "SELECT count(*) FROM pairs_view WHERE drop_reason = 'replaced'", in: folder.file("s.sqlite"))
    #expect(rows.count == 2 * (Int(parents.first ?? "") ?? -1) && rows.count > 100, "\(counts)")
    var seen: [Set<Row.Turn>: Row] = [:]
    for row in rows {
      let goal = Self.worth([Row.Turn(role: "", content: row.prompt[0].content + ".")])
      // Ratings from 2 to 9 lie on goals from 1 to 10.
      let goals = [2: 1, 4: 4, 9: 10]
      #expect(row.prompt[0].role == "system" && goals[Self.worth(row.chosen)] == goal)
      #expect(goals[Self.worth(row.rejected)] != goal)
      let sides = Set(row.chosen + row.rejected)
      if let twin = seen[sides] {
        #expect(twin.prompt != row.prompt, "contradictory twins")
        #expect(twin.chosen == row.rejected && twin.rejected == row.chosen)
      }
      seen[sides] = row
    }
    #expect(seen.count * 2 == rows.count)
    // The answers rated 4 and 4 tie before the stage sees them.
    let test = try Self.rows(folder, "test")
    #expect(
      !test.isEmpty && test.allSatisfy { $0.prompt.count == 1 }, "held-out pairs stay as they came")
    let splits = try SQLiteText.rows(
      """
      SELECT count(*) FROM derivation JOIN pair AS c ON c.id = derivation.pair
      JOIN pair AS p ON p.id = parent JOIN prompt AS cp ON cp.id = c.prompt
      JOIN prompt AS pp ON pp.id = p.prompt WHERE cp."group" <> pp."group"
      """, in: folder.file("s.sqlite"))
    #expect(splits == ["0"])
    #expect(try SQLiteText.rows("PRAGMA foreign_key_check", in: folder.file("s.sqlite")) == [])
  }

  @Test func `jobs and the order of sources change nothing`() throws {
    let options = "{scores: [worth], goals: rank, share: 0.5, turn: user}"
    let one = try Self.ran(options, jobs: 1)
    let other = try Self.ran(options, sources: [1, 0], jobs: 3)
    let first = try CanonicalDump(one.file("s.sqlite"))
    let second = try CanonicalDump(other.file("s.sqlite"))
    #expect(first == second, "\(first.difference(from: second))")
    #expect(try fingerprint(one.file("out")) == fingerprint(other.file("out")))
  }

  @Test func `a store that held a source before gives the bytes of a new one`() throws {
    let options = "{scores: [worth], goals: rank}"
    let whole = try Self.ran(options)
    let folder = try Self.ran(options, sources: [1])
    try folder.write(Self.pipeline(options), to: "p.yaml")
    let result = try CommandRunner(folder: folder.path).run("run", "p.yaml")
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(try fingerprint(whole.file("out")) == fingerprint(folder.file("out")))
  }

  @Test(arguments: [
    ("{scores: [wort]}", "no-scores"), ("{}", "name a score at least"),
    ("{scores: [worth, worth]}", "name each score once"),
    ("{scores: [worth], levels: 1}", "levels"),
    ("{scores: [worth], sees: all}", "works on what is live"),
    ("{scores: [worth], high: 1}", "above `low`"),
    ("{scores: [worth], template: 'be good'}", "contain `{goals}`"),
  ])
  func `what cannot be is one clear error`(options: String, words: String) throws {
    let folder = try TemporaryFolder()
    for source in 0..<2 { try folder.write(Self.line(source), to: "s\(source).jsonl") }
    try folder.write(Self.pipeline(options), to: "p.yaml")
    let result = try CommandRunner(folder: folder.path).run("run", "p.yaml")
    #expect(result.exitStatus == 2 && result.summary.contains(words), "\(result.summary)")
  }

  // MARK: Found by a review

  /// A run of `text` over files, with what it exports.
  private static func export(
    _ text: String, _ files: [(name: String, content: String)]
  ) throws -> (folder: TemporaryFolder, result: CommandResult) {
    let folder = try TemporaryFolder()
    for (name, content) in files {
      try FileManager.default.createDirectory(
        atPath: (folder.file(name) as NSString).deletingLastPathComponent,
        withIntermediateDirectories: true)
      try folder.write(content, to: name)
    }
    try folder.write(text, to: "p.yaml")
    return (folder, try CommandRunner(folder: folder.path).run("run", "p.yaml"))
  }

  @Test func `two sources whose files have one name keep their children apart`() throws {
    let text = Self.pipeline("{scores: [worth], goals: absolute}")
      .replacing("path: s0.jsonl", with: "path: a/train.jsonl")
      .replacing("path: s1.jsonl", with: "path: b/train.jsonl")
    let lines = (0..<2).map { s in (0..<40).map { Self.line(40 * s + $0) }.joined() }
    let (folder, result) = try Self.export(
      text, [("a/train.jsonl", lines[0]), ("b/train.jsonl", lines[1])])
    try #require(result.exitStatus == 0, "\(result.summary)")
    let wrong = try SQLiteText.rows(
      """
      SELECT count(*) FROM derivation JOIN pair AS c ON c.id = derivation.pair
      JOIN pair AS p ON p.id = parent JOIN member AS cm ON cm.id = c.record >> 32
      JOIN member AS pm ON pm.id = p.record >> 32 WHERE cm.source <> pm.source
      """, in: folder.file("s.sqlite"))
    #expect(wrong == ["0"])
    let plain = try Self.ran("{scores: [worth], goals: absolute}")
    #expect(
      try Set(Self.rows(folder, "train")) == Set(Self.rows(plain, "train")),
      "the same pairs are made")
  }

  @Test func `a second stage leaves alone what the first has made`() throws {
    let text = Self.pipeline("{scores: [worth], goals: absolute, parents: keep}")
      .replacing(
        "exports:",
        with: "  - relabel.reward_augmented: {scores: [worth], goals: rank, id: two}\nexports:")
    let (folder, result) = try Self.export(
      text, (0..<2).map { s in ("s\(s).jsonl", (0..<40).map { Self.line(40 * s + $0) }.joined()) })
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(
      try SQLiteText.rows(
        """
        SELECT count(*) FROM verdict JOIN derivation ON derivation.pair = subject
        WHERE kind = 2 AND action = 'drop'
        """, in: folder.file("s.sqlite")) == ["0"])
    let made = try SQLiteText.rows(
      "SELECT count(*) FROM derivation GROUP BY run", in: folder.file("s.sqlite"))
    #expect(made.count == 2 && (Int(made.first ?? "") ?? 0) > 100)
  }

  @Test func `where the goal's prompt stands in another group, no pair leaves its split`() throws {
    // The prompts that the stage would make stand in a source of their own already.
    let known = (0..<80).map { p in
      "{\"q\": \"R - worth: 10\\n\\nQuestion \(p)?\", \"a\": [{\"text\": \"x\", \"score\": 1}, "
        + "{\"text\": \"y\", \"score\": 2}]}\n"
    }
    let text = Self.pipeline(
      "{scores: [worth], goals: absolute, turn: user, template: 'R {goals}'}", sources: [0, 1, 2])
    let (folder, result) = try Self.export(
      text,
      (0..<2).map { s in ("s\(s).jsonl", (0..<40).map { Self.line(40 * s + $0) }.joined()) }
        + [("s2.jsonl", known.joined())])
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(result.output.contains("prompt_in_other_group"), "\(result.summary)")
    let moved = try SQLiteText.rows(
      """
      SELECT count(*) FROM derivation JOIN pair AS c ON c.id = derivation.pair
      JOIN pair AS p ON p.id = parent JOIN prompt AS cp ON cp.id = c.prompt
      JOIN prompt AS pp ON pp.id = p.prompt WHERE cp."group" <> pp."group"
      """, in: folder.file("s.sqlite"))
    #expect(moved == ["0"])
  }

  @Test func `the plan tells what scores are worth, and which nobody gave`() throws {
    let corpus = try ScoredCorpus(prompts: 40)
    func plan(_ stage: String, _ option: String = "p.yaml") throws -> CommandResult {
      try corpus.write(stages: ["filters.length", stage])
      return try option == "--json"
        ? corpus.runner.run("plan", "p.yaml", "--json") : corpus.runner.run("plan", "p.yaml")
    }
    try corpus.write(stages: ["filters.length"])
    try corpus.run()
    let known = try plan("relabel.reward_augmented: {scores: [s]}")
    #expect(known.exitStatus == 0)
    #expect(known.output.contains("`s` ranks ") && known.output.contains(" % the other way"))
    #expect(known.output.contains("pairs lack a score"), "\(known.output)")
    let json = try plan("relabel.reward_augmented: {scores: [s]}", "--json")
    #expect(json.output.contains("\"notes\": [") || json.output.contains("\"notes\":["))
    for stage in [
      "reward_augmented: {scores: [r]}", "build_pairs: {score: r}", "best_of: {score: r}",
      "top_pairs: {score: r}", "unpaired: {score: r}", "directional: {scores: [s, r]}",
    ] {
      let unknown = try plan("relabel.\(stage)")
      #expect(unknown.exitStatus == 2 && unknown.errors.contains("`r`"), "\(unknown.summary)")
      #expect(unknown.errors.contains("there are: `s`, `t`"), "\(unknown.summary)")
    }
    // Behind a stage that has not run yet nothing is known.
    try corpus.write(
      stages: ["filters.exact_duplicates", "relabel.build_pairs: {score: r}"])
    #expect(try corpus.runner.run("plan", "p.yaml").exitStatus == 0)
  }

  @Test func `two stages that give one score are refused before anything runs`() throws {
    let corpus = try ScoredCorpus(prompts: 4)
    try corpus.write(
      stages: ["rubrics.verify: {name: x}", "relabel.score.embedded: {name: x}"])
    let refused = try corpus.runner.run("plan", "p.yaml")
    #expect(refused.exitStatus == 2)
    #expect(
      refused.errors.hasPrefix(
        """
        error[score-exists]: stages `rubrics.verify` and `relabel.score.embedded` both give a score of this name: `x`
         --> p.yaml:
        """), "\(refused.summary)")
  }
}
