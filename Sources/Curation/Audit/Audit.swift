internal import Foundation
internal import Ingest
internal import Pipeline
public import Records
internal import Store

/// Files to look at without a pipeline.
public struct AuditRequest: Sendable {
  /// Files, folders or patterns.
  public var paths: [String]
  /// The folder for report, rows and store; `nil` to print only.
  public var out: String?
  /// Name of the format; `nil` to find it out.
  public var format: String?
  /// Path of a YAML file with a mapping.
  public var mapping: String?

  /// A request to look at `paths`.
  public init(
    paths: [String], out: String? = nil, format: String? = nil, mapping: String? = nil
  ) {
    self.paths = paths
    self.out = out
    self.format = format
    self.mapping = mapping
  }
}

/// What is wrong with some files, for people and for programs.
public struct AuditSummary: Sendable {
  /// A JSON object, as `audit.json` has it.
  public let json: String
  /// Tables and sentences for a terminal.
  public let text: String
}

extension Curation {
  /// Reads files, marks what is wrong with them, and tells; drops nothing.
  ///
  /// With `out`, a folder is written: `report.md`, `audit.json`, `audit.sqlite` (the store), and `rows/`,
  /// which holds every record of the input in its order with what was found of it. The folder is written
  /// under a temporary name and exchanged in when it is complete; one that holds anything an audit did
  /// not write is refused.
  ///
  /// - Throws: `foreign-folder`, and what is wrong with the files or the machine.
  public static func audit(
    _ request: AuditRequest, _ resources: Resources = Resources()
  ) throws(WinnowError) -> AuditSummary {
    guard !request.paths.contains("-") else {
      throw WinnowError(
        .badOption, "an audit reads its files twice, and standard input can be read once: `-`",
        hint: "save it to a file first")
    }
    let folder = try AuditFolder(request.out)
    defer { folder.discard() }
    do throws(WinnowError) {
      let audit = try AuditRun(request: request, resources: resources, folder: folder).run()
      try folder.finish()
      return audit
    } catch {
      throw error.aboutArguments
    }
  }
}

/// One audit, from files to folder.
struct AuditRun {
  let request: AuditRequest
  let resources: Resources
  let folder: AuditFolder

  static let detector = "filters.training_dynamics"

  func run() throws(WinnowError) -> AuditSummary {
    let ingest = IngestRequest(
      paths: request.paths, store: folder.store, format: request.format, mapping: request.mapping,
      maxBadRecords: "100%")
    let first = try ingest.pipeline(
      memory: resources.memory, pipeline: "audit", keepsIncomplete: true)
    let (_, read) = try Curation.execute(first, resources, command: "audit")
    if request.out != nil { try checkRows(read) }
    // How many pairs there are decides how many are told of, so that it takes two steps.
    let pairs = try VoteCounts(Store(reading: folder.store))
    var file = try ingest.pipeline(
      memory: resources.memory, pipeline: "audit",
      stages: Self.stages(pairs: pairs.pairs, keepsCurves: request.out != nil),
      keepsIncomplete: true)
    // Nothing is held out: records that name a split of their own are looked at too.
    for i in file.stages.indices { file.stages[i].splits = [] }
    let (report, plan) = try Curation.execute(file, resources, command: "audit")
    try Interrupt.check()
    let store = try Store(reading: folder.store)
    defer { store.close() }
    var findings = try AuditFindings(
      store: store, report: report, plan: plan, votes: pairs, resources: resources)
    if request.out != nil {
      findings.rows = try AuditRows(store: store, plan: plan, findings: findings, folder: folder)
        .write(resources.progressSink)
      try folder.write(
        AuditPage(findings, likelyWrong: AuditFindings.mostLikelyWrong).markdown, to: "report.md")
      try folder.write(findings.json.indentedJSON + "\n", to: AuditFolder.marker)
    }
    return AuditSummary(
      json: findings.json.indentedJSON,
      text: AuditPage(findings, likelyWrong: 10, folder: request.out).text)
  }

  /// What is found is written to the records of the files, which must be ours.
  private func checkRows(_ plan: RunPlan) throws(WinnowError) {
    for part in plan.parts {
      guard formats.first(where: { $0.name == part.format })?.isRegrouping == true else { continue }
      throw WinnowError(
        .badOption,
        "records of format `\(part.format)` are made of those of the file, which cannot be marked: `\(part.name)`",
        hint: "audit it without `-o`")
    }
  }

  /// All filters, marking; the detector marks enough pairs for the list of those most likely wrong.
  private static func stages(pairs: Int, keepsCurves: Bool) -> [String] {
    let filters = [
      "exact_duplicates", "contradictions", "empty_response", "identical_responses",
      "unfinished_response", "template_leakage",
    ]
    let wanted = Double(AuditFindings.mostLikelyWrong) / Double(max(1, pairs))
    // A hair more, because a budget is rounded down.
    let budget = min(1, max(0.1, wanted * 1.0001))
    return filters.map { "{filters.\($0): {action: mark}}" } + [
      "{\(detector): {action: mark, budget: '\(budget)', keep_dynamics: \(keepsCurves)}}"
    ]
  }
}
