import Foundation
import TestSupport

/// One run of the tool on a broken input, and what was seen, as text.
struct BadInputRun {
  /// Most seconds a run may take.
  static let limit = 60

  /// Exit status, what was printed, what the store holds, and what files are new.
  let transcript: String
  /// `nil` when it was ended by a signal, or for taking too long.
  let exitStatus: Int32?

  init(_ input: BadInput) throws {
    let folder = try TemporaryFolder()
    for (name, content) in input.files { try folder.write(content, to: name) }
    let resource = try input.prepare?(folder)
    let before = Set(try Self.names(in: folder))
    // Output goes to files outside the folder: a full pipe would hold the tool up.
    let outside = try TemporaryFolder()
    try outside.write(input.input, to: "in")
    for name in ["out", "err"] { try outside.write("", to: name) }
    let process = Process()
    process.executableURL = Self.tool
    process.arguments = input.command
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = ["PATH": "/usr/bin:/bin", "TZ": "UTC", "COLUMNS": "100"]
    process.standardInput = FileHandle(forReadingAtPath: outside.file("in"))
    process.standardOutput = FileHandle(forWritingAtPath: outside.file("out"))
    process.standardError = FileHandle(forWritingAtPath: outside.file("err"))
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    let isInTime = ended.wait(timeout: .now() + .seconds(Self.limit)) == .success
    if !isInTime { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    withExtendedLifetime(resource) {}
    let isExit = isInTime && process.terminationReason == .exit
    exitStatus = isExit ? process.terminationStatus : nil
    func printed(_ name: String) throws -> String {
      String(
        decoding: try Data(contentsOf: URL(fileURLWithPath: outside.file(name))), as: UTF8.self)
    }
    var parts = [
      "$ winnow " + input.command.map(Self.quoted).joined(separator: " "),
      isExit
        ? "exit \(process.terminationStatus)"
        : isInTime ? "signal \(process.terminationStatus)" : "still running after \(Self.limit) s",
    ]
    for (title, text) in [("stdout", try printed("out")), ("stderr", try printed("err"))]
    where !text.isEmpty {
      parts.append("--- \(title)\n" + text.trimmingNewline)
    }
    let new = try Self.names(in: folder).filter { !before.contains($0) }.sorted()
    let store = folder.file("s.sqlite")
    if exitStatus != 2, FileManager.default.fileExists(atPath: store) {
      parts += (try? Self.contents(of: store)) ?? ["--- the store cannot be read"]
    }
    if !new.isEmpty { parts.append("--- new files\n" + new.joined(separator: "\n")) }
    transcript = Self.filtered(parts.joined(separator: "\n"), folder.path) + "\n"
  }

  /// The binary beside the test bundle.
  static let tool: URL = {
    let path = ProcessInfo.processInfo.environment["WINNOW_BINARY"]
    if let path { return URL(fileURLWithPath: path) }
    let own = Bundle.main.executableURL ?? URL(fileURLWithPath: "/proc/self/exe")
    return own.resolvingSymlinksInPath().deletingLastPathComponent()
      .appendingPathComponent("winnow")
  }()

  /// Counts of members, and where quarantined records stand and why.
  private static func contents(of store: String) throws -> [String] {
    var parts: [String] = []
    let members = try SQLiteText.rows(
      """
      SELECT name || ': ' || records || ' records = ' || stored || ' stored + ' || duplicates
        || ' duplicates + ' || quarantined || ' quarantined'
        || CASE WHEN repairs = '{}' THEN '' ELSE '; repaired ' || repairs END
      FROM member WHERE records IS NOT NULL
      UNION ALL SELECT name || ': not read to its end' FROM member WHERE records IS NULL
      """, in: store)
    if !members.isEmpty { parts.append("--- members\n" + members.joined(separator: "\n")) }
    let refused = try SQLiteText.rows(
      """
      SELECT member.uri || ', ' || member.name || ', record ' || number || ', line ' || line
        || ', byte ' || byte_offset || ': ' || reason || ': ' || coalesce(record.extra, '-')
      FROM record JOIN member ON member.id = record.member WHERE outcome = 2 ORDER BY record.id
      """, in: store)
    if !refused.isEmpty { parts.append("--- quarantine\n" + refused.joined(separator: "\n")) }
    return parts
  }

  /// All files but those with which SQLite accompanies a store that is still open somewhere.
  private static func names(in folder: TemporaryFolder) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { !$0.hasSuffix("-wal") && !$0.hasSuffix("-shm") }
  }

  /// Without what differs from run to run.
  private static func filtered(_ text: String, _ folder: String) -> String {
    text.replacingOccurrences(of: folder, with: "<folder>")
      .replacingOccurrences(
        of: "winnow-tmp-[0-9a-f]{8}", with: "winnow-tmp-<digest>", options: .regularExpression
      )
      .replacingOccurrences(
        of: "process [0-9]+", with: "process <id>", options: .regularExpression)
  }

  private static func quoted(_ argument: String) -> String {
    let plain = argument.utf8.allSatisfy { byte in
      byte >= 0x80 || "-_./=:,[]%".utf8.contains(byte) || Character(Unicode.Scalar(byte)).isLetter
        || Character(Unicode.Scalar(byte)).isNumber
    }
    return plain && !argument.isEmpty ? argument : "'\(argument)'"
  }
}

extension String {
  fileprivate var trimmingNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
