/// What a blind sample tells: the noise rate, and how good the drops are.
///
/// Every number weighs strata by their size (`StratifiedProportion`). With one rater the rater's own
/// mistakes count as wrong labels; with two, whose items overlap enough, they are corrected for
/// (`RaterError`). Items that nobody could tell are left out of their stratum; ties count as labels
/// that are not wrong, and their share is told.
package struct CertifyResult: Sendable, Equatable {
  /// Items drawn, items with an answer that counts.
  package let items: Int
  package let answered: Int
  /// Raters whose answers are used, one or two.
  package let raters: [String]
  /// Whether the rates are corrected for rater error.
  package let isCorrected: Bool
  /// Share of wrong labels among all pairs.
  package let rate: Estimate
  /// Share of wrong labels among the dropped pairs; without a value when nothing is dropped.
  package let precision: Estimate
  /// Share of all wrong labels that are dropped; without a value when no label was found wrong.
  package let recall: Estimate
  /// Share of pairs of which neither answer is better.
  package let ties: Estimate
  /// How often one rater is wrong; without a value for one rater.
  package let raterError: Estimate
  /// Share of items answered alike in both orders, where a judge was asked both ways.
  package let consistency: Estimate
  /// Answers to items that are not in the sample, and of raters beyond the second.
  package let strangers: Int
  package let unused: Int
  package let noiseRate: NoiseRate
  /// The pairs that were looked at, for `Consequences` of other thresholds and `Recalibration.Isotonic`.
  /// Not corrected for rater error.
  package let checked: [CheckedPair]

  /// Fewest items that two raters must share for a correction.
  package static let minimumShared = 20

  /// Cost: O(items + answers).
  package init(sample: CertifySample, answers: [CertifyAnswer]) {
    let reading = CertifyReading(sample: sample, answers: answers)
    let tally = CertifyTally(sample: sample, reading: reading)
    items = sample.items.count
    checked = tally.checked
    raters = reading.raters
    strangers = reading.strangers
    unused = reading.unused
    consistency =
      reading.bothOrders > 0
      ? Estimate(
        Double(reading.consistent) / Double(reading.bothOrders),
        Proportion(reading.consistent, of: reading.bothOrders).wilson())
      : Estimate(nil, nil)
    let isPart = sample.strata.map(\.isDropped)
    let shared = tally.shared.reduce(0, +)
    let usesBoth =
      reading.raters.count == 2 && Int(shared) >= Self.minimumShared
      && shared >= 0.5 * tally.answered.reduce(0, +)
    let error = RaterError(
      disagreement: usesBoth
        ? StratifiedProportion(tally.strata(tally.differ, of: tally.decided)).share()
        : Estimate(nil, nil))
    raterError = error.error
    let one = tally.strata(tally.wrong, of: tally.answered)
    ties = StratifiedProportion(tally.strata(tally.tied, of: tally.answered)).share()
    answered = Int(tally.answered.reduce(0, +))

    if let e = error.error.value {
      isCorrected = true
      answeredBoth = Int(shared)
      let both = tally.strata(tally.both, of: tally.shared)
      let clear = tally.strata(tally.decided, of: tally.shared)
      func corrected(_ keep: [Bool]) -> Estimate {
        let parts = zip(both, keep).filter(\.1).map(\.0)
        let decided = zip(clear, keep).filter(\.1).map(\.0)
        let share = StratifiedProportion(parts).share()
        return error.correct(
          both: share, decided: StratifiedProportion(decided).share().value ?? 1) ?? share
      }
      rate = corrected(isPart.map { _ in true })
      precision = isPart.contains(true) ? corrected(isPart) : Estimate(nil, nil)
      let less = clear.map { part in
        part.sampled > 0 ? part.hits / part.sampled * e * e : e * e
      }
      recall = StratifiedProportion.ratio(both, isPart: isPart, less: less)
    } else {
      isCorrected = false
      answeredBoth = 0
      rate = StratifiedProportion(one).share()
      let dropped = zip(one, isPart).filter(\.1).map(\.0)
      precision =
        dropped.isEmpty ? Estimate(nil, nil) : StratifiedProportion(dropped).share()
      recall = StratifiedProportion.ratio(one, isPart: isPart)
    }
    noiseRate = Self.noiseRate(
      rate, answered: answered, raters: reading.raters.count, isCorrected: isCorrected,
      raterError: raterError)
  }

  /// Items on which the correction rests; zero without one.
  package let answeredBoth: Int

  private static func noiseRate(
    _ rate: Estimate, answered: Int, raters: Int, isCorrected: Bool, raterError: Estimate
  ) -> NoiseRate {
    guard rate.value != nil else {
      return NoiseRate(
        kind: .unknown, bounds: Interval(low: 0, high: 1),
        words: "No item was answered: how many labels are wrong is not known.")
    }
    let lead =
      "\(Words.estimate(rate)) of the labels are wrong, by a blind check of \(Words.pairs(answered))"
    let tail =
      isCorrected
      ? " by two raters, corrected for their own mistakes (one rater errs in "
        + "\(Words.percent(raterError.value ?? 0)) of cases). Mistakes that both make count as wrong labels."
      : raters > 1
        ? ". The raters' own mistakes count as wrong labels: they share too few items, or agree too little, "
          + "for a correction."
        : " by one rater, whose own mistakes count as wrong labels."
    return NoiseRate(
      kind: .certificate, estimate: rate.value, interval: rate.interval, bounds: rate.interval,
      words: lead + tail)
  }

  /// Sentences for the dataset card.
  package var words: [String] {
    var lines = [noiseRate.words]
    guard rate.value != nil else { return lines }
    if precision.value != nil {
      lines.append("Of the dropped pairs \(Words.estimate(precision)) were wrong.")
    }
    if precision.value != nil {
      lines.append(
        recall.value == nil
          ? "No wrong label was found: which share of them the drops take is not known."
          : "The drops take \(Words.estimate(recall)) of all wrong labels.")
    }
    if let tie = ties.value, tie > 0 {
      lines.append("In \(Words.estimate(ties)) of pairs neither answer is better.")
    }
    if consistency.value != nil {
      lines.append(
        "Asked in both orders the judge gave the same answer in \(Words.estimate(consistency)) of items."
      )
    }
    if answered < items {
      let open = items - answered
      lines.append(
        "\(Words.count(open)) of \(Words.count(items)) items have no answer; the others of their stratum "
          + "stand for them.")
    }
    return lines
  }
}
