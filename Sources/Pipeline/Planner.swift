package import Records
package import Store

/// Turns a pipeline file into a plan, and finds all that is wrong with it before anything runs.
package struct Planner: Sendable {
  let catalog: Catalog
  let file: PipelineFile
  /// Records of each source to read; `nil` for all.
  let limit: Int?

  package init(catalog: Catalog, file: PipelineFile, limit: Int? = nil) {
    self.catalog = catalog
    self.file = file
    self.limit = limit
  }

  /// Makes the plan.
  ///
  /// - Parameter store: to see what is done already; `nil` when there is none yet.
  /// - Throws: the first thing that is wrong, with its place in the file.
  package func plan(_ store: Store?) throws(WinnowError) -> RunPlan {
    let stages = try checkedStages(cache: store)
    let exports = try file.exports.map { (export) throws(WinnowError) in
      try catalog.exports.prepare(export, in: file)
    }
    try checkFolders(exports)
    try checkSoftLabels(stages.map { ($0.1, $0.3) }, exports)
    try checkScores(stages.map { ($0.1, $0.3) })
    if let store { try SplitAssigner(file).check(try Ledger.setting(store, "splits"), of: file) }
    let parts = try parts(cache: store)
    var plan = RunPlan(file: file, parts: parts, steps: [])
    plan.steps.append(ingestStep(parts))
    plan.steps.append(labelStep(plan))
    for (entry, stage, context, label) in stages {
      plan.steps.append(stageStep(stage, entry, context, label, after: plan))
    }
    // A card that says how many labels are wrong is another card.
    let certificate = try store.flatMap { (store) throws(WinnowError) in
      try Certificate.last(store, of: plan.stageRuns)
    }
    for export in exports {
      plan.steps.append(exportStep(export, certificate: certificate?.digest, after: plan))
    }
    try addStates(&plan, store)
    if let store { try checkResponses(plan, store) }
    return plan
  }

  // MARK: What is wrong

  private typealias CheckedStage = (StageEntry, any Stage, RunPlan.StageContext, String)

  /// The stages with their options read; columns, ids and names are right.
  private func checkedStages(cache: Store?) throws(WinnowError) -> [CheckedStage] {
    var written: Set<Column> = [.texts, .responses, .votes, .labels, .scores, .pairs]
    var labels: [String] = []
    var works: [CheckedStage] = []
    for use in file.stages {
      let entry = try entry(for: use)
      try checkRead(entry.reads, by: entry, at: use, written)
      guard !labels.contains(use.label) else {
        throw WinnowError(
          .badPipeline, "the stage stands twice and has no `id:` of its own: `\(use.label)`",
          mark: use.mark, hint: "write `id: NAME` among the options of one of them")
      }
      labels.append(use.label)
      var reader = try file.reader(for: use)
      let stage = try entry.make(&reader)
      try reader.finish()
      if use.seesAll, entry.makesRecords {
        throw WinnowError(
          .badPipeline,
          "a stage that makes pairs or responses works on what is live, or what was dropped would come back: `\(use.label)`",
          mark: use.mark, hint: "leave `sees: all` out")
      }
      if stage.flips, let first = works.first(where: { $0.1.flips }) {
        throw WinnowError(
          .badPipeline, "a second stage would flip labels: `\(use.label)` after `\(first.3)`",
          mark: use.mark, hint: "let one of them `mark`, `drop` or `weight`")
      }
      try checkRead(stage.alsoReads, by: entry, at: use, written)
      written.formUnion(entry.writes)
      let context = RunPlan.StageContext(
        options: reader.canonical, splits: try splits(of: use), seesAll: use.seesAll,
        files: try sideFiles(of: stage, at: use, cache))
      works.append((entry, stage, context, use.label))
    }
    return works
  }

  /// Somebody must write what a stage reads.
  private func checkRead(
    _ columns: Set<Column>, by entry: StageEntry, at use: PipelineFile.Stage,
    _ written: Set<Column>
  ) throws(WinnowError) {
    let missing = columns.subtracting(written).min { $0.description < $1.description }
    guard let missing else { return }
    let writers = catalog.stages.filter { $0.writes.contains(missing) && $0.name != entry.name }
      .map { "`\($0.name)`" }
    throw WinnowError(
      WinnowError.Code("missing-column", exitStatus: 2),
      "stage `\(entry.name)` reads `\(missing)`, which no earlier stage writes",
      mark: use.mark,
      hint: writers.isEmpty ? nil : "add one before it: \(writers.joined(separator: ", "))")
  }

  private func entry(for use: PipelineFile.Stage) throws(WinnowError) -> StageEntry {
    if let entry = catalog.stages.first(where: {
      $0.name == use.name.value || $0.versionedName == use.name.value
    }) {
      return entry
    }
    let known = catalog.stages.map(\.name)
    throw WinnowError(
      WinnowError.Code("unknown-stage", exitStatus: 2), "unknown stage: `\(use.name.value)`",
      mark: use.mark,
      hint: didYouMean(use.name.value, among: known).map { "did you mean `\($0)`?" }
        ?? "`winnow stages` lists those there are")
  }

  /// The splits a stage works on: held-out data stays as it came unless the pipeline names it.
  private func splits(of use: PipelineFile.Stage) throws(WinnowError) -> [String] {
    guard let named = use.splits else { return ["train"] }
    let known = knownSplits
    for split in named where !known.contains(split.value) {
      throw WinnowError(
        .badPipeline, "no such split: `\(split.value)`", mark: split.mark,
        hint: "the pipeline has: \(known.map { "`\($0)`" }.joined(separator: ", "))")
    }
    return named.map(\.value)
  }

  /// The splits of the file and those its sources name; records may name others.
  private var knownSplits: [String] {
    var names = file.splits.map(\.name)
    for split in file.sources.compactMap({ $0.split?.value }) where !names.contains(split) {
      names.append(split)
    }
    return names
  }

  /// A path without `.`, `..` and needless slashes, so that it can be compared.
  private func standard(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  private func checkFolders(_ exports: [any PreparedExport]) throws(WinnowError) {
    for (index, export) in exports.enumerated() {
      for other in exports[..<index] {
        let (a, b) = (standard(export.folder), standard(other.folder))
        guard a == b || a.hasPrefix(b + "/") || b.hasPrefix(a + "/") else { continue }
        throw WinnowError(
          .badPipeline,
          a == b
            ? "two exports write one folder: `\(export.folder)`"
            : "one export would lie inside the other: `\(other.folder)` and `\(export.folder)`",
          mark: file.exports[index].to.mark, hint: "give each a folder of its own")
      }
    }
  }

  private func parts(cache: Store?) throws(WinnowError) -> [SourcePart] {
    var parts: [SourcePart] = []
    for source in file.sources {
      for var part in try catalog.sources.parts(of: source, in: file, cache: cache) {
        part.limit = limit
        if let twin = parts.first(where: { $0.source == part.source && $0.name == part.name }) {
          throw WinnowError(
            .badPipeline,
            "two files are called `\(part.name)` in source `\(part.source)`: "
              + "`\(twin.path)` and `\(part.path)`",
            mark: source.mark, hint: "give each entry under `sources:` a `name:` of its own")
        }
        parts.append(part)
      }
    }
    return parts.sorted { a, b in
      a.source == b.source
        ? a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
        : a.source.utf8.lexicographicallyPrecedes(b.source.utf8)
    }
  }

  // MARK: The steps

  private func ingestStep(_ parts: [SourcePart]) -> RunPlan.Step {
    let splits = SplitAssigner(file)
    let units = parts.enumerated().map { index, part in
      var options: [ConfigValue.Member] = [
        .init("format", .string(part.format)), .init("options", .object(part.options)),
        .init("sha256", .string(part.digest.sha256)),
        // Names may hold slashes: `a` and `b/c` are not `a/b` and `c`.
        .init("source", .string(part.source)), .init("splits", .string(splits.canonical)),
      ]
      if let split = part.split { options.append(.init("split", .string(split))) }
      if let limit = part.limit { options.append(.init("limit", .int(Int64(limit)))) }
      let key = RunKey(
        stage: "ingest", part: "\(part.source)/\(part.name)",
        options: ConfigValue.object(options.sorted { $0.key < $1.key }).json, seed: 0, inputs: [])
      return RunPlan.Unit(key: key, part: index, state: .new(""))
    }
    return RunPlan.Step(work: .ingest, label: "ingest", stage: "ingest", units: units)
  }

  private func labelStep(_ plan: RunPlan) -> RunPlan.Step {
    let key = RunKey(
      stage: "labels.majority", part: "", options: "{}", seed: 0,
      inputs: [plan.steps[0].digest])
    return RunPlan.Step(
      work: .labels, label: "labels.majority", stage: "labels.majority",
      units: [RunPlan.Unit(key: key, part: nil, state: .new(""))])
  }

  private func stageStep(
    _ stage: any Stage, _ entry: StageEntry, _ context: RunPlan.StageContext, _ label: String,
    after plan: RunPlan
  ) -> RunPlan.Step {
    let options = ConfigValue.object(
      context.fileMembers + [
        .init("options", .object(context.options)),
        .init("sees", .string(context.seesAll ? "all" : "live")),
        .init("splits", .list(context.splits.map { .string($0) })),
      ]
    ).json
    let isByPart = entry.scope == .pair && !plan.makesPairs
    let parts: [Int?] = isByPart ? plan.parts.indices.map { $0 } : [nil]
    let units = parts.map { part in
      let key = RunKey(
        stage: entry.versionedName,
        part: part.map { "\(plan.parts[$0].source)/\(plan.parts[$0].name)" } ?? "",
        options: options, seed: file.seed,
        inputs: inputs(stage, entry, context, part: part, plan))
      return RunPlan.Unit(key: key, part: part, state: .new(""))
    }
    return RunPlan.Step(
      work: .stage(entry, stage, context), label: label, stage: entry.versionedName, units: units)
  }

  /// The runs a stage's verdicts depend on: what it reads, and what decides which pairs are live.
  private func inputs(
    _ stage: any Stage, _ entry: StageEntry, _ context: RunPlan.StageContext, part: Int?,
    _ plan: RunPlan
  ) -> [PublicID] {
    let read = entry.reads.union(stage.alsoReads).intersection([.dynamics, .noise])
    let readsLabels = !entry.reads.isDisjoint(with: [.labels, .votes])
    var inputs: [PublicID] = []
    for step in plan.steps {
      let counts: Bool
      switch step.work {
      case .ingest: counts = true
      case .labels: counts = readsLabels
      case .stage(let earlier, _, _):
        counts =
          !context.seesAll || (readsLabels && earlier.writes.contains(.labels))
          || !read.isDisjoint(with: earlier.writes) || earlier.makesRecords
      case .export: counts = false
      }
      guard counts else { continue }
      // Votes of a pair may lie in other files: who reads them depends on all.
      if let part, !readsLabels, step.isPerPart {
        inputs.append(step.units[part].key.digest)
      } else {
        inputs.append(step.digest)
      }
    }
    return inputs
  }

  private func exportStep(
    _ export: any PreparedExport, certificate: PublicID?, after plan: RunPlan
  ) -> RunPlan.Step {
    let inputs = plan.steps.filter { step in
      if case .export = step.work { false } else { true }
    }.map(\.digest)
    // In the order of the parts: that of the file means nothing.
    let licences = plan.parts.map { "\($0.source)/\($0.name)=\($0.licence ?? "")" }
    let known =
      certificate.map { [ConfigValue.Member("certificate", .string($0.description))] } ?? []
    let options = ConfigValue.object(
      known + [
        .init("licences", .list(licences.map { .string($0) })),
        .init("options", .string(export.options)),
        .init("pipeline", .string(file.name)),
      ]
    ).json
    let key = RunKey(
      stage: "export \(export.trainer)", part: "", options: options, seed: file.seed,
      inputs: inputs)
    return RunPlan.Step(
      work: .export(export), label: export.folder, stage: "export \(export.trainer)",
      units: [RunPlan.Unit(key: key, part: nil, state: .new(""))])
  }
}
