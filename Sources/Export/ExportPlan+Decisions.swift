internal import Records
internal import Store

/// What becomes of a pair or a prompt before its texts are read.
enum UnitDecision {
  case planned(PlannedUnit)
  case refused(Refusal)
}

/// The rules: the same for a whole export and for one pair that somebody asks about.
extension ExportPlan.Context {
  /// How many units `forEach` gives at most.
  func count() throws(WinnowError) -> Int {
    switch unit {
    case .pair: try KeptPairs(store).count(selection)
    case .prompt: try KeptPrompts(store).count(selection)
    }
  }

  /// Calls `body` with the split of every unit of the selection and what becomes of it, in order.
  func forEach(
    _ body: (String, UnitDecision) throws(WinnowError) -> Void
  ) throws(WinnowError) {
    switch unit {
    case .pair:
      var seen = RowSet()
      try KeptPairs(store).forEach(selection) { (row) throws(WinnowError) in
        try body(row.split, decide(row, &seen))
      }
    case .prompt:
      try KeptPrompts(store).forEach(promptSelection) { (row) throws(WinnowError) in
        try body(row.split, decide(row))
      }
    }
  }

  private func decide(_ row: KeptPrompts.Row) -> UnitDecision {
    if let reason = refusal(dropped: row.dropped) { return .refused(reason) }
    return .planned(
      PlannedUnit(
        row: row.row, prompt: row.row, id: row.id, split: row.split,
        texts: PairTexts.Place(prompt: row.text, a: 0, b: 0)))
  }

  /// - Parameter seen: chosen responses of the pairs before it, of which only those of its own prompt
  ///   matter.
  func decide(
    _ row: KeptPairs.Row, _ seen: inout RowSet
  ) throws(WinnowError) -> UnitDecision {
    if let reason = try refusal(row) { return .refused(reason) }
    var pair = Self.oriented(row)
    switch options.softLabels {
    case .threshold where pair.probability < options.minProbability:
      return .refused(.lowProbability)
    case .sample: pair = drawn(pair)
    default: break
    }
    if skipsRepeats, pair.isGood || !row.isSingle, !seen.insert(pair.texts.a) {
      return .refused(.repeatedAnswer)
    }
    return .planned(pair)
  }

  /// What becomes of one pair, or of its prompt where rows are made of prompts, and the split it stands in; `nil` if
  /// the selection does not hold the pair.
  ///
  /// - Parameters:
  ///   - pair: private row id.
  ///   - prompt: the pair's.
  func decide(
    pair: Int64, prompt: Int64
  ) throws(WinnowError) -> (split: String, decision: UnitDecision)? {
    var seen = RowSet()
    var found: (String, UnitDecision)?
    try KeptPairs(store).forEach(selection, prompt: prompt) { (row) throws(WinnowError) in
      let decision = try decide(row, &seen)
      if row.row == pair { found = (row.split, decision) }
    }
    guard unit == .prompt, found != nil else { return found }
    return try KeptPrompts(store).row(of: prompt, promptSelection).map { ($0.split, decide($0)) }
  }

  private var promptSelection: Selection { isOfTrees ? selection.judging : selection }

  /// Why a pair is not written, as far as it can be told without its texts.
  private func refusal(_ row: KeptPairs.Row) throws(WinnowError) -> Refusal? {
    if let reason = refusal(dropped: row.dropped) { return reason }
    switch row.decision {
    case .tie: return .tie
    case .bothBad: return .bothBad
    case .undecided: return .undecided
    case .a, .b: break
    }
    return carriesWeights || row.weight == 1 ? nil : try refusal(weight: row.weight, row.id)
  }

  private func refusal(dropped: Bool) -> Refusal? {
    switch (options.included, dropped) {
    case (.kept, true): .dropped
    case (.dropped, false): .kept
    default: nil
    }
  }

  private func refusal(weight: Double, _ id: PublicID) throws(WinnowError) -> Refusal? {
    switch options.weights {
    case .ignore, .carry: return nil
    case .threshold: return weight >= options.minWeight ? nil : .lowWeight
    case .sample:
      let place = Self.digest("winnow export sample 1", seed, id).unitInterval
      return place < weight ? nil : .notSampled
    case nil:
      throw WinnowError(
        WinnowError.Code("weights-lost", exitStatus: 2),
        "pairs have weights, which the trainer has no column for: `\(id)` has \(weight)",
        hint: "say what becomes of them: `weights: sample`, `threshold`, `carry` or `ignore`")
    }
  }

  static func digest(_ tag: StaticString, _ seed: UInt64, _ id: PublicID) -> PublicID {
    var digest = DigestBuilder(tag)
    digest.add(seed)
    digest.add(id)
    return digest.finish()
  }

  /// Puts the chosen response first; a flip swaps, and turns the probability round.
  private static func oriented(_ row: KeptPairs.Row) -> PlannedUnit {
    let aWins = (row.decision == .a) != row.isFlipped
    let probability = row.isFlipped ? 1 - row.probability : row.probability
    var texts = row.texts
    if !aWins && !row.isSingle { swap(&texts.a, &texts.b) }
    return PlannedUnit(
      row: row.row, prompt: row.prompt, id: row.id, split: row.split, texts: texts,
      aIsChosen: aWins, isGood: aWins,
      probability: aWins ? probability : 1 - probability, weight: row.weight)
  }

  /// The pair as its label came out when drawn: as it is with its probability, else turned round.
  private func drawn(_ pair: PlannedUnit) -> PlannedUnit {
    var pair = pair
    let place = Self.digest("winnow export soft label 1", seed, pair.id).unitInterval
    if place >= pair.probability {
      if pair.texts.b != 0 { swap(&pair.texts.a, &pair.texts.b) }
      pair.aIsChosen.toggle()
      pair.isGood.toggle()
    }
    pair.probability = 1
    return pair
  }
}
