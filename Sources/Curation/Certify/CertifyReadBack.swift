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
    let result = CertifyResult(sample: CertifySample(kept), answers: answers)
    let basis = CertifyBasis(rawValue: kept.basis) ?? .drop
    let words = result.words + (result.rate.value == nil ? [] : [basis.words])
    let json = self.json(result, basis, words)
    try Certificate.keep(
      store, sample: row, answers: Self.json(answers), result: json.json, words: words)
    let text =
      words.joined(separator: "\n")
      + "\n\nkept in \(store.path): exports of this run say it on their dataset card"
    return CertifySummary(json: json.indentedJSON, text: text)
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

  private static func json(_ answers: [CertifyAnswer]) -> String {
    ConfigValue.list(
      answers.map {
        .list([
          .string($0.item.description), .string($0.rater), .string($0.verdict.rawValue),
        ])
      }
    ).json
  }

  private func json(
    _ result: CertifyResult, _ basis: CertifyBasis, _ words: [String]
  ) -> ConfigValue {
    .object([
      .init("items", .int(Int64(result.items))), .init("answered", .int(Int64(result.answered))),
      .init("raters", .list(result.raters.map { .string($0) })),
      .init("corrected_for_rater_error", .bool(result.isCorrected)),
      .init("basis", .string(basis.rawValue)), .init("noise_rate", result.rate.json),
      .init("precision", result.precision.json), .init("recall", result.recall.json),
      .init("ties", result.ties.json), .init("rater_error", result.raterError.json),
      .init("words", .list(words.map { .string($0) })),
    ])
  }
}

extension CertifySample {
  /// The sample as the store keeps it.
  init(_ kept: KeptSample) {
    self.init(
      seed: kept.seed,
      strata: kept.strata.map {
        Stratum(
          isDropped: $0.isDropped, low: $0.low, high: $0.high, size: $0.size, sampled: $0.sampled)
      }, assignment: [],
      items: kept.items.enumerated().map { position, item in
        // Answers are matched by item; the pair's own id plays no part.
        Item(
          id: item.id, pair: item.id, position: position, stratum: item.stratum,
          firstIsBetter: item.aIsBetter, isSwapped: item.bIsFirst)
      })
  }
}
