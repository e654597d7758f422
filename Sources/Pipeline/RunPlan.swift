package import Records
package import Store

/// What a pipeline would do: its steps in order, each with the runs it is made of.
package struct RunPlan: Sendable {
  package var file: PipelineFile
  /// The files of the sources, by source name, then by file name.
  package var parts: [SourcePart]
  package var steps: [Step]

  /// One position of the pipeline.
  package struct Step: Sendable {
    package var work: Work
    /// The stage's `id`, or its name; of an export its folder.
    package var label: String
    /// The name in the ledger.
    package var stage: String
    /// One run per part, or one over all of them.
    package var units: [Unit]
    /// Of all its runs taken as one: what a run that depends on every file names, so that a plan of many
    /// files does not grow with their square.
    package let digest: PublicID

    init(work: Work, label: String, stage: String, units: [Unit]) {
      self.work = work
      self.label = label
      self.stage = stage
      self.units = units
      digest = units.count == 1 ? units[0].key.digest : .runs(units.map(\.key.digest))
    }

    package var isPerPart: Bool { units.first?.part != nil }
  }

  /// What a step does.
  package enum Work: Sendable {
    case ingest
    case labels
    case stage(StageEntry, any Stage, StageContext)
    case export(any PreparedExport)
  }

  /// What a stage entry of the file says.
  package struct StageContext: Sendable {
    /// The stage's own options with their defaults.
    package var options: [ConfigValue.Member]
    /// Splits it works on; empty for all, as an audit has it, where nothing is held out.
    package var splits: [String]
    package var seesAll: Bool
    /// Files it reads besides the sources, in the order in which it names them.
    package var files: [PlannedFile]
  }

  /// A file that a stage reads besides the sources, with its digest.
  package struct PlannedFile: Sendable {
    package var path: String
    /// Logical name.
    package var name: String
    package var digest: FileDigest

    package init(path: String, name: String, digest: FileDigest) {
      self.path = path
      self.name = name
      self.digest = digest
    }
  }

  /// One run of a step.
  package struct Unit: Sendable {
    package var key: RunKey
    /// Index of the part it is about; `nil` for a run over all of them.
    package var part: Int?
    package var state: State
  }

  /// How far a run has come, and why it is to be done.
  package enum State: Sendable, Equatable {
    case finished
    /// Batches that are committed.
    case begun(Int)
    /// Why it was not done before.
    case new(String)
  }

  /// Digests of the runs of all stages.
  var stageRuns: [PublicID] {
    steps.filter { step in
      if case .stage = step.work { true } else { false }
    }.flatMap { $0.units.map(\.key.digest) }
  }

  /// Files that stages read besides the sources.
  package var sideFiles: [PlannedFile] {
    steps.flatMap { step -> [PlannedFile] in
      if case .stage(_, _, let context) = step.work { context.files } else { [] }
    }
  }

  package var unitsToRun: Int {
    steps.reduce(0) { $0 + $1.units.count { $0.state != .finished } }
  }
}

extension RunPlan {
  /// What the step at `index` sees when it is about `part`, or about everything.
  ///
  /// - Parameter runs: ledger rows of the steps before it, by step and unit.
  func selection(for index: Int, part: Int?, runs: [[Int64]]) -> Selection {
    var seesAll = false
    var splits: [String]?
    if case .stage(_, _, let context) = steps[index].work {
      seesAll = context.seesAll
      splits = context.splits.isEmpty ? nil : context.splits
    }
    var selection = Selection(ingests: runs[0], splits: splits)
    for earlier in 1..<max(index, 1) {
      let step = steps[earlier]
      let visible =
        step.isPerPart && part != nil
        ? zip(step.units, runs[earlier]).filter { $0.0.part == part }.map { $0.1 } : runs[earlier]
      switch step.work {
      case .labels: selection.labels += visible
      case .stage(let entry, let stage, _):
        if stage.flips { selection.flips += visible }
        if entry.makesRecords {
          selection.ingests += visible
          selection.derived += visible
        }
        // Votes that were dropped stay dropped even for a stage that sees all.
        if entry.writes.contains(.labels) { selection.labels += visible }
        if !seesAll || entry.writes.contains(.labels) { selection.verdicts += visible }
      case .ingest, .export: break
      }
    }
    return selection
  }

  /// Whether a stage among the steps makes pairs: those behind it see pairs that are of no file.
  var makesPairs: Bool {
    steps.contains { step in
      if case .stage(let entry, _, _) = step.work { entry.writes.contains(.pairs) } else { false }
    }
  }

  /// Runs of earlier steps that may have written margins, for the step at `index`.
  func recordedRuns(before index: Int, runs: [[Int64]]) -> [RecordedRun] {
    (1..<max(index, 1)).flatMap { earlier -> [RecordedRun] in
      guard case .stage(let entry, _, _) = steps[earlier].work, entry.writes.contains(.dynamics)
      else { return [] }
      let seen = selection(for: earlier, part: nil, runs: runs)
      return runs[earlier].map {
        RecordedRun(
          run: $0, label: steps[earlier].label, labels: seen.labels, flips: seen.flips)
      }
    }
  }
}
