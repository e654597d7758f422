import Foundation
import TestSupport
import Testing

/// `relabel.score.*` through the command line.
@Suite struct ScoreTests {
  private static let all = [
    "relabel.score.ratings: {ratings: [helpfulness, honesty], high: 5}",
    "relabel.score.reference: {field: /reference}",
    "relabel.score.rules: {must: ['wheel \\d'], must_not: ['^No'], length: {high: 10}}",
    "relabel.score.file: {path: scores.csv, low: 0, high: 3, anchored: true}",
    "relabel.score.embedded: {epochs: 2, folds: 3}",
    "relabel.score.combine: {scores: [rating, bleu, embedded], combine: weighted, trusted: all}",
  ]

  @Test func `any number of jobs and any order of sources give the same store`() throws {
    let one = try ScoreCorpus.ran(Self.all, "--jobs", "1")
    let other = try ScoreCorpus.ran(Self.all, sources: ["odd", "even"], "--jobs", "3")
    let first = try CanonicalDump(one.file("s.sqlite"))
    let second = try CanonicalDump(other.file("s.sqlite"))
    #expect(first == second, "\(first.difference(from: second))")
    #expect(
      try SQLiteText.rows(
        """
        SELECT score_name.name, low, high, anchored FROM score_scale
        JOIN score_name ON score_name.id = score_scale.name ORDER BY run
        """, in: one.file("s.sqlite")) == [
          "rating|1.0|5.0|1", "bleu|0.0|100.0|1", "rules|-|-|1", "score|0.0|3.0|1",
          "embedded|-|-|0", "combined|-|-|0",
        ])
  }

  @Test func `killed on the way they end with the store of an undisturbed run`() throws {
    let undisturbed = try ScoreCorpus.ran(Self.all)
    let whole = try CanonicalDump(undisturbed.file("s.sqlite"))
    let folder = try TemporaryFolder()
    try ScoreCorpus.write(to: folder)
    try folder.write(ScoreCorpus.pipeline(Self.all), to: "p.yaml")
    for delay in [150_000, 300_000, 600_000, 900_000] as [UInt32] {
      let command = try CommandRunner(folder: folder.path).start(["run", "p.yaml"])
      usleep(delay)
      command.send(SIGKILL)
      _ = try command.wait(seconds: 120)
    }
    let last = try CommandRunner(folder: folder.path).start(["run", "p.yaml"]).wait(seconds: 120)
    #expect(last.exitStatus == 0, "\(last.summary)")
    let dump = try CanonicalDump(folder.file("s.sqlite"))
    #expect(dump == whole, "\(whole.difference(from: dump))")
  }

  @Test(arguments: ["mend", "drop", "mark", "ignore"])
  func `the mistake of UltraFeedback is mended or marked, and told`(mistakes: String) throws {
    let folder = try ScoreCorpus.ran([
      "relabel.score.ratings: {aspects: [helpfulness, honesty], mistakes: \(mistakes)}"
    ])
    let store = folder.file("s.sqlite")
    let values = try SQLiteText.rows(
      """
      SELECT value, count(*) FROM score WHERE run > 0 GROUP BY value ORDER BY value
      """, in: store)
    let tens = try SQLiteText.rows(
      """
      SELECT count(*) FROM score JOIN response ON response.id = response
      JOIN prompt ON prompt.id = prompt JOIN prompt_group ON prompt_group.id = prompt."group"
      WHERE value = 10 AND record > 0 AND split = 'train'
      """, in: store)[0]
    let mended = mistakes == "mend" || mistakes == "drop"
    #expect(values.contains("1.0|\(tens)") == mended)
    #expect(values.contains("10.0|\(tens)") == !mended)
    let found = try SQLiteText.rows(
      "SELECT action, reason, evidence, count(*) FROM verdict GROUP BY 1, 2, 3", in: store)
    let pairs = 2 * (Int(tens) ?? 0)
    let action = mistakes == "drop" ? "drop" : "mark"
    #expect(
      found
        == (mistakes == "ignore"
          ? [] : ["\(action)|rating_mistake|{\"aspects\":1.5,\"overall\":10}|\(pairs)"]))
    let told = try ScoreCorpus.notes(folder).filter { $0.contains("known mistake") }
    #expect(told.count == (mistakes == "ignore" ? 0 : 1))
    if mistakes != "ignore" {
      #expect(told[0].hasPrefix("\(tens) responses have an overall score"))
    }
  }

  @Test func `a response that is the reference gets no score, nor one without a reference`() throws
  {
    let folder = try ScoreCorpus.ran([
      "relabel.score.reference: {field: /reference, metric: rougeL}"
    ])
    let scores = try ScoreCorpus.scores("rougeL", folder)
    #expect(!scores.contains { $0.hasPrefix("Part") && $0.contains("of the machine") })
    let store = folder.file("s.sqlite")
    let counts = try SQLiteText.rows(
      """
      SELECT counts->>'responses scored', counts->>'not scored: is a reference',
        counts->>'not scored: the prompt has no reference', counts->>'prompts without a reference'
      FROM run WHERE stage = 'relabel.score.reference'
      """, in: store)[0].split(separator: "|").compactMap { Int($0) }
    let seen = try #require(
      Int(
        try SQLiteText.rows(
          """
          SELECT count(*) FROM response JOIN prompt ON prompt.id = prompt
          JOIN prompt_group ON prompt_group.id = prompt."group" WHERE split = 'train'
          """, in: store)[0]))
    try #require(counts.count == 4)
    #expect(counts[0] == scores.count && counts[0] + counts[1] + counts[2] == seen)
    #expect(counts[1] > 0 && counts[2] == 3 * counts[3])
  }

  @Test func `references are those of a model, of a file, or the best response`() throws {
    let byModel = try ScoreCorpus.ran(["relabel.score.reference: {model: large, metric: chrf}"])
    let best = try ScoreCorpus.ran([
      "relabel.score.ratings: {name: rating, aspects: [helpfulness, honesty]}",
      "relabel.score.reference: {best: rating, metric: chrf}",
    ])
    let scores = try ScoreCorpus.scores("chrf", byModel)
    #expect(!scores.isEmpty && !scores.contains { $0.contains("holds it") })
    // The large model's are the best once the mistake is mended.
    #expect(try ScoreCorpus.scores("chrf", best) == scores)

    let folder = try TemporaryFolder()
    try ScoreCorpus.write(to: folder)
    try folder.write(
      #"{"prompt": "Why does part 2 turn?", "references": ["It turns with wheel 3.", "Because."]}"#
        + "\n" + #"{"prompt": "Why does part 3 turn?", "reference": "It turns."}"# + "\n",
      to: "references.jsonl")
    try folder.write(
      ScoreCorpus.pipeline(["relabel.score.reference: {file: references.jsonl}"]).replacing(
        "splits: {train: 0.8, test: 0.2}\n", with: ""), to: "p.yaml")
    let result = try CommandRunner(folder: folder.path).run("run", "p.yaml")
    try #require(result.exitStatus == 0, "\(result.summary)")
    #expect(try ScoreCorpus.scores("bleu", folder).count == 6)
    #expect(
      try ScoreCorpus.notes(folder).contains("warning: 58 of 60 prompts have no reference"))
  }

  @Test func `rules that are joined with a model are anchored as it is, and need its scale`() throws
  {
    let folder = try ScoreCorpus.ran([
      "relabel.score.embedded: {epochs: 1, folds: 2}",
      "relabel.score.ratings: {ratings: [helpfulness], high: 5}",
      "relabel.score.rules: {name: by_model, must: [wheel], score: embedded, id: a}",
      "relabel.score.rules: {name: by_rating, field: /reference, score: rating, bound: 1, id: b}",
      "relabel.score.rules: {name: by_record, must: [wheel], score: overall, id: c}",
    ])
    #expect(
      try SQLiteText.rows(
        """
        SELECT score_name.name, low, high, anchored FROM score_scale
        JOIN score_name ON score_name.id = score_scale.name WHERE score_name.name LIKE 'by%' ORDER BY run
        """, in: folder.file("s.sqlite")) == [
          "by_model|-|-|0", "by_rating|0.0|1.0|1", "by_record|-|-|1",
        ])
    let ratings = try ScoreCorpus.scores("by_rating", folder).map { $0.split(separator: "|").last }
    #expect(Set(ratings) == ["0.0", "0.5", "1.0"], "ratings of 1, 3 and 5 where no rule is sure")
    let notes = try ScoreCorpus.notes(folder)
    #expect(notes.contains { $0.contains("prompts have no reference") })
    #expect(notes.contains { $0.contains("scores `overall` lie outside 0 to 1") })
    #expect(!notes.contains { $0.contains("scores `rating` lie outside 0 to 1") })
  }
}
