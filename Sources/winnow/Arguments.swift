public import ArgumentParser
public import Curation
import Foundation
import Records

/// Which pipeline, and what is changed in it.
struct PipelineArguments: ParsableArguments {
  @Argument(help: "The pipeline file.", completion: .file(extensions: ["yaml", "yml"]))
  var pipeline: String

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp(
      "Change a value, such as `memory=1GB` or `stages.\"filters.length\".max_ratio=4`.",
      valueName: "path=value"))
  var overrides: [String] = []

  @Option(help: "A trial: read this many records of each source file; exports go to FOLDER-trial.")
  var limit: Int?

  var request: PipelineRequest {
    PipelineRequest(path: pipeline, overrides: overrides, limit: limit)
  }

  func validate() throws {
    if let limit, limit < 1 { throw ValidationError("`--limit` must be at least 1: \(limit)") }
  }
}

/// How much of the machine a command may use, and how it tells of its work.
struct WorkArguments: ParsableArguments {
  // Optional so that help says the same on every machine.
  @Option(name: .shortAndLong, help: "Threads that work; default one per core.") var jobs: Int?

  @Option(help: "Memory to use, such as 1GB; default what the pipeline says.")
  var memory: String?

  @Option(help: "How progress is shown: auto (on a terminal), lines, json or none.")
  var progress: ProgressStyle = .auto

  @Flag(help: "Print the report as JSON.") var json = false

  var resources: Resources {
    Resources(
      jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount, memory: memory,
      progress: progress,
      terminal: Terminal.errorIsTerminal)
  }

  /// Prints what a run came to; ends with its status where that is not 0.
  func show(_ report: RunSummary) throws {
    print(json ? report.json : report.text)
    for notice in report.notices { Terminal.error(notice) }
    if report.exitStatus != 0 { throw ExitCode(report.exitStatus) }
  }

  func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("`--jobs` must be at least 1: \(jobs)") }
  }
}

extension ProgressStyle: ExpressibleByArgument {}
extension TreeRequest.Form: ExpressibleByArgument {}

/// A failure of the work itself, already worded, with its exit status.
struct CommandFailure: Error, CustomStringConvertible {
  let description: String
  let exitStatus: Int32
}

/// Runs `body`; what it throws is printed as it is and ends the process with its status.
func explained(_ body: () throws -> Void) throws {
  do { try body() } catch let error as Curation.Failure {
    throw CommandFailure(description: error.description, exitStatus: error.exitStatus)
  }
}
