internal import Foundation
internal import Ingest
internal import Pipeline
public import Records
internal import Store

/// What this machine has, for people and for programs.
public struct DoctorSummary: Sendable {
  /// A JSON object: `ready`, and a list of checks.
  public let json: String
  /// A line per check.
  public let text: String
  /// Whether everything that is needed is there.
  public let isReady: Bool
}

extension Curation {
  /// Looks at the machine: libraries, memory, room on disks, limits.
  ///
  /// - Parameter location: a store or pipeline file whose folder is looked at; `nil` for the current one.
  /// - Throws: what is wrong with the pipeline file.
  public static func doctor(_ location: String? = nil) throws(WinnowError) -> DoctorSummary {
    let store = try location.map { (location) throws(WinnowError) in try storePath(location) }
    let folder = store.map { PathText.parent($0) } ?? ""
    let checks = Doctor(folder: folder).checks
    return DoctorSummary(
      json: Doctor.json(checks).indentedJSON,
      text: checks.map(\.text).joined(separator: "\n"),
      isReady: !checks.contains { $0.state == .missing })
  }
}

/// Looks at the machine.
struct Doctor {
  /// The folder of the store; empty for the current one.
  let folder: String

  /// One thing that was looked at.
  struct Check {
    var name: String
    /// What there is.
    var found: String
    var state = State.ok
    /// What to do about it.
    var hint: String?

    enum State: String {
      case ok
      /// It works, but not well.
      case poor
      /// Nothing works without it.
      case missing
    }

    var text: String {
      let mark = state == .ok ? "" : "\(state.rawValue): "
      let line = name.padded(to: 16) + mark + found
      guard let hint else { return line }
      return line + "\n" + "".padded(to: 16) + "hint: \(hint)"
    }
  }

  var checks: [Check] {
    let path = folder.isEmpty ? "." : folder
    let home = FileManager.default.fileExists(atPath: path) ? path : "."
    return [
      Check(name: "winnow", found: "\(Curation.version), built with \(Self.compiler)"), system,
      Check(name: "cores", found: String(ProcessInfo.processInfo.activeProcessorCount)), memory,
      sqlite,
    ]
      + libraryVersions().map {
        Self.check($0.name, $0.version, oldest: $0.oldest, package: $0.package)
      } + [
        room("store folder", home), writable("store folder", home),
        room("scratch folder", NSTemporaryDirectory()), fileSize, openFiles, input, locale,
      ]
  }

  // MARK: System

  private static var compiler: String {
    #if compiler(>=6.4)
      "Swift 6.4 or newer"
    #elseif compiler(>=6.3)
      "Swift 6.3"
    #else
      "Swift 6.2"
    #endif
  }

  private var system: Check {
    var names = utsname()
    let known = unsafe uname(&names) == 0
    let kernel = known ? unsafe withUnsafeBytes(of: &names.release) { unsafe Self.text($0) } : "?"
    let machine = known ? unsafe withUnsafeBytes(of: &names.machine) { unsafe Self.text($0) } : "?"
    let release = Self.lines(of: "/etc/os-release").first { $0.hasPrefix("PRETTY_NAME=") }
    let name = release.map { $0.dropFirst(12).filter { $0 != "\"" } } ?? "unknown system"
    return Check(name: "system", found: "\(name), Linux \(kernel), \(machine)")
  }

  /// The bytes before the first NUL.
  private static func text(_ bytes: UnsafeRawBufferPointer) -> String {
    unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  private static func lines(of file: String) -> [Substring] {
    (try? String(contentsOfFile: file, encoding: .utf8))?.split(separator: "\n") ?? []
  }

  private var memory: Check {
    let all = Int64(clamping: ProcessInfo.processInfo.physicalMemory)
    let free = Self.lines(of: "/proc/meminfo").first { $0.hasPrefix("MemAvailable:") }
      .flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int64($0) }.map { $0 << 10 }
    let limit = Self.lines(of: "/sys/fs/cgroup/memory.max").first.flatMap { Int64($0) }
    var found = "\(megabytes(min(all, limit ?? all)))"
    if let free { found += ", \(megabytes(min(free, limit ?? free))) free" }
    guard min(free ?? all, limit ?? all) < 500_000_000 else {
      return Check(name: "memory", found: found)
    }
    return Check(
      name: "memory", found: found, state: .poor,
      hint: "a run takes up to `memory:`, 1 GB unless the pipeline says less")
  }

  // MARK: Libraries

  private var sqlite: Check {
    do throws(WinnowError) {
      return Self.check(
        "sqlite", try Store.sqliteVersion(), oldest: "3.38.0", package: "libsqlite3-0")
    } catch {
      return Check(
        name: "sqlite", found: error.message, state: .missing, hint: "install libsqlite3-0")
    }
  }

  static func check(
    _ name: String, _ version: String, oldest: String, package: String
  ) -> Check {
    let isOld = version.compare(oldest, options: .numeric) == .orderedAscending
    guard isOld, version.first?.isNumber == true else { return Check(name: name, found: version) }
    return Check(
      name: name, found: "\(version), which is older than \(oldest)", state: .missing,
      hint: "install a newer \(package)")
  }

  // MARK: Disks and limits

  private func room(_ name: String, _ path: String) -> Check {
    let attributes = try? FileManager.default.attributesOfFileSystem(forPath: path)
    guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value else {
      return Check(
        name: name, found: "cannot be looked at: `\(path)`", state: .poor,
        hint: "is the folder there?")
    }
    let found = "`\(path)`, \(megabytes(free)) free"
    guard free < 1_000_000_000 else { return Check(name: name, found: found) }
    return Check(
      name: name, found: found, state: free < 10_000_000 ? .missing : .poor,
      hint: "a store takes about the size of the expanded corpus")
  }

  private func writable(_ name: String, _ path: String) -> Check {
    guard FileManager.default.isWritableFile(atPath: path) else {
      return Check(
        name: name, found: "not writable: `\(path)`", state: .missing,
        hint: "choose another `store:`, or change the permissions")
    }
    return Check(name: name, found: "writable")
  }

  private var fileSize: Check {
    guard let limit = Self.limit(Int32(RLIMIT_FSIZE.rawValue)) else {
      return Check(name: "file size", found: "no limit")
    }
    return Check(
      name: "file size", found: "at most \(megabytes(limit))",
      state: limit < 10_000_000 ? .missing : .poor,
      hint: "a store or shard above it ends with `disk-full`; `ulimit -f unlimited` lifts it")
  }

  private var openFiles: Check {
    guard let limit = Self.limit(Int32(RLIMIT_NOFILE.rawValue)) else {
      return Check(name: "open files", found: "no limit")
    }
    return limit < 256
      ? Check(
        name: "open files", found: "at most \(limit)", state: .poor, hint: "`ulimit -n 1024`")
      : Check(name: "open files", found: "at most \(grouped(Int(limit)))")
  }

  /// The limit now in force; `nil` for none.
  private static func limit(_ resource: Int32) -> Int64? {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(UInt32(resource)), &limit) == 0 else { return nil }
    return limit.rlim_cur >= rlim_t(Int64.max) ? nil : Int64(limit.rlim_cur)
  }

  private var input: Check {
    Check(name: "standard input", found: isatty(0) == 1 ? "a terminal" : "a file or pipe")
  }

  private var locale: Check {
    let environment = ProcessInfo.processInfo.environment
    let names = ["LC_ALL", "LC_CTYPE", "LANG"]
    let set = names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? "not set"
    return Check(name: "locale", found: "\(set); texts are UTF-8 in any case")
  }

  static func json(_ checks: [Check]) -> ConfigValue {
    .object([
      .init("ready", .bool(!checks.contains { $0.state == .missing })),
      .init(
        "checks",
        .list(
          checks.map { check in
            .object([
              .init("name", .string(check.name)), .init("found", .string(check.found)),
              .init("state", .string(check.state.rawValue)),
              .init("hint", check.hint.map { .string($0) } ?? .null),
            ])
          })),
    ])
  }
}
