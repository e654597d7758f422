import Foundation
import Store
import TestSupport

/// What a run of the tool came to.
struct CommandResult {
  /// Of an exit; `nil` when a signal ended it.
  let exitStatus: Int32?
  /// The signal that ended it.
  let signal: Int32?
  let output: String
  let errors: String

  /// For messages of tests.
  var summary: String {
    let end = exitStatus.map { "exit \($0)" } ?? "signal \(signal ?? 0)"
    return "\(end)\n\(output)\(errors)"
  }
}

/// Runs the built `winnow` in a folder.
struct CommandRunner {
  let folder: String
  /// Largest size of a file it may write, in bytes; the system counts in 512.
  var fileSizeLimit: Int?
  /// Variables of its environment, besides those it always has.
  var environment: [String: String] = [:]

  /// The binary beside the test bundle.
  static let tool: String = {
    if let path = ProcessInfo.processInfo.environment["WINNOW_BINARY"] { return path }
    // The process is the test bundle.
    let bundle =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return (bundle as NSString).deletingLastPathComponent + "/winnow"
  }()

  /// Runs `winnow` with `arguments` to its end.
  ///
  /// - Throws: `CommandHangs` when it takes longer than `seconds`.
  func run(_ arguments: String..., seconds: Int = 60) throws -> CommandResult {
    try start(arguments).wait(seconds: seconds)
  }

  /// Begins to run `winnow` with `arguments`.
  ///
  /// - Parameter output: where its standard output goes, if not to the result.
  func start(_ arguments: [String], output: FileHandle? = nil) throws -> RunningCommand {
    let process = Process()
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ["PATH": "/usr/bin:/bin", "TZ": "UTC", "COLUMNS": "100"]
      .merging(environment) { _, own in own }
    if let fileSizeLimit {
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments =
        ["-c", "ulimit -f \(fileSizeLimit / 512); exec \"$0\" \"$@\"", Self.tool] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: Self.tool)
      process.arguments = arguments
    }
    return try RunningCommand(process, output: output)
  }
}

/// A run took longer than it may.
struct CommandHangs: Error {}

/// A run of the tool that may still go on.
final class RunningCommand {
  private let process: Process
  private let printed: TemporaryFolder
  private let ended = DispatchSemaphore(value: 0)

  fileprivate init(_ process: Process, output: FileHandle?) throws {
    self.process = process
    // Output goes to files: a full pipe would hold the tool up.
    printed = try TemporaryFolder()
    for name in ["out", "err"] { try printed.write("", to: name) }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output ?? FileHandle(forWritingAtPath: printed.file("out"))
    process.standardError = FileHandle(forWritingAtPath: printed.file("err"))
    process.terminationHandler = { [ended] _ in ended.signal() }
    try process.run()
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  var isRunning: Bool { process.isRunning }

  func send(_ signal: Int32) { if process.isRunning { kill(process.processIdentifier, signal) } }

  func wait(seconds: Int = 60) throws -> CommandResult {
    guard ended.wait(timeout: .now() + .seconds(seconds)) == .success else {
      send(SIGKILL)
      throw CommandHangs()
    }
    process.waitUntilExit()
    let isExit = process.terminationReason == .exit
    func text(_ name: String) throws -> String {
      String(
        decoding: try Data(contentsOf: URL(fileURLWithPath: printed.file(name))), as: UTF8.self)
    }
    return CommandResult(
      exitStatus: isExit ? process.terminationStatus : nil,
      signal: isExit ? nil : process.terminationStatus,
      output: try text("out"), errors: try text("err"))
  }
}

/// Names below a folder, sorted, each with the SHA-256 of its bytes: equal means the same bytes.
func fingerprint(_ folder: String) throws -> [String] {
  try FileManager.default.subpathsOfDirectory(atPath: folder).sorted().map { name in
    let path = folder + "/" + name
    let kind = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    if kind == .typeDirectory { return name + "/" }
    return "\(name) \(try FileDigest.of(path, cache: nil).sha256)"
  }
}
