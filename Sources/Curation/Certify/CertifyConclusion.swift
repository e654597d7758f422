internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// What the answers to a sample come to, said and kept.
struct CertifyConclusion {
  let store: Store
  /// Of the sample in the store.
  let row: Int64
  let sample: KeptSample
  let answers: [CertifyAnswer]
  /// The model that was asked; `nil` where people were.
  var judge: JudgeReport?

  func keep() throws(WinnowError) -> CertifySummary {
    let result = CertifyResult(sample: CertifySample(sample), answers: answers)
    let basis = CertifyBasis(rawValue: sample.basis) ?? .drop
    let words =
      result.words + (judge?.words ?? []) + (result.rate.value == nil ? [] : [basis.words])
    let json = json(result, basis, words)
    try Certificate.keep(
      store, sample: row, answers: Self.json(answers), result: json.json, words: words)
    let text =
      words.joined(separator: "\n")
      + "\n\nkept in \(store.path): exports of this run say it on their dataset card"
    return CertifySummary(json: json.indentedJSON, text: text)
  }

  private static func json(_ answers: [CertifyAnswer]) -> String {
    ConfigValue.list(
      answers.map { answer in
        .list(
          [
            .string(answer.item.description), .string(answer.rater),
            .string(answer.verdict.rawValue),
          ] + (answer.isOtherOrder ? [.string("other order")] : []))
      }
    ).json
  }

  private func json(
    _ result: CertifyResult, _ basis: CertifyBasis, _ words: [String]
  ) -> ConfigValue {
    var members: [ConfigValue.Member] = [
      .init("items", .int(Int64(result.items))), .init("answered", .int(Int64(result.answered))),
      .init("raters", .list(result.raters.map { .string($0) })),
      .init("corrected_for_rater_error", .bool(result.isCorrected)),
      .init("basis", .string(basis.rawValue)), .init("noise_rate", result.rate.json),
      .init("precision", result.precision.json), .init("recall", result.recall.json),
      .init("ties", result.ties.json), .init("rater_error", result.raterError.json),
      .init("words", .list(words.map { .string($0) })),
    ]
    if let judge {
      members.append(.init("judge", judge.json))
      members.append(.init("consistency", result.consistency.json))
    }
    return .object(members)
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
