internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// What a transfer says of itself: how good the alignment is, and how often its labels are right where that is known.
struct TransferReport {
  let stage: TransferStage
  let pools: TransferPools.Found
  let solution: GromovWasserstein.Solution
  /// By target pair; `nil` where it is too uncertain.
  let told: [LabelTransfer.Label?]
  let corpus: Corpus

  /// Sets of source labels that are drawn anew.
  static let controls = 40

  var notes: [RunNote] { [alignment, evidence] + agreement }

  private var alignment: RunNote {
    func pool(_ pool: TransferPools.Pool) -> String {
      "\(pool.items) responses of \(pool.pairs.count) pairs"
        + (pool.pairs.count < pool.all ? " drawn from \(pool.all)" : "")
    }
    return RunNote(
      "alignment",
      "aligned \(pool(pools.target)) with \(pool(pools.source)); the plan costs "
        + "\(Self.percent(solution.objective / solution.productObjective)) of one that knows nothing "
        + "(\(ScoreDigits.short(solution.objective)), from the start `\(solution.start.rawValue)`, "
        + "\(solution.rounds) rounds\(solution.hasConverged ? "" : ", not at rest"))")
  }

  private var evidence: RunNote {
    let given = told.compactMap(\.self)
    let speaking = Self.median(given.map(\.evidence))
    let open = zip(pools.target.pairs, told).filter { $0.0.isOpen || stage.overwrites }
    return RunNote(
      "evidence",
      "\(open.count { $0.1 != nil }) of \(open.count) pairs to be labelled are certain enough; of all in the target "
        + "\(given.count) of \(told.count)"
        + (speaking.map { ", with \(ScoreDigits.short($0)) source pairs speaking (median)" } ?? ""))
  }

  // MARK: Agreement

  /// Labels that would be given, beside those that decided target pairs have.
  private var agreement: [RunNote] {
    let known = told.indices.filter { told[$0] != nil && !pools.target.pairs[$0].isOpen }
    let decided = pools.target.pairs.count { !$0.isOpen }
    guard known.count > 1 else {
      return [
        RunNote(
          "warning",
          "warning: \(known.count) of \(decided) decided target pairs got a label, so that nobody knows whether the transfer is right"
        )
      ]
    }
    let pairs = known.map { pools.target.pairs[$0] }
    let margins = zip(known, pairs).map { i, pair in
      Self.margin((told[i]?.probability ?? 0.5) - 0.5, pair)
    }
    let lengths = pairs.map { Self.margin(Double($0.longer), $0) }
    let resampling = GroupResampling(groups: pairs.map(\.group), seed: corpus.seed)
    let measured = GroupBootstrap.run(
      [
        MeasuredCell(
          resampling: resampling,
          methods: [margins, lengths].map { FitSample(margins: $0, groups: resampling.index) })
      ], methods: ["transfer", "length"], jobs: corpus.jobs)
    let own = measured.estimate("transfer", "accuracy")
    let shares = controls(known, pairs).sorted()
    let least = shares.first ?? 0.5
    let most = shares.last ?? 0.5
    var notes = [
      RunNote(
        "agreement",
        "on \(known.count) of \(decided) decided target pairs the labels agree in \(Self.words(own)); "
          + "with source labels drawn anew in \(Self.percent(Numerics.mean(shares))) on average of \(shares.count), "
          + "\(Self.percent(least)) to \(Self.percent(most)); the longer answer is the preferred one in "
          + Self.words(measured.estimate("length", "accuracy")))
    ]
    if pools.shared > 0 {
      notes.append(
        RunNote(
          "agreement",
          "\(pools.shared) target pairs have a prompt of the source: they may agree for that reason"
        ))
    }
    let isBetter = (own.value ?? 0) > most && (own.interval?.low ?? 0) > 0.5
    if !isBetter {
      notes.append(
        RunNote(
          "warning",
          "warning: the labels agree with those of the target no better than labels drawn by chance: do not use them"
        )
      )
    }
    return notes
  }

  private static func margin(_ lead: Double, _ pair: TransferPools.Pair) -> Double {
    pair.label > 0.5 ? lead : -lead
  }

  /// Shares of agreement on the same pairs by the same plan, source labels turned round by the toss of a coin.
  private func controls(_ known: [Int], _ pairs: [TransferPools.Pair]) -> [Double] {
    let (plan, comparisons, seed) = (solution.plan, pools.comparisons, corpus.seed)
    return (0..<Self.controls).map { number in
      var random = SplitMix64(SplitMix64.mix(seed &+ 0x7472) &+ UInt64(number))
      let drawn = comparisons.map { own in
        var own = own
        if random.unit() < 0.5 { own.probability = 1 - own.probability }
        return own
      }
      let transfer = LabelTransfer(plan: plan, comparisons: drawn)
      let right = pairs.reduce(0.0) { sum, pair in
        let lead = (transfer.label(pair.first, pair.second)?.probability ?? 0.5) - 0.5
        let margin = Self.margin(lead, pair)
        return sum + (margin > 0 ? 1 : margin < 0 ? 0 : 0.5)
      }
      return right / Double(pairs.count)
    }
  }

  // MARK: Words

  private static func median(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
  }

  private static func percent(_ share: Double) -> String { ScoreDigits.percent(share) }

  private static func words(_ estimate: Estimate) -> String {
    guard let value = estimate.value else { return "an unknown share" }
    guard let interval = estimate.interval else { return percent(value) }
    return "\(percent(value)) [\(percent(interval.low)), \(percent(interval.high))]"
  }
}
