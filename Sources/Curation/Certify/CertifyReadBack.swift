internal import Foundation
internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Reads answers back and says what they come to.
struct CertifyReadBack {
  let store: Store
  let files: [String]

  func run() throws(WinnowError) -> CertifySummary {
    let sheets = try files.map { (path) throws(WinnowError) in try AnswerSheet(path) }
    guard let first = sheets.first else {
      throw WinnowError(.badAnswers, "no file with answers is named")
    }
    let (row, kept) = try sample(of: first)
    var answers: [CertifyAnswer] = []
    for (number, sheet) in sheets.enumerated() {
      answers += try self.answers(sheet, number: number, to: kept, before: answers)
    }
    guard !answers.isEmpty else {
      throw first.fault(
        "no item is answered", line: nil, hint: "write 1, 2, tie or unsure into the column `better`"
      )
    }
    return try CertifyConclusion(store: store, row: row, sample: kept, answers: answers).keep()
  }

  /// The newest sample that has the sheet's items; of several with some of them that with most.
  private func sample(
    of sheet: AnswerSheet
  ) throws(WinnowError) -> (row: Int64, sample: KeptSample) {
    let names = Set(sheet.rows.map(\.item))
    var best: (row: Int64, sample: KeptSample)?
    var most = 0
    for found in try KeptSample.all(store) {
      let own = Set(found.sample.items.map { SampleFiles.name($0.id) })
      if own == names { return found }
      let shared = own.intersection(names).count
      if shared > most { (best, most) = (found, shared) }
    }
    guard let best else {
      throw sheet.fault(
        "no sample of this store has the item `\(shown(sheet.rows[0].item, limit: 40))`",
        line: sheet.rows[0].line, hint: "was it drawn from another store?")
    }
    return best
  }

  /// The answers of a sheet, every item of which stands once for each rater.
  private func answers(
    _ sheet: AnswerSheet, number: Int, to sample: KeptSample, before: [CertifyAnswer]
  ) throws(WinnowError) -> [CertifyAnswer] {
    let items = Dictionary(
      sample.items.map { (SampleFiles.name($0.id), $0.id) }, uniquingKeysWith: { a, _ in a })
    struct Place: Hashable {
      var item: String
      var rater: String
    }
    var lines: [Place: Int] = [:]
    var answers: [CertifyAnswer] = []
    for row in sheet.rows {
      guard let id = items[row.item] else {
        throw sheet.fault(
          "the sample has no such item: `\(shown(row.item, limit: 40))`", line: row.line,
          hint: "leave the column `item` as it was")
      }
      let place = Place(item: row.item, rater: row.rater)
      if let line = lines[place] {
        throw sheet.fault(
          "the item stands twice, first on line \(line): `\(row.item)`", line: row.line,
          hint: "two raters in one file must name themselves in `rater`")
      }
      lines[place] = row.line
      guard let verdict = row.verdict else { continue }
      let rater = row.rater.isEmpty ? "rater \(number + 1)" : row.rater
      if before.contains(where: { $0.item == id && $0.rater == rater }) {
        throw sheet.fault(
          "rater `\(shown(rater, limit: 40))` has answered this item in another file: `\(row.item)`",
          line: row.line, hint: "each rater needs a name of their own in `rater`")
      }
      answers.append(CertifyAnswer(item: id, rater: rater, verdict: verdict))
    }
    let there = Set(lines.keys.map(\.item))
    let missing = items.keys.filter { !there.contains($0) }.sorted()
    guard missing.isEmpty else {
      throw sheet.fault(
        "\(missing.count) of \(items.count) items of the sample are missing, such as `\(missing[0])`",
        line: nil, hint: "keep every row; leave `better` empty where there is no answer")
    }
    return answers
  }
}
