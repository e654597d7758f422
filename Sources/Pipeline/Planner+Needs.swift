internal import Records
internal import Store

// What stages and exports need of each other and of the corpus.
extension Planner {
  /// Soft labels are never lost in silence.
  func checkSoftLabels(
    _ stages: [(stage: any Stage, label: String)], _ exports: [any PreparedExport]
  ) throws(WinnowError) {
    guard let soft = stages.first(where: { $0.stage.softens }) else { return }
    for (export, entry) in zip(exports, file.exports) where export.losesSoftLabels {
      throw WinnowError(
        WinnowError.Code("soft-labels-lost", exitStatus: 2),
        "stage `\(soft.label)` gives labels between 0 and 1, which `\(export.trainer)` has no column for",
        mark: entry.trainer.mark,
        hint: "say what becomes of them: `soft_labels: sample`, `threshold`, `carry` or `ignore`")
    }
  }

  /// Readers of a score could not tell two stages apart.
  func checkScores(_ stages: [(stage: any Stage, label: String)]) throws(WinnowError) {
    var givers: [String: String] = [:]
    for (place, (stage, label)) in stages.enumerated() {
      for name in stage.givenScores {
        if let other = givers.updateValue(label, forKey: name) {
          throw WinnowError(
            WinnowError.Code("score-exists", exitStatus: 2),
            "stages `\(other)` and `\(label)` both give a score of this name: `\(name)`",
            mark: place < file.stages.count ? file.stages[place].mark : nil,
            hint: "write another `name:` at one of them")
        }
      }
    }
  }

  /// A stage that compares the responses of a prompt needs prompts with several, if all that is to be read was.
  func checkResponses(_ plan: RunPlan, _ store: Store) throws(WinnowError) {
    guard plan.steps[0].units.allSatisfy({ $0.state == .finished }) else { return }
    var place = 0
    for step in plan.steps {
      guard case .stage(let entry, let stage, _) = step.work else { continue }
      try stage.checkResponses(step.label, store, mark: file.stages[place].mark)
      // What is made of it, stages behind it are told at their turn.
      if entry.writes.contains(.responses) { break }
      place += 1
    }
  }
}
