import Foundation
import TestSupport
import Testing

/// What `relabel.score.*` says of data that is not as its options say.
@Suite struct ScoreFaultTests {
  private static func ran(
    _ stage: String, _ lines: String, format: String = "ultrafeedback",
    files: [String: String] = [:]
  ) throws -> (folder: TemporaryFolder, result: CommandResult) {
    let folder = try TemporaryFolder()
    try folder.write(lines, to: "data.jsonl")
    for (name, text) in files { try folder.write(text, to: name) }
    try folder.write(
      """
      name: p
      seed: 3
      store: s.sqlite
      sources: [{path: data.jsonl, format: \(format)}]
      stages:
        - \(stage)
      """, to: "p.yaml")
    return (folder, try CommandRunner(folder: folder.path).run("run", "p.yaml"))
  }

  /// Responses with the overall score, and each of four aspects.
  private static func record(_ answers: [(text: String, overall: Int, aspect: Int)]) -> String {
    let names = ["instruction_following", "honesty", "truthfulness", "helpfulness"]
    let completions = answers.enumerated().map { i, answer in
      let aspects = names.map { "\"\($0)\": {\"Rating\": \"\(answer.aspect)\"}" }
      return """
        {"model": "m\(i)", "response": "\(answer.text)", "overall_score": \(answer.overall), \
        "annotations": {\(aspects.joined(separator: ", "))}}
        """
    }
    return """
      {"source": "s", "instruction": "Q", "models": [], "completions": [\(completions.joined(separator: ", "))]}

      """
  }

  private static func values(_ folder: TemporaryFolder) throws -> [String] {
    try SQLiteText.rows(
      """
      SELECT body, value FROM score JOIN response ON response.id = response
      JOIN text ON text.id = response.text WHERE run > 0 ORDER BY body
      """, in: folder.file("s.sqlite"))
  }

  @Test func `the mistake of UltraFeedback is looked for before answers of one text are averaged`()
    throws
  {
    let (folder, result) = try Self.ran(
      "relabel.score.ratings",
      Self.record([("same", 10, 1), ("same", 8, 4), ("other", 3, 2)]))
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(try Self.values(folder) == ["other|3.0", "same|4.5"])
    #expect(
      try ScoreCorpus.notes(folder).contains(
        "1 responses have an overall score of 10 and aspects of 2 or less in the mean: a known mistake of "
          + "UltraFeedback, taken for 1"))
  }

  @Test(arguments: [
    ("{}", "no response has an overall score of 10"),
    ("{ratings: [honesty], high: 5, mistakes: mark}", "no response has an overall score of 10"),
    ("{overall: total}", "warning: mistakes are not looked for: nobody gives the ratings `total`"),
    (
      "{aspects: [honesty, wit]}",
      "warning: nobody gives ratings by which mistakes are known: `wit`"
    ),
    ("{ratings: [honesty]}", "warning: no score is above 4, where `high` is 10"),
    (
      "{high: 7}",
      "warning: 1 scores lie outside 1 to 7: are `low` and `high` those of the ratings?"
    ),
  ])
  func `ratings that are not as the options say are told`(options: String, words: String) throws {
    let (_, result) = try Self.ran(
      "relabel.score.ratings: \(options)", Self.record([("one", 8, 4), ("other", 3, 2)]))
    #expect(result.exitStatus == 0 && result.output.contains(words), "\(result.summary)")
  }

  @Test func `scores of a file beyond its scale are told, and large ones have a mean`() throws {
    let lines = #"{"text": "one", "score": 1e308}"# + "\n"
    let (folder, result) = try Self.ran(
      "relabel.score.file: {path: f.jsonl, low: 0, high: 1}",
      Self.record([("one", 8, 4), ("other", 3, 2)]),
      files: [
        "f.jsonl": lines + lines + lines + #"{"text": "other", "score": 0.5}"# + "\n"
      ])
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(
      result.output.contains(
        "warning: 1 scores lie outside 0 to 1: are `low` and `high` those of the numbers?"))
    #expect(result.output.contains("2 of 2 responses scored"))
    #expect(try Self.values(folder).last == "other|0.5")
  }

  @Test func `models that could learn from pairs of one prompt alone give it no score`() throws {
    let lines = (0..<30).map {
      "{\"prompt\": \"Why?\", \"chosen\": \"Because of \($0).\", \"rejected\": \"No \($0).\"}\n"
    }
    let (_, result) = try Self.ran(
      "relabel.score.embedded: {epochs: 1, folds: 2}", lines.joined(), format: "trl")
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(result.output.contains("none of 60 responses got a score `embedded`"))
    #expect(result.output.contains("not scored: 60 all pairs are of its own part"))
  }

  // MARK: Relevance

  private static let dialogue =
    #"[{"role": "user", "content": "Hello."}, {"role": "assistant", "content": "Yes?"}, "#
    + #"{"role": "user", "content": "Go"#

  /// An open question, a dialogue with a reference, a dialogue without.
  private static let asked = """
    {"prompt": "Why?", "chosen": "Because it is so.", "rejected": "No."}
    {"prompt": \(dialogue)?"}], "chosen": "go go go go", "rejected": "Stay.", "reference": "Fine, then."}
    {"prompt": \(dialogue)!"}], "chosen": "Fine, then.", "rejected": "No."}

    """

  private static func relevance(
    _ options: String
  ) throws -> (folder: TemporaryFolder, result: CommandResult) {
    let (folder, first) = try ran("relabel.score.rules: {must: [o]}", asked, format: "trl")
    try #require(first.exitStatus == 0, "\(first.summary)")
    let store = folder.file("s.sqlite")
    func id(_ sql: String) throws -> String {
      let found = try SQLiteText.rows("SELECT lower(hex(\(sql)", in: store)
      return try #require(found.first)
    }
    func text(_ pattern: String) throws -> String {
      try id("digest)) FROM text WHERE body LIKE '\(pattern)'")
    }
    let embeddings = [
      (
        try id("prompt.digest)) FROM prompt JOIN text ON text.id = text WHERE body = 'Why?'"),
        "1, 2"
      ),
      (try text("Because%"), "3, 1"), (try text("No."), "2, 0"), (try text("go go%"), "1.75, 9"),
      (try text("Fine, then."), "1, 0"), (try text("%Go!%"), "10, 0"),
      (
        try id(
          "response.digest)) FROM response JOIN text ON text.id = text WHERE body LIKE 'Fine%'"),
        "0.5, 0"
      ),
    ]
    try folder.write(
      embeddings.map { "{\"id\": \"\($0)\", \"embedding\": [\($1)]}\n" }.joined(),
      to: "e.jsonl")
    let pipeline = try String(contentsOfFile: folder.file("p.yaml"), encoding: .utf8)
    try folder.write(
      pipeline.replacing(
        "relabel.score.rules: {must: [o]}",
        with: "relabel.score.relevance: {embeddings: e.jsonl\(options)}"), to: "p.yaml")
    return (folder, try CommandRunner(folder: folder.path).run("run", "p.yaml"))
  }

  private static func relevances(_ folder: TemporaryFolder) throws -> [String] {
    try SQLiteText.rows(
      """
      SELECT p.body LIKE '%Go%', t.body, round(value, 9) FROM score
      JOIN response ON response.id = response JOIN prompt ON prompt.id = prompt
      JOIN text AS p ON p.id = prompt.text JOIN text AS t ON t.id = response.text
      JOIN score_name ON score_name.id = score.name WHERE score_name.name = 'r3' ORDER BY 1, 2, 3
      """, in: folder.file("s.sqlite"))
  }

  @Test func `relevance is that of the paper, by id and by digest of a text`() throws {
    let (folder, result) = try Self.relevance(", field: /reference")
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(
      try Self.relevances(folder) == [
        // 5 · 5 words / 100; 2 · 2 words / 100.
        "0|Because it is so.|0.25", "0|No.|0.04",
        // The dialogue goes by the digest of its messages: 5 · 4 words / 100; 20 · 2 words / 100.
        "1|Fine, then.|0.2", "1|No.|0.4",
        // Closed: half of 5.12, and half of the trigrams repeat.
        "1|go go go go|1.28",
      ])
    #expect(result.output.contains("1 of 3 prompts are closed questions"))
    #expect(result.output.contains("not scored: 1 an embedding is missing"))
  }

  @Test func `closed questions without a reference are told apart from missing embeddings`() throws
  {
    let (folder, result) = try Self.relevance(", field: /reference, questions: closed")
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(try Self.relevances(folder) == ["1|go go go go|1.28"])
    #expect(result.output.contains("4 the prompt has no reference"))
    #expect(result.output.contains("1 an embedding is missing"))
    #expect(result.output.contains("warning: 2 of 3 prompts have no reference"))
  }

  @Test func `open questions have no reference`() throws {
    let (folder, result) = try Self.relevance(", field: /reference, questions: open")
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(try Self.relevances(folder).count == 4)
    #expect(result.output.contains("0 of 3 prompts are closed questions"))
    #expect(result.output.contains("not scored: 2 an embedding is missing"))
    let (_, refused) = try Self.relevance(", questions: closed")
    #expect(refused.exitStatus == 2 && refused.errors.contains("not told where the references"))
  }
}
