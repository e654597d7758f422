internal import Records
internal import Store

/// Decides which pairs are written and in which order, without looking at texts, and cuts tasks.
struct PairPlan {
  let context: Context
  /// Split names by first appearance.
  private(set) var splits: [String] = []
  /// By split: pairs that were met, and why some are not written.
  private(set) var tallies: [ExportTally] = []
  private var indexBySplit: [String: Int] = [:]
  private var pending: [[PlannedPair]] = []
  private var tasks = 0

  /// What a plan depends on.
  struct Context: Sendable {
    var store: Store
    var selection: Selection
    var seed: UInt64
    var options: ExportOptions
    var carriesWeights: Bool
    /// Whether a response that is chosen in several pairs is written once.
    var skipsRepeats: Bool
    /// Pairs that a pass of a shuffle may hold, 80 bytes each; a pass over the store takes 1 µs a
    /// pair.
    var window = 500_000
  }

  init(_ context: Context) { self.context = context }

  /// Sends all tasks in order until nobody takes them.
  mutating func run(_ send: (ExportTask) -> Bool) throws(WinnowError) {
    do throws(Refused) {
      if context.options.shuffle { try shuffled(send) } else { try inPlace(send) }
      for split in splits.indices where !pending[split].isEmpty { try flush(split, send) }
    } catch {
      if case .failed(let error) = error { throw error }
    }
  }

  /// Why a plan ends early.
  private enum Refused: Error {
    /// Nobody takes tasks any more.
    case closed
    case failed(WinnowError)
  }

  private mutating func inPlace(_ send: (ExportTask) -> Bool) throws(Refused) {
    try forEach { (plan, pair, split) throws(Refused) in try plan.append(pair, split, send) }
  }

  /// Sorts by digest in passes, each of which holds at most `window` pairs, whatever the number of
  /// pairs.
  private mutating func shuffled(_ send: (ExportTask) -> Bool) throws(Refused) {
    var count = 0
    do { count = try KeptPairs(context.store).count(context.selection) } catch {
      throw .failed(error)
    }
    let passes = UInt64(max(1, (count + context.window - 1) / context.window))
    let seed = context.seed
    for pass in 0..<passes {
      var window: [(order: PublicID, pair: PlannedPair, split: Int)] = []
      window.reserveCapacity(min(count, context.window) * 9 / 8)
      // Later passes meet the same pairs again; they were counted in the first.
      let counted = tallies
      try forEach { (plan, pair, split) throws(Refused) in
        let order = PairPlan.Context.digest("winnow export order 1", seed, pair.id)
        guard order.high.multipliedFullWidth(by: passes).high == pass else { return }
        window.append((order, pair, split))
      }
      if pass > 0 { tallies = counted }
      window.sort { $0.order < $1.order }
      for (_, pair, split) in window { try append(pair, split, send) }
    }
  }

  /// Calls `body` with every pair that is to be written and counts the others.
  private mutating func forEach(
    _ body: (inout PairPlan, PlannedPair, Int) throws(Refused) -> Void
  ) throws(Refused) {
    var stopped: Refused?
    var seen = RowSet()
    do {
      try KeptPairs(context.store).forEach(context.selection) { (row) throws(WinnowError) in
        let split = try index(of: row.split)
        tallies[split].pairs += 1
        let pair: PlannedPair
        switch try context.decide(row, &seen) {
        case .refused(let reason):
          tallies[split].refuse(reason)
          return
        case .planned(let planned): pair = planned
        }
        do throws(Refused) { try body(&self, pair, split) } catch {
          stopped = error
          throw Self.interrupted
        }
      }
    } catch {
      throw stopped ?? .failed(error)
    }
  }

  /// Carries `stopped` out of the loop.
  private static var interrupted: WinnowError {
    WinnowError(WinnowError.Code("interrupted", exitStatus: 130), "interrupted")
  }

  private mutating func append(
    _ pair: PlannedPair, _ split: Int, _ send: (ExportTask) -> Bool
  ) throws(Refused) {
    pending[split].append(pair)
    if pending[split].count == ExportTask.width { try flush(split, send) }
  }

  private mutating func flush(_ split: Int, _ send: (ExportTask) -> Bool) throws(Refused) {
    let task = ExportTask(number: tasks, split: splits[split], pairs: pending[split])
    pending[split].removeAll(keepingCapacity: true)
    tasks += 1
    guard send(task) else { throw .closed }
  }

  private mutating func index(of split: String) throws(WinnowError) -> Int {
    if let known = indexBySplit[split] { return known }
    guard SplitName.isUsable(split) else {
      throw WinnowError(
        WinnowError.Code("bad-split", exitStatus: 1),
        "a split of this name cannot be exported: `\(split.prefix(100))`",
        hint: "`datasets` takes letters, digits, `_` and single dots: give the source `split: NAME`"
      )
    }
    guard splits.count < Self.maxSplits else {
      throw WinnowError(
        WinnowError.Code("bad-split", exitStatus: 1),
        "the records name more than \(Self.maxSplits) splits, among them: `\(split)`",
        hint: "is the right column mapped to `split`?")
    }
    indexBySplit[split] = splits.count
    splits.append(split)
    tallies.append(ExportTally())
    pending.append([])
    return splits.count - 1
  }

  private static let maxSplits = 1000
}

/// What becomes of a pair before its texts are read.
enum PairDecision {
  case planned(PlannedPair)
  case refused(Refusal)
}

/// The rules: the same for a whole export and for one pair that somebody asks about.
extension PairPlan.Context {
  /// - Parameter seen: chosen responses of the pairs before it, of which only those of its own prompt
  ///   matter.
  func decide(
    _ row: KeptPairs.Row, _ seen: inout RowSet
  ) throws(WinnowError) -> PairDecision {
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

  /// What becomes of one pair, and the split it stands in; `nil` if the selection does not hold it.
  ///
  /// - Parameters:
  ///   - pair: private row id.
  ///   - prompt: the pair's.
  func decide(
    pair: Int64, prompt: Int64
  ) throws(WinnowError) -> (split: String, decision: PairDecision)? {
    var seen = RowSet()
    var found: (String, PairDecision)?
    try KeptPairs(store).forEach(selection, prompt: prompt) { (row) throws(WinnowError) in
      let decision = try decide(row, &seen)
      if row.row == pair { found = (row.split, decision) }
    }
    return found
  }

  /// Why a pair is not written, as far as it can be told without its texts.
  private func refusal(_ row: KeptPairs.Row) throws(WinnowError) -> Refusal? {
    switch (options.included, row.dropped) {
    case (.kept, true): return .dropped
    case (.dropped, false): return .kept
    default: break
    }
    switch row.decision {
    case .tie: return .tie
    case .bothBad: return .bothBad
    case .undecided: return .undecided
    case .a, .b: break
    }
    return carriesWeights || row.weight == 1 ? nil : try refusal(weight: row.weight, row.id)
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
  private static func oriented(_ row: KeptPairs.Row) -> PlannedPair {
    let aWins = (row.decision == .a) != row.isFlipped
    let probability = row.isFlipped ? 1 - row.probability : row.probability
    var texts = row.texts
    if !aWins && !row.isSingle { swap(&texts.a, &texts.b) }
    return PlannedPair(
      id: row.id, texts: texts, isGood: aWins,
      probability: aWins ? probability : 1 - probability, weight: row.weight)
  }

  /// The pair as its label came out when drawn: as it is with its probability, else turned round.
  private func drawn(_ pair: PlannedPair) -> PlannedPair {
    var pair = pair
    let place = Self.digest("winnow export soft label 1", seed, pair.id).unitInterval
    if place >= pair.probability {
      if pair.texts.b != 0 { swap(&pair.texts.a, &pair.texts.b) }
      pair.isGood.toggle()
    }
    pair.probability = 1
    return pair
  }
}

/// Names that are safe as file names and that `datasets` takes: `^\w+(\.\w+)*$`.
enum SplitName {
  static func isUsable(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return name.utf8.count <= 100
      && parts.allSatisfy { part in
        !part.isEmpty
          && part.unicodeScalars.allSatisfy {
            $0 == "_" || $0.properties.isAlphabetic || $0.properties.numericType != nil
          }
      }
  }
}

/// A set of row ids, which lie close together: a few bits for each.
struct RowSet {
  private var words: [Int64: UInt64] = [:]

  /// Adds a row; `false` if it was there.
  mutating func insert(_ row: Int64) -> Bool {
    let bit: UInt64 = 1 << UInt64(row & 63)
    let old = words[row >> 6, default: 0]
    words[row >> 6] = old | bit
    return old & bit == 0
  }
}
