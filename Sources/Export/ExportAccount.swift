internal import Foundation
internal import Pipeline
package import Records
package import Store

/// Tells what a finished export made of single pairs, by the rules that wrote it.
package struct ExportAccount: Sendable {
  /// Name of the trainer.
  package let trainer: String
  /// Whether rows are made of prompts: what is told of a pair is what became of its prompt.
  package var isOfPrompts: Bool { plan.unit == .prompt }
  private let value: any Trainer
  private let plan: ExportPlan.Context

  /// What became of a pair.
  package enum Fate: Sendable, Equatable {
    /// It stands in `split`, as so many rows.
    case written(split: String, rows: Int)
    /// A fixed word, and what it means.
    case refused(reason: String, meaning: String)
  }

  /// - Parameters:
  ///   - stage: the name of the export's run in the ledger.
  ///   - options: of that run.
  ///   - seed: of that run.
  ///   - selection: what the export saw.
  /// - Returns: `nil` if the run is none of an export that this version knows.
  package init?(
    stage: String, options: String, seed: UInt64, _ store: Store, _ selection: Selection
  ) throws(WinnowError) {
    let name = stage.hasPrefix("export ") ? String(stage.dropFirst(7)) : ""
    guard let entry = exportTrainers.first(where: { $0.name == name }) else { return nil }
    let node = try ConfigNode.parse(yaml: Array(options.utf8), file: "options")
    // The planner keeps the export's own options beside the licences, as text.
    guard let text = node?.entries?.first(where: { $0.name == "options" })?.value.text else {
      return nil
    }
    var reader = try OptionReader(
      ConfigNode.parse(yaml: Array(text.utf8), file: "options"), of: "trainer `\(name)`")
    trainer = name
    value = try entry.make(&reader)
    let settings = try ExportOptions(&reader, for: value)
    plan = ExportPlan.Context(
      store: store, selection: selection, seed: seed, options: settings, unit: settings.unit,
      isOfTrees: value.trees != nil, carriesWeights: type(of: value).carriesWeights,
      skipsRepeats: value.skipsRepeats)
  }

  /// What the export made of a pair; `nil` if it is not of the plan.
  ///
  /// - Parameters:
  ///   - pair: private row id.
  ///   - prompt: the pair's.
  package func fate(pair: Int64, prompt: Int64) throws(WinnowError) -> Fate? {
    guard let (split, decision) = try plan.decide(pair: pair, prompt: prompt) else { return nil }
    switch decision {
    case .refused(let reason): return refused(reason)
    case .planned(let planned):
      switch try outcome(of: planned) {
      case .rows(let count): return .written(split: split, rows: count)
      case .labelled(let good, let bad): return .written(split: split, rows: good + bad)
      case .refused(let reason): return refused(reason)
      }
    }
  }

  private func refused(_ reason: Refusal) -> Fate {
    .refused(reason: reason.rawValue, meaning: reason.meaning(plan.unit))
  }

  /// What the trainer makes of the texts; the rows are thrown away.
  private func outcome(of unit: PlannedUnit) throws(WinnowError) -> RowOutcome {
    if let shape = value.fixedShape { return try value.outcome(of: unit, plan, shape).outcome }
    let shape = plan.options.shape
    let first = try value.outcome(
      of: unit, plan, shape == .conversational ? .conversational : .standard)
    // As an export does that finds its shape out. What it makes of a plain text is the same in both.
    guard shape == .auto, first.metMessages else { return first.outcome }
    return try value.outcome(of: unit, plan, .conversational).outcome
  }
}

extension Trainer {
  // In an extension of the protocol, so that the trainer's type is opened.
  fileprivate func outcome(
    of unit: PlannedUnit, _ plan: ExportPlan.Context, _ shape: ExportShape
  ) throws(WinnowError) -> (outcome: RowOutcome, metMessages: Bool) {
    let reader = try UnitReader(
      plan.store, plan.selection, plan.options, for: self)
    var result = (outcome: RowOutcome.rows(0), metMessages: false)
    try Unit.forEach([unit], reader) { (_, unit) throws(WinnowError) in
      var rows = RowWriter(
        shape: shape, extras: plan.options.extraColumns,
        responsePrefix: plan.options.responsePrefix)
      result.outcome = write(unit, to: &rows)
      result.metMessages = rows.metMessages
    }
    return result
  }
}
