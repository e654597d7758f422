import Curation
import Foundation
import Records
import TestSupport

/// A synthetic corpus whose wrong labels are known, run through a pipeline that drops some, and a blind
/// sample of it.
final class CertifyFixture: Sendable {
  let folder: TemporaryFolder
  let drawn: CertifySummary
  /// By chosen and rejected text: whether the label is wrong.
  private let truth: [String: Bool]
  /// Cells of the sheet by row, the header first.
  let sheet: [[String]]

  static let pairs = 160
  static let shared = Result { try CertifyFixture() }

  var pipeline: String { folder.file("p.yaml") }
  var store: String { folder.file("p.sqlite") }
  var sample: String { folder.file("check/sample.csv") }

  init() throws {
    folder = try TemporaryFolder()
    _ = try Curation.synth(
      SynthRequest(pairs: Self.pairs, out: folder.file("corpus.jsonl"), seed: 5, flip: 0.25))
    try folder.write(
      """
      name: p
      store: p.sqlite
      sources: [{path: corpus.jsonl}]
      stages: [{filters.training_dynamics: {action: drop, budget: 20%}}]
      exports: [{to: out, trainer: trl.dpo}]
      """, to: "p.yaml")
    _ = try Curation.run(PipelineRequest(path: folder.file("p.yaml")))
    drawn = try Curation.certify(
      CertifyRequest(
        location: folder.file("p.sqlite"), budget: 80, seed: 3, out: folder.file("check")))
    let lines = try String(contentsOfFile: folder.file("corpus.jsonl"), encoding: .utf8)
      .split(separator: "\n")
    var truth: [String: Bool] = [:]
    for line in lines {
      let row = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
      guard let chosen = row?["chosen"] as? String, let rejected = row?["rejected"] as? String
      else { continue }
      truth[chosen + "\u{0}" + rejected] = row?["flipped"] as? Bool ?? false
    }
    self.truth = truth
    sheet = CSVText.rows(
      try String(contentsOfFile: folder.file("check/sample.csv"), encoding: .utf8))
  }

  /// What somebody who knows says of a row: 1 or 2.
  func right(_ row: [String]) -> String {
    func plain(_ cell: String) -> String { cell.hasPrefix("'") ? String(cell.dropFirst()) : cell }
    let (first, second) = (plain(row[2]), plain(row[3]))
    if let wrong = truth[first + "\u{0}" + second] { return wrong ? "2" : "1" }
    if let wrong = truth[second + "\u{0}" + first] { return wrong ? "1" : "2" }
    return "unsure"
  }

  /// The sheet with `answer` for each row's number, written to a file.
  func answered(_ name: String, rater: String, _ answer: (Int, [String]) -> String) throws -> String
  {
    let rows = sheet.enumerated().map { number, row in
      guard number > 0 else { return row }
      var row = row
      row[4] = answer(number, row)
      row[5] = rater
      return row
    }
    return try folder.write(CSVText.text(rows), to: name)
  }

  /// `text` without the folder.
  func stable(_ text: String) -> String { text.replacingOccurrences(of: folder.path, with: "DIR") }
}

/// CSV as RFC 4180 has it, read and written in the plainest way.
enum CSVText {
  static func rows(_ text: String) -> [[String]] {
    var rows: [[String]] = [[""]]
    var isQuoted = false
    var wasQuote = false
    for scalar in text.unicodeScalars where scalar != "\u{FEFF}" {
      let last = (rows.count - 1, rows[rows.count - 1].count - 1)
      if scalar == "\"" {
        if wasQuote { rows[last.0][last.1] += "\"" }
        wasQuote = !wasQuote && isQuoted
        isQuoted.toggle()
        continue
      }
      wasQuote = false
      switch (scalar, isQuoted) {
      case (",", false): rows[last.0].append("")
      case ("\n", false): rows.append([""])
      case ("\r", false): continue
      default: rows[last.0][last.1].unicodeScalars.append(scalar)
      }
    }
    return rows.filter { $0 != [""] }
  }

  static func text(_ rows: [[String]], delimiter: String = ",") -> String {
    rows.map { row in
      row.map { "\"" + $0.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }
        .joined(separator: delimiter)
    }.joined(separator: "\n") + "\n"
  }
}
