import Foundation
import TestSupport
import Testing

/// Labels carried from one source to another, from files to labels and what is told of them.
@Suite struct TransferTests {
  static let mapping = """
    {prompt: q, responses: {a: {text: a}, b: {text: b}}, \
    votes: {between: [a, b], winner: {of: w, is: {a: a, b: b, tie: tie, bad: both_bad}}, annotator: who, kind: human}}
    """

  /// Whose votes say what.
  private enum Labels { case right, drawn }

  /// Pairs of answers of very different length, some much longer than most: the longer one is better. Every fifth
  /// pair of `open` ones is a tie.
  private static func lines(
    _ count: Int, words: [String], seed: UInt64, labels: Labels = .right, hasTies: Bool = false
  ) -> [String] {
    var random = SeededGenerator(seed)
    func answer(_ length: Int) -> String {
      (0..<length).map { _ in words[Int.random(in: 0..<words.count, using: &random)] }
        .joined(separator: " ") + "."
    }
    return (0..<count).map { number in
      let lengths = (0..<2).map { _ in
        let level = Double(Int.random(in: 0...1000, using: &random)) / 1000
        return 2 + Int(70 * level * level * level)
      }
      let isFirst =
        labels == .right ? lengths[0] > lengths[1] : Bool.random(using: &random)
      let winner =
        hasTies && number % 5 == 0 ? number % 10 == 0 ? "tie" : "bad" : isFirst ? "a" : "b"
      return """
        {"q":"\(words[0]) \(number)","a":"\(answer(lengths[0]))","b":"\(answer(lengths[1]))","w":"\(winner)","who":"x"}
        """
    }
  }

  private static func corpus(_ labels: Labels = .right) throws -> ScoredCorpus {
    let corpus = try ScoredCorpus(
      lines: lines(40, words: ["reed", "wren", "moss", "fern"], seed: 1, labels: labels))
    let target = lines(40, words: ["iron", "zinc", "lead", "gold"], seed: 2, hasTies: true)
    try corpus.folder.write(target.map { $0 + "\n" }.joined(), to: "b.jsonl")
    return corpus
  }

  private func run(
    _ corpus: ScoredCorpus, _ options: String, jobs: String = "2"
  ) throws -> (output: String, labels: [String]) {
    try corpus.write(
      stages: ["relabel.transfer: {\(options)}"],
      exports: ["{to: out, trainer: trl.reward, compression: none}"], mapping: Self.mapping,
      splits: "{train: 1}")
    let result = try corpus.run("--jobs", jobs)
    let labels = try SQLiteText.rows(
      """
      SELECT cast(t.body AS TEXT), decision, round(probability, 4), length(ta.body) > length(tb.body), evidence
      FROM label JOIN run ON run.id = label.run JOIN pair ON pair.id = label.pair
      JOIN prompt ON prompt.id = pair.prompt JOIN text AS t ON t.id = prompt.text
      JOIN response AS ra ON ra.id = a JOIN text AS ta ON ta.id = ra.text
      JOIN response AS rb ON rb.id = b JOIN text AS tb ON tb.id = rb.text
      JOIN verdict ON verdict.kind = 2 AND subject = pair.id AND verdict.run = run.id AND reason = 'transferred'
      WHERE run.stage = 'relabel.transfer' ORDER BY 1
      """, in: corpus.folder.file("s.sqlite"))
    return (result.output, labels)
  }

  /// Whether a label says that the longer answer is better.
  private func isRight(_ row: String) -> Bool {
    let parts = row.split(separator: "|")
    return (parts[1] == "1") == (parts[3] == "1")
  }

  @Test func `ties get the labels of responses that lie alike, and decided pairs show their worth`()
    throws
  {
    let corpus = try Self.corpus()
    let (output, labels) = try run(
      corpus, "from: source=a, min_evidence: 2, min_certainty: 1, epsilon: 0.05")
    // Of 4 ties most are sure enough; both-bad pairs stay, and decided ones.
    #expect((2...4).contains(labels.count), "\(output)")
    #expect(labels.allSatisfy { $0.hasPrefix("iron ") && $0.contains("\"comparisons\":") })
    #expect(labels.count { isRight($0) } >= labels.count - 1, "\(labels)")
    #expect(!output.contains("no better than labels drawn by chance"), "\(output)")
    #expect(output.contains("the plan costs") && output.contains("the longer answer"), "\(output)")
    try corpus.checkStore()
  }

  @Test func `all decided pairs are labelled anew where it is asked for`() throws {
    let corpus = try Self.corpus()
    let options =
      "from: source=a, to: source=b, min_evidence: 2, min_certainty: 1, epsilon: 0.05, overwrite: true"
    let (output, labels) = try run(corpus, options)
    #expect(labels.count > 15, "\(output)")
    #expect(Double(labels.count { isRight($0) }) >= 0.85 * Double(labels.count), "\(labels)")
    let other = try Self.corpus()
    #expect(try run(other, options, jobs: "1").labels == labels)
  }

  @Test func `labels that were drawn are warned of`() throws {
    let corpus = try Self.corpus(.drawn)
    let (output, _) = try run(corpus, "from: source=a, min_evidence: 1, min_certainty: 0")
    #expect(output.contains("no better than labels drawn by chance"), "\(output)")
  }

  @Test(arguments: [
    ("from: source=none", "no decided pairs that `from` takes"),
    ("from: source=a, to: source=none", "no pairs are left to carry labels to"),
    ("from: no-ties", "from"), ("from: source=a, epsilon: 0", "epsilon"),
    ("from: source=a, to: \"\"", "to"), ("{}", "from"),
  ])
  func `pools that are empty or not named are refused`(options: String, words: String) throws {
    let corpus = try Self.corpus()
    try corpus.write(
      stages: ["relabel.transfer: {\(options == "{}" ? "" : options)}"],
      exports: ["{to: out, trainer: trl.reward, compression: none}"], mapping: Self.mapping,
      splits: "{train: 1}")
    let result = try corpus.runner.run("run", "p.yaml")
    #expect(result.exitStatus == 2 && result.summary.contains(words), "\(result.summary)")
  }
}
