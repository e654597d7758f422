/// A pair of the corpus whose label was looked at.
package struct CheckedPair: Sendable, Equatable {
  package var position: Int
  /// 1 for wrong, 0 for right, ½ where two raters differ.
  package var wrong: Double
  /// How many pairs of the corpus it stands for.
  package var weight: Double

  package init(position: Int, wrong: Double, weight: Double = 1) {
    self.position = position
    self.wrong = wrong
    self.weight = weight
  }
}

/// What dropping some pairs would do: how many of them are wrong, as far as that is known.
package struct Consequences: Sendable, Equatable {
  package enum Basis: String, Sendable {
    /// Pairs with trusted labels, drawn at random, some of them among the dropped.
    case measured
    /// The rate is known; the detector's probabilities are shifted to it.
    case scaled
    /// The rate is known to lie between bounds; so is the number of wrong pairs.
    case bounded
    case unknown
  }

  package var basis: Basis
  package var dropped: Int
  package var total: Int
  /// Wrong pairs among the dropped. With basis `scaled` the interval is that of the rate alone.
  package var wrong: Estimate
  /// What `wrong` lies between whatever the probabilities are worth, if the detector is no worse
  /// than chance.
  package var bounds: Interval?
  package var words: String

  /// Right pairs among the dropped.
  package var right: Estimate {
    Estimate(
      wrong.value.map { Double(dropped) - $0 },
      wrong.interval.map {
        Interval(
          low: Double(dropped) - $0.high, high: Double(dropped) - $0.low, level: $0.level)
      })
  }

  /// By the detector's probabilities and what is known of the rate.
  ///
  /// A rate alone does not tell how many of the dropped are wrong: it lies between what chance would
  /// hit and all that are wrong, n·π … min(n, N·π). With an identified rate the probabilities, shifted
  /// to it, give a number between these, and the words say whose number it is. From votes come bounds
  /// only, without any evidence no number at all.
  package init(probabilities: [Double], drops: [Bool], rate: NoiseRate) {
    total = min(probabilities.count, drops.count)
    dropped = drops.prefix(total).count { $0 }
    let n = Double(dropped)
    let all = Double(total)
    let range: Interval? =
      rate.kind == .unknown || dropped == 0
      ? nil
      : (rate.isIdentified ? rate.interval : rate.bounds).map {
        Interval(low: n * $0.low, high: min(n, all * $0.high), level: $0.level)
      }
    bounds = range
    let lead = "Dropping these \(Words.count(dropped)) of \(Words.pairs(total))"
    guard let range else {
      basis = .unknown
      wrong = Estimate(nil, nil)
      words =
        dropped == 0
        ? "Nothing is dropped."
        : "\(lead): how many of them are wrong is not known; `winnow certify` tells."
      return
    }
    let between = "between \(Words.count(range.low)) and \(Words.count(range.high)) wrong"
    guard rate.isIdentified, let value = rate.estimate, let interval = rate.interval else {
      basis = .bounded
      wrong = Estimate(nil, nil)
      words = "\(lead): \(between), if the detector is no worse than chance."
      return
    }
    let given = Array(probabilities.prefix(total))
    let kept = Array(drops.prefix(total))
    func sum(_ rate: Double) -> Double {
      zip(Recalibration.shift(given, to: rate), kept).reduce(0) { $1.1 ? $0 + $1.0 : $0 }
    }
    basis = .scaled
    wrong = Estimate(
      sum(value), Interval(low: sum(interval.low), high: sum(interval.high), level: 0.95))
    words =
      "\(lead): about \(Self.split(wrong, of: dropped)), by the detector's probabilities shifted to "
      + "the measured rate; \(between) whatever they are worth, if it is no worse than chance."
  }

  /// By pairs with trusted labels, drawn at random within strata: no model is believed.
  ///
  /// Each stratum is split into its dropped and kept pairs, whose numbers are known
  /// (post-stratification);
  /// the number of wrong ones among the dropped is Σ N_h p_h with the interval of `StratifiedProportion`.
  ///
  /// - Parameters:
  ///   - drops: for all pairs of the corpus.
  ///   - stratum: the stratum each pair was drawn from; zeros for a simple draw.
  ///   - checked: the pairs that were looked at; their weights are not used.
  package init(drops: [Bool], stratum: [Int], checked: [CheckedPair]) {
    total = min(drops.count, stratum.count)
    dropped = drops.prefix(total).count { $0 }
    var parts: [Int: SampledStratum] = [:]
    for i in 0..<total where drops[i] {
      parts[stratum[i], default: SampledStratum(size: 0, sampled: 0, hits: 0)].size += 1
    }
    var seen = 0
    for check in checked where check.position >= 0 && check.position < total {
      guard drops[check.position] else { continue }
      parts[stratum[check.position]]?.sampled += 1
      parts[stratum[check.position]]?.hits += check.wrong.clamped(0, 1)
      seen += 1
    }
    let share = StratifiedProportion(parts.sorted { $0.key < $1.key }.map(\.value)).share()
    let n = Double(dropped)
    let lead = "Dropping these \(Words.count(dropped)) of \(Words.pairs(total))"
    guard let p = share.value, let interval = share.interval, dropped > 0 else {
      basis = .unknown
      wrong = Estimate(nil, nil)
      bounds = nil
      words =
        dropped == 0
        ? "Nothing is dropped."
        : "\(lead): how many of them are wrong is not known, because none was looked at."
      return
    }
    basis = .measured
    wrong = Estimate(
      p * n, Interval(low: interval.low * n, high: interval.high * n, level: interval.level))
    bounds = wrong.interval
    words =
      "\(lead): about \(Self.split(wrong, of: dropped)), by \(Words.count(seen)) of them that were "
      + "looked at."
  }

  /// `310 wrong, 190 right (95 % interval 270 to 350 wrong)`.
  static func split(_ wrong: Estimate, of dropped: Int) -> String {
    let value = (wrong.value ?? 0).rounded()
    let interval = wrong.interval.map {
      " (95 % interval \(Words.count($0.low)) to \(Words.count($0.high)) wrong)"
    }
    return "\(Words.count(value)) wrong, \(Words.count(Double(dropped) - value)) right"
      + (interval ?? "")
  }
}
