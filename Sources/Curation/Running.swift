internal import Foundation
internal import Pipeline
public import Records
internal import Store

/// A pipeline file with what the command line changes in it.
public struct PipelineRequest: Sendable {
  /// The pipeline file.
  public var path: String
  /// Arguments of `--set`, applied in order.
  public var overrides: [String]
  /// Records of each source file to read; `nil` for all.
  public var limit: Int?

  /// A request for the pipeline at `path`.
  public init(path: String, overrides: [String] = [], limit: Int? = nil) {
    self.path = path
    self.overrides = overrides
    self.limit = limit
  }
}

/// Files to read into a store without a pipeline.
public struct IngestRequest: Sendable {
  /// Files, folders, patterns, or `-`.
  public var paths: [String]
  /// Path of the store; made if it is not there.
  public var store: String
  /// Name of the format; `nil` to find it out.
  public var format: String?
  /// Path of a YAML file with a mapping.
  public var mapping: String?
  /// Name of the source; `nil` for the files' own names.
  public var name: String?
  /// A share such as `0.1%`, or a count.
  public var maxBadRecords: String
  /// Records of each file to read; `nil` for all.
  public var limit: Int?

  /// A request to read `paths` into `store`.
  public init(
    paths: [String], store: String, format: String? = nil, mapping: String? = nil,
    name: String? = nil, maxBadRecords: String = "0.1%", limit: Int? = nil
  ) {
    self.paths = paths
    self.store = store
    self.format = format
    self.mapping = mapping
    self.name = name
    self.maxBadRecords = maxBadRecords
    self.limit = limit
  }
}

/// How much of the machine the work may use, and how it tells of itself.
public struct Resources: Sendable {
  /// Threads that work, at least 1.
  public var jobs: Int
  /// Such as `1GB`; `nil` for what the pipeline says.
  public var memory: String?
  /// Whether model endpoints are asked nothing, whatever the pipeline says.
  public var isOffline: Bool
  /// How progress is shown.
  public var progress: ProgressStyle
  /// Whether standard error is a terminal.
  public var terminal: Bool

  /// Resources with their defaults.
  public init(
    jobs: Int = 1, memory: String? = nil, isOffline: Bool = false,
    progress: ProgressStyle = .none, terminal: Bool = false
  ) {
    self.jobs = jobs
    self.memory = memory
    self.isOffline = isOffline
    self.progress = progress
    self.terminal = terminal
  }
}

/// How progress is shown, on standard error.
public enum ProgressStyle: String, CaseIterable, Sendable {
  /// A line that is rewritten, on a terminal only.
  case auto
  /// A line per step.
  case lines
  /// A JSON object per line, for machines.
  case json
  case none
}

extension Curation {
  /// Runs a pipeline.
  ///
  /// - Throws: what is wrong with the pipeline, its input or the machine; what was committed stays.
  public static func run(
    _ request: PipelineRequest, _ resources: Resources = Resources()
  ) throws(WinnowError) -> RunSummary {
    var overrides = request.overrides
    if let memory = resources.memory { overrides.append("memory=\(memory)") }
    if resources.isOffline { overrides.append("offline=true") }
    let file = try request.file(overrides)
    return try run(file, limit: request.limit, resources, command: "run \(request.path)")
  }

  /// Reads files into a store.
  public static func ingest(
    _ request: IngestRequest, _ resources: Resources = Resources()
  ) throws(WinnowError) -> RunSummary {
    do throws(WinnowError) {
      return try run(
        request.pipeline(memory: resources.memory), limit: request.limit, resources,
        command: "ingest")
    } catch {
      throw error.aboutArguments
    }
  }

  private static func run(
    _ file: PipelineFile, limit: Int?, _ resources: Resources, command: String
  ) throws(WinnowError) -> RunSummary {
    RunSummary(try execute(file, limit: limit, resources, command: command).report)
  }

  /// Runs what `file` says on its store.
  static func execute(
    _ file: PipelineFile, limit: Int? = nil, _ resources: Resources, command: String
  ) throws(WinnowError) -> (report: RunReport, plan: RunPlan) {
    let planner = Planner(catalog: catalog, file: file, limit: limit)
    // What is wrong is said before a store is made.
    let first =
      FileManager.default.fileExists(atPath: file.store) ? nil : try planner.plan(nil)
    let lock = try StoreLock(path: file.store, command: command)
    defer { withExtendedLifetime(lock) {} }
    let store = try Store(path: file.store)
    // Threads that are about to end may refer to it; the process may end before they do.
    defer { store.close() }
    let plan: RunPlan
    if let first { plan = first } else { plan = try planner.plan(store) }
    for part in plan.parts { try part.digest.remember(part.path, in: store) }
    for file in plan.sideFiles { try file.digest.remember(file.path, in: store) }
    let runner = Runner(
      catalog: catalog, plan: plan, store: store, jobs: resources.jobs,
      progress: resources.progressSink)
    return (try runner.run(), plan)
  }

  /// What a run would do.
  public static func plan(_ request: PipelineRequest) throws(WinnowError) -> PlanSummary {
    let file = try request.file(request.overrides)
    var store: Store?
    do throws(WinnowError) {
      store = try Store(reading: file.store)
    } catch {
      guard error.code == .noStore else { throw error }
    }
    let plan = try Planner(catalog: catalog, file: file, limit: request.limit).plan(store)
    return PlanSummary(
      plan, try Planner.requests(of: plan, store),
      try Planner.foresight(of: plan, catalog, store))
  }
}

extension WinnowError {
  /// The error in the words of the command line, where there is no pipeline file to point at.
  var aboutArguments: WinnowError {
    var error = self
    if mark?.file == IngestRequest.fileName {
      error.mark = nil
      // How quotes work in YAML is no matter of theirs.
      if hint?.hasPrefix("in double quotes") ?? false { error.hint = nil }
    }
    let words = [
      ("option `mapping` of the source", "`--mapping`"), ("option `path` of the source", "a path"),
      ("option `max_bad_records` of the pipeline", "`--max-bad-records`"),
      ("option `store` of the pipeline", "`--store`"), ("option `name` of the source", "`--name`"),
      ("option `format` of the source", "`--format`"),
      ("option `memory` of the pipeline", "`--memory`"),
      ("`max_bad_records:`", "`--max-bad-records`"),
      ("`max_bad_records: 100%`", "`--max-bad-records 100%`"), ("`format:`", "`--format`"),
      ("`format: ", "`--format "), ("`store:`", "`--store`"),
      ("the format `mapping`", "`--format mapping`"),
      (
        "give each entry under `sources:` a `name:` of its own",
        "read them one by one, or name the folder that holds them all"
      ),
      ("write `mapping:`", "write a file for `--mapping`"),
      ("say what the fields mean:", "say what the fields mean, in a file for `--mapping`:"),
    ]
    for (ofFile, ofArguments) in words {
      error.message = error.message.replacingOccurrences(of: ofFile, with: ofArguments)
      error.hint = error.hint?.replacingOccurrences(of: ofFile, with: ofArguments)
    }
    return error
  }
}

extension PipelineRequest {
  /// The pipeline as it is to run: a trial does not replace what a full run exported.
  fileprivate func file(_ overrides: [String]) throws(WinnowError) -> PipelineFile {
    var file = try PipelineFile.read(path, overrides: overrides)
    if limit != nil {
      for index in file.exports.indices { file.exports[index].to.value += "-trial" }
    }
    return file
  }
}

extension IngestRequest {
  /// What marks in the pipeline below call it.
  fileprivate static let fileName = "command line"

  /// The pipeline that reads these files, and goes through `stages`, each a name with its options.
  func pipeline(
    memory: String?, pipeline title: String = "ingest", stages: [String] = [],
    keepsIncomplete: Bool = false
  ) throws(WinnowError) -> PipelineFile {
    func quoted(_ text: String) -> String { ConfigValue.string(text).json }
    var source = ["path: [\(paths.map(quoted).joined(separator: ", "))]"]
    if let name { source.append("name: \(quoted(name))") }
    if let format { source.append("format: \(quoted(format))") }
    if let mapping {
      if format == nil { source.append("format: mapping") }
      source.append("mapping: \(quoted(mapping))")
    }
    if keepsIncomplete { source.append("incomplete: keep") }
    var lines = [
      "name: \(title)", "store: \(quoted(store))", "max_bad_records: \(quoted(maxBadRecords))",
      "sources: [{\(source.joined(separator: ", "))}]",
    ]
    if let memory { lines.append("memory: \(quoted(memory))") }
    if !stages.isEmpty { lines.append("stages: [\(stages.joined(separator: ", "))]") }
    return try PipelineFile(
      bytes: Array(lines.joined(separator: "\n").utf8), file: Self.fileName)
  }
}
