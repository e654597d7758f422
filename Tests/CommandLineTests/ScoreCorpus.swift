import Foundation
import TestSupport

/// Questions with three rated answers each, written by three models, in two files; and files of scores.
enum ScoreCorpus {
  static let count = 60

  private struct Answer: Encodable {
    var text: String
    var model: String
    var overall: Double
    var helpfulness: Double
    var honesty: Double
  }

  private struct Row: Encodable {
    var question: String
    var reference: [String]
    var answers: [Answer]
  }

  /// Of three answers the long one is best; every tenth question has an overall score of 10 by mistake.
  private static func row(_ i: Int) -> Row {
    let reference = "Part \(i) turns because the belt drives wheel \(i % 7) of the machine."
    let long = "Part \(i) turns since the belt drives wheel \(i % 7), and the belt holds it."
    return Row(
      question: "Why does part \(i) turn?",
      reference: i % 12 == 5 ? [] : i % 3 == 0 ? [reference, "It is driven."] : [reference],
      answers: [
        Answer(text: long, model: "large", overall: 8, helpfulness: 5, honesty: 4),
        Answer(
          text: "It turns with wheel \(i % 7).", model: "small", overall: 5, helpfulness: 3,
          honesty: 3),
        Answer(
          text: i % 4 == 1 ? reference : "No idea, never \(i).", model: "tiny",
          overall: i % 10 == 0 ? 10 : 2, helpfulness: 1, honesty: 2),
      ])
  }

  static func write(to folder: TemporaryFolder) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    var files = ["", ""]
    for i in 0..<count {
      files[i % 2] += String(decoding: try encoder.encode(row(i)), as: UTF8.self) + "\n"
    }
    try folder.write(files[0], to: "even.jsonl")
    try folder.write(files[1], to: "odd.jsonl")
    var lines = "text,score\n"
    for i in 0..<count { lines += "It turns with wheel \(i % 7).,\(Double(i % 7) / 2)\n" }
    lines += "Nobody said this.,3\n"
    try folder.write(lines, to: "scores.csv")
  }

  /// A pipeline over the two files with `stages`, a line each.
  static func pipeline(_ stages: [String], sources: [String] = ["even", "odd"]) -> String {
    let sources = sources.map { name in
      """
        - name: \(name)
          path: \(name).jsonl
          mapping:
            prompt: question
            responses:
              all:
                text: /answers/*/text
                model: /answers/*/model
                scores:
                  overall: /answers/*/overall
                  helpfulness: /answers/*/helpfulness
                  honesty: /answers/*/honesty
            votes: {ranked: all, by: overall, best: highest, kind: model}
      """
    }
    return """
      name: scores
      seed: 5
      splits: {train: 0.8, test: 0.2}
      store: s.sqlite
      sources:
      \(sources.joined(separator: "\n"))
      stages:
      \(stages.map { "  - \($0)" }.joined(separator: "\n"))
      """ + "\n"
  }

  /// A folder with the corpus in which the pipeline was run.
  static func ran(
    _ stages: [String], sources: [String] = ["even", "odd"], _ arguments: String...
  ) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    try write(to: folder)
    try folder.write(pipeline(stages, sources: sources), to: "p.yaml")
    let result = try CommandRunner(folder: folder.path).start(["run", "p.yaml"] + arguments)
      .wait(seconds: 120)
    guard result.exitStatus == 0 else { throw Failed(result: result) }
    return folder
  }

  struct Failed: Error { var result: CommandResult }

  /// What the stages said, in order.
  static func notes(_ folder: TemporaryFolder) throws -> [String] {
    try SQLiteText.rows(
      "SELECT text FROM run_note JOIN run ON run.id = run ORDER BY run, number",
      in: folder.file("s.sqlite"))
  }

  /// The scores of a name by response text, in the order of texts.
  static func scores(_ name: String, _ folder: TemporaryFolder) throws -> [String] {
    try SQLiteText.rows(
      """
      SELECT body, round(value, 6) FROM score JOIN score_name ON score_name.id = score.name
      JOIN response ON response.id = response JOIN text ON text.id = response.text
      WHERE score_name.name = '\(name)' AND score.run > 0 ORDER BY body, response.digest
      """, in: folder.file("s.sqlite"))
  }
}
