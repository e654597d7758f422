internal import Foundation
internal import Records
internal import Scoring

/// Makes numbers of the columns of cells.
struct TableMaking {
  let cells: Cells
  let jobs: Int

  /// Values of one cell without intervals; `nil` where the corpus does not have it.
  func cell(_ plan: CellPlan, _ columns: [[Double]]) -> CellResult? {
    guard let measured = cells.measured(plan, columns), let frame = cells.frame(plan)?.frame else {
      return nil
    }
    var values: [String: [String: Double]] = [:]
    for (entry, statistic) in zip(cells.names(plan.setting), measured.methods) {
      var own: [String: Double] = [:]
      for (name, value) in zip(statistic.names, statistic.values())
      where value.isFinite && tells(name, of: entry.name, plan.setting) {
        own[name] = Self.rounded(value)
      }
      values[entry.name] = own
    }
    return CellResult(
      key: plan.key, setting: plan.setting.name, rate: plan.setting.rate, seed: plan.seed,
      pairs: frame.groups.count, wrong: frame.isWrong.count { $0 }, values: values)
  }

  /// Means over the cells of a setting, with intervals and differences.
  func table(
    _ setting: Setting, key: String, plans: [CellPlan], columns: [[[Double]]]
  ) -> TableResult {
    let names = cells.names(setting)
    let frames = plans.compactMap { cells.frame($0)?.frame }
    let measured = zip(plans, columns).compactMap { cells.measured($0, $1) }
    var table = TableResult(
      key: key, setting: setting.name, rate: setting.rate, seeds: plans.count,
      pairs: frames.reduce(0) { $0 + $1.groups.count } / max(1, frames.count),
      wrong: frames.reduce(0) { $0 + $1.isWrong.count { $0 } } / max(1, frames.count),
      groups: measured.map(\.resampling.groupCount).max() ?? 0, rows: [], gains: [], notes: [])
    guard measured.count == plans.count, let first = measured.first?.methods.first else {
      table.notes.append("not to be had: the corpus does not name annotators")
      return table
    }
    let result = GroupBootstrap.run(measured, methods: names.map(\.name), jobs: jobs)
    let measures = first.names
    table.rows = names.map { name, role in
      var own: [String: IntervalResult] = [:]
      for measure in measures where tells(measure, of: name, setting) {
        own[measure] = Self.interval(result.estimate(name, measure))
      }
      return RowResult(name: name, role: role, measures: own)
    }
    let leading = measures.first ?? ""
    table.rows.sort {
      ($0.measures[leading]?.value ?? -1, $1.name) > ($1.measures[leading]?.value ?? -1, $0.name)
    }
    table.gains = gains(setting, result, names.map(\.name), measures)
    table.notes = notes(setting, frames)
    return table
  }

  private func gains(
    _ setting: Setting, _ result: MeasuredMethods, _ names: [String], _ measures: [String]
  ) -> [GainResult] {
    var gains: [GainResult] = []
    func add(_ of: String, _ than: String, _ measure: String, _ estimate: Estimate) {
      gains.append(
        GainResult(of: of, than: than, measure: measure, gain: Self.interval(estimate)))
    }
    if case .downstream = setting {
      for name in names.dropFirst() {
        for measure in measures {
          add(name, "raw", measure, result.difference(name, minus: "raw", measure))
        }
      }
      return gains
    }
    for measure in measures where !["ece", "brier"].contains(measure) {
      for name in names where name != "winnow" {
        add("winnow", name, measure, result.difference("winnow", minus: name, measure))
      }
    }
    let controls = cells.methods.filter { EvaluatedMethod.nuisances.contains($0.name) }.map(\.name)
    let methods = cells.methods.filter { $0.role == .method || $0.role == .peer }.map(\.name)
    for (title, others) in [
      ("best control", controls), ("best of baseline and controls", ["baseline"] + controls),
      ("best other method", methods),
    ] {
      add("winnow", title, "auroc", result.difference("winnow", minusBestOf: others, "auroc"))
    }
    return gains
  }

  private func notes(_ setting: Setting, _ frames: [CellFrame]) -> [String] {
    var notes: [String] = []
    switch setting {
    case .planted(let kind, let rate):
      notes.append(
        "AUROC for \(kind.title): how well labels that we turned are told from the rest. "
          + "It says nothing of natural mistakes.")
      let wanted = Int((rate * Double(frames.first?.groups.count ?? 0)).rounded())
      if let frame = frames.first, frame.isWrong.count(where: { $0 }) < wanted {
        notes.append("only \(frame.isWrong.count { $0 }) of \(wanted) could be turned")
      }
      if kind == .longer {
        notes.append(
          "Such flips are a rule that models learn as if it were meant: they are not to be found.")
      }
    case .natural:
      notes.append(
        "Trained on one vote per pair; wrong is what the majority of a pair's other votes "
          + "speaks against. Those votes err too, so that 1 cannot be reached.")
    case .trusted:
      notes.append("Wrong is what the trusted votes speak against.")
    case .downstream:
      notes.append(
        "A fresh small network on dense features, on trusted labels of held-out groups; "
          + "equal numbers of updates.")
    }
    return notes
  }

  /// Whether a measure means something for a method: calibration of probabilities only.
  private func tells(_ measure: String, of name: String, _ setting: Setting) -> Bool {
    if case .downstream = setting { return true }
    guard ["ece", "brier"].contains(measure) else { return true }
    return cells.methods.first { $0.name == name }?.isProbability ?? false
  }

  static func interval(_ estimate: Estimate) -> IntervalResult {
    IntervalResult(
      value: estimate.value.map(rounded), low: estimate.interval.map { rounded($0.low) },
      high: estimate.interval.map { rounded($0.high) })
  }

  /// To six decimals: what is printed, and the same on the way back from a file.
  static func rounded(_ value: Double) -> Double { (value * 1e6).rounded() / 1e6 }
}
