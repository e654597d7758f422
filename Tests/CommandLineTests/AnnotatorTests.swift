import Foundation
import TestSupport
import Testing

/// Votes of annotators, from the file to labels and what is told of who gave them.
@Suite struct AnnotatorTests {
  static let mapping = """
    {prompt: q, responses: {a: {text: a, scores: {x: xa}}, b: {text: b, scores: {x: xb}}}, \
    votes: {between: [a, b], winner: {of: w, is: {a: a, b: b, tie: tie, bad: both_bad}}, annotator: who, kind: human}}
    """

  private static func vote(_ pair: Int, _ who: String, _ winner: String, x: (Int, Int) = (0, 1))
    -> String
  {
    """
    {"q":"Q\(pair)","a":"one \(pair)","b":"two \(pair)","xa":\(x.0),"xb":\(x.1),"w":"\(winner)","who":"\(who)"}
    """
  }

  /// `decision probability` by question, decision as the answer's name.
  private func labels(_ corpus: ScoredCorpus) throws -> [String: String] {
    let rows = try SQLiteText.rows(
      """
      SELECT cast(t.body AS TEXT), CASE decision WHEN 1 THEN substr(ta.body, 1, 3) WHEN 2 THEN substr(tb.body, 1, 3)
        WHEN 0 THEN 'tie' ELSE 'bad' END, round(max(probability, 1 - probability), 3)
      FROM label JOIN run ON run.id = label.run JOIN pair ON pair.id = label.pair
      JOIN prompt ON prompt.id = pair.prompt JOIN text AS t ON t.id = prompt.text
      JOIN response AS ra ON ra.id = a JOIN text AS ta ON ta.id = ra.text
      JOIN response AS rb ON rb.id = b JOIN text AS tb ON tb.id = rb.text
      WHERE run.stage = 'relabel.annotators'
      """, in: corpus.folder.file("s.sqlite"))
    var labels: [String: String] = [:]
    for row in rows {
      let parts = row.split(separator: "|").map(String.init)
      labels[parts[0]] = "\(parts[1]) \(parts[2])"
    }
    return labels
  }

  /// Two good annotators and a poor one on 60 pairs whose first answer is the better one; on pair 0 a good one
  /// stands against the poor one.
  private func careless(_ more: [String] = []) throws -> ScoredCorpus {
    var lines: [String] = []
    for pair in 1..<60 {
      lines.append(Self.vote(pair, "good", "a"))
      lines.append(Self.vote(pair, "better", pair % 10 == 0 ? "b" : "a"))
      lines.append(Self.vote(pair, "poor", pair % 3 == 0 ? "a" : "b"))
    }
    lines.append(Self.vote(0, "good", "a"))
    lines.append(Self.vote(0, "poor", "b"))
    return try ScoredCorpus(lines: lines + more)
  }

  @Test(arguments: ["dawid_skene", "one_coin", "re_po"])
  func `a draw is decided by whoever is more reliable`(method: String) throws {
    let corpus = try careless([
      Self.vote(70, "good", "tie"), Self.vote(70, "better", "tie"), Self.vote(70, "poor", "b"),
      Self.vote(71, "good", "bad"),
    ])
    try corpus.write(
      stages: ["relabel.annotators: {method: \(method)}"],
      exports: ["{to: out, trainer: trl.reward, compression: none}"], sources: ["a"],
      mapping: Self.mapping, splits: "{train: 1}")
    let result = try corpus.run()
    let labels = try labels(corpus)
    #expect(labels["Q0"]?.hasPrefix("one") == true, "\(labels["Q0"] ?? "none")")
    // What most call a tie, or both bad, stays so.
    #expect(labels["Q70"] == nil && labels["Q71"] == nil)
    #expect(result.output.contains("3 annotators gave"), "\(result.output)")
    #expect(result.output.contains("Krippendorff's alpha"))
    let table = result.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    let lines = table.filter { $0.contains(" votes, agreement ") }
    #expect(lines.first?.hasPrefix("poor: ") == true, "\(result.output)")
    try corpus.checkStore()
  }

  @Test func `labels may get a probability and stay what they are`() throws {
    let corpus = try careless()
    try corpus.write(
      stages: ["relabel.annotators: {decide: false}"],
      exports: ["{to: out, trainer: trl.reward, compression: none}"], sources: ["a"],
      mapping: Self.mapping, splits: "{train: 1}")
    try corpus.run()
    // Of the draw the label stays a tie; of the others the majority decides.
    let labels = try labels(corpus)
    #expect(labels["Q0"]?.hasPrefix("tie") == true)
    #expect(labels.values.filter { $0.hasPrefix("one") }.count >= 50)
  }

  @Test func `two planted groups are found, and each has labels of its own`() throws {
    var random = SeededGenerator(3)
    var lines: [String] = []
    let points = (0..<150).map { _ in
      (Int.random(in: 0...100, using: &random), Int.random(in: 0...100, using: &random))
    }
    for who in 0..<40 {
      for _ in 0..<30 {
        let pair = Int.random(in: 0..<150, using: &random)
        // The even ones want much of x, the odd ones little; one vote in ten is careless.
        let wantsMore = (who % 2 == 0) != (Int.random(in: 0..<10, using: &random) == 0)
        let firstWins = (points[pair].0 > points[pair].1) == wantsMore
        lines.append(
          Self.vote(
            pair, "\(who % 2 == 0 ? "more" : "less")\(who)", firstWins ? "a" : "b", x: points[pair])
        )
      }
    }
    func found(_ jobs: String, _ lines: [String]) throws -> (String, [String: String]) {
      let corpus = try ScoredCorpus(lines: lines)
      try corpus.write(
        stages: ["relabel.annotators: {method: pal, scores: [x], most_groups: 3}"],
        exports: ["{to: out, trainer: trl.reward, compression: none}"], sources: ["a"],
        mapping: Self.mapping, splits: "{train: 1}")
      let notes = try corpus.run("--jobs", jobs)
      #expect(
        notes.output.contains("2 groups explain the votes better than one"), "\(notes.output)")
      let table = try SQLiteText.rows(
        "SELECT text FROM run_note WHERE kind = 'table' ORDER BY number LIMIT 1",
        in: corpus.folder.file("s.sqlite"))
      return (try #require(table.first), try self.labels(corpus))
    }
    let (table, labels) = try found("1", lines)
    let groups = table.split(separator: "\n").filter { $0.hasPrefix("group ") }
    let right = groups.reduce(0) { sum, line in
      sum
        + max(
          line.components(separatedBy: "more").count, line.components(separatedBy: "less").count)
        - 1
    }
    #expect(groups.count == 2 && right >= 38, "\(table)")
    let (again, others) = try found("3", lines.reversed())
    #expect(table == again && labels == others)
  }

  @Test func `one group is enough where all want the same`() throws {
    var random = SeededGenerator(4)
    var lines: [String] = []
    for who in 0..<20 {
      for _ in 0..<30 {
        let pair = Int.random(in: 0..<100, using: &random)
        let point = (pair * 37 % 101, pair * 53 % 97)
        let firstWins = (point.0 > point.1) != (Int.random(in: 0..<10, using: &random) == 0)
        lines.append(Self.vote(pair, "w\(who)", firstWins ? "a" : "b", x: point))
      }
    }
    let corpus = try ScoredCorpus(lines: lines)
    try corpus.write(
      stages: ["relabel.annotators: {method: pal, scores: [x], most_groups: 3}"],
      exports: ["{to: out, trainer: trl.reward, compression: none}"], sources: ["a"],
      mapping: Self.mapping, splits: "{train: 1}")
    #expect(try corpus.run().output.contains("one group is enough"))
  }

  @Test func `nothing is learned from held-out votes`() throws {
    var flipped = try careless()
    let lines = try String(contentsOfFile: flipped.folder.file("a.jsonl"), encoding: .utf8)
      .split(separator: "\n").map(String.init)
    func trained(_ corpus: ScoredCorpus) throws -> ([String: String], Set<String>) {
      try corpus.write(
        stages: ["relabel.annotators"],
        exports: ["{to: out, trainer: trl.reward, compression: none}"], sources: ["a"],
        mapping: Self.mapping, splits: "{train: 0.7, test: 0.3}")
      try corpus.run()
      let held = try SQLiteText.rows(
        """
        SELECT cast(body AS TEXT) FROM prompt JOIN text ON text.id = prompt.text
        JOIN prompt_group ON prompt_group.id = prompt."group" WHERE split = 'test'
        """, in: corpus.folder.file("s.sqlite"))
      return (try self.labels(corpus), Set(held))
    }
    let (labels, held) = try trained(flipped)
    #expect(!held.isEmpty && held.allSatisfy { labels[$0] == nil })
    // Held-out votes turned round change no label.
    flipped = try ScoredCorpus(
      lines: lines.map { line in
        let isHeld = held.contains { line.contains(#""q":"\#($0)""#) }
        return isHeld
          ? line.replacing(#""w":"a""#, with: #""w":"?""#).replacing(#""w":"b""#, with: #""w":"a""#)
            .replacing(#""w":"?""#, with: #""w":"b""#) : line
      })
    #expect(try trained(flipped).0 == labels)
  }
}
