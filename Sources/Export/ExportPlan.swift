internal import Records
internal import Store

/// Decides which pairs or prompts are written and in which order, without looking at texts, and cuts tasks.
struct ExportPlan {
  let context: Context
  /// Split names by first appearance.
  private(set) var splits: [String] = []
  /// By split: what was met, and why some are not written.
  private(set) var tallies: [ExportTally] = []
  private var indexBySplit: [String: Int] = [:]
  private var pending: [[PlannedUnit]] = []
  /// By split: how many units are planned.
  private var numbers: [Int] = []
  private var tasks = 0

  /// What a plan depends on.
  struct Context: Sendable {
    var store: Store
    var selection: Selection
    var seed: UInt64
    var options: ExportOptions
    /// What rows are made of.
    var unit = UnitKind.pair
    /// Whether they are made of prompts' trees, of which it does not matter that other pairs stand in the place of theirs.
    var isOfTrees = false
    var carriesWeights: Bool
    /// Whether a response that is chosen in several pairs is written once.
    var skipsRepeats: Bool
    /// Units that a pass of a shuffle may hold, 150 bytes each; a pass over the store takes 1 µs a
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
    try forEach { (plan, unit, split) throws(Refused) in try plan.append(unit, split, send) }
  }

  /// Sorts by digest in passes, each of which holds at most `window` units, whatever their number.
  private mutating func shuffled(_ send: (ExportTask) -> Bool) throws(Refused) {
    var count = 0
    do { count = try context.count() } catch {
      throw .failed(error)
    }
    let passes = UInt64(max(1, (count + context.window - 1) / context.window))
    let seed = context.seed
    for pass in 0..<passes {
      var window: [(order: PublicID, unit: PlannedUnit, split: Int)] = []
      window.reserveCapacity(min(count, context.window) * 9 / 8)
      // Later passes meet the same units again; they were counted in the first.
      let counted = tallies
      try forEach { (plan, unit, split) throws(Refused) in
        let order = ExportPlan.Context.digest("winnow export order 1", seed, unit.id)
        guard order.high.multipliedFullWidth(by: passes).high == pass else { return }
        window.append((order, unit, split))
      }
      if pass > 0 { tallies = counted }
      window.sort { $0.order < $1.order }
      for (_, unit, split) in window { try append(unit, split, send) }
    }
  }

  /// Calls `body` with every unit that is to be written and counts the others.
  private mutating func forEach(
    _ body: (inout ExportPlan, PlannedUnit, Int) throws(Refused) -> Void
  ) throws(Refused) {
    var stopped: Refused?
    let context = context
    do {
      try context.forEach { (name, decision) throws(WinnowError) in
        let split = try index(of: name)
        tallies[split].units += 1
        switch decision {
        case .refused(let reason): tallies[split].refuse(reason)
        case .planned(let unit):
          do throws(Refused) { try body(&self, unit, split) } catch {
            stopped = error
            throw Self.interrupted
          }
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
    _ unit: PlannedUnit, _ split: Int, _ send: (ExportTask) -> Bool
  ) throws(Refused) {
    var unit = unit
    unit.number = numbers[split]
    numbers[split] += 1
    pending[split].append(unit)
    if pending[split].count == ExportTask.width { try flush(split, send) }
  }

  private mutating func flush(_ split: Int, _ send: (ExportTask) -> Bool) throws(Refused) {
    let task = ExportTask(number: tasks, split: splits[split], units: pending[split])
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
    numbers.append(0)
    return splits.count - 1
  }

  private static let maxSplits = 1000
}
