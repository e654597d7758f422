import Foundation
import TestSupport
import Testing

/// Pairs under principles, through the command line.
@Suite struct PrinciplesTests {
  private func corpus(_ options: String) throws -> ScoredCorpus {
    let corpus = try ScoredCorpus()
    try corpus.write(
      stages: ["relabel.principles: {scores: [s, t], min_chars: 0, \(options)}"],
      splits: "{train: 1}")
    try corpus.run()
    return corpus
  }

  /// What decided, whether the label was turned, and whether the chosen answer has more of it.
  private func decisions(_ corpus: ScoredCorpus) throws -> [String] {
    try SQLiteText.rows(
      """
      SELECT json_extract(d.evidence, '$.decides') AS decides, json_extract(d.evidence, '$.turned'),
        CASE label.decision WHEN 1 THEN sa.value > sb.value ELSE sb.value > sa.value END, count(*)
      FROM derivation AS d JOIN pair AS p ON p.id = d.pair JOIN label ON label.pair = p.id AND label.run = d.run
      JOIN pair AS parent ON parent.id = d.parent
      JOIN response AS a ON a.id = p.a JOIN response AS b ON b.id = p.b
      JOIN response AS pa ON pa.prompt = parent.prompt AND pa.text = a.text
      JOIN response AS pb ON pb.prompt = parent.prompt AND pb.text = b.text
      JOIN score_name AS n ON n.name = replace(decides, 'not ', '')
      JOIN score AS sa ON sa.response = pa.id AND sa.name = n.id
      JOIN score AS sb ON sb.response = pb.id AND sb.name = n.id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
      """, in: corpus.folder.file("s.sqlite"))
  }

  @Test func `the dimension that differs most decides, a negated one the other way`() throws {
    let found = try decisions(try corpus("flips: 0"))
    // Four kinds, none turned: more of what is stated, less of what is negated.
    #expect(
      found.map { $0.split(separator: "|").prefix(3).joined(separator: "|") } == [
        "not s|0|0", "not t|0|0", "s|0|1", "t|0|1",
      ], "\(found)")
  }

  @Test func `a share of the labels is turned`() throws {
    let corpus = try corpus("flips: 0.5, passes: 8")
    let found = try decisions(corpus)
    #expect(found.count == 8, "\(found)")
    for line in found {
      let parts = line.split(separator: "|")
      #expect((parts[1] == "1") == ((parts[2] == "1") == parts[0].hasPrefix("not")), "\(line)")
    }
    let rows = try corpus.rows()
    #expect(rows.allSatisfy { $0.contains("keeps to these principles") })
    #expect(rows.contains { $0.contains("The reply does badly in terms of s.") })
  }

  @Test func `words are given by name, and a name that is no score is a mistake`() throws {
    let corpus = try corpus(
      "principles: {s: {text: Be brief., negated: Be long.}}, turn: user, template: 'Mind:\\n{principles}'"
    )
    #expect(try corpus.rows().contains { $0.contains("Be long.") })
    let wrong = try ScoredCorpus()
    try wrong.write(
      stages: ["relabel.principles: {scores: [s], principles: {u: {text: x, negated: y}}}"])
    let result = try wrong.runner.run("run", "p.yaml")
    #expect(
      result.exitStatus == 2 && result.errors.contains("not among `scores`: `u`"),
      "\(result.summary)")
  }
}
