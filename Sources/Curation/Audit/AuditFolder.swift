internal import Foundation
internal import Records
internal import Store

/// Where an audit writes: a temporary folder, which with `-o` takes the place of the old one at the end.
final class AuditFolder {
  /// Marks a folder as ours: JSON with `winnow_audit`.
  static let marker = "audit.json"
  /// Raised when the meaning of a key of `audit.json` changes.
  static let version = 1
  private static let ending = ".winnow-tmp-audit"

  /// Where everything is written until it is complete.
  let path: String
  /// Where it goes; `nil` for nowhere.
  private let target: String?

  var store: String { path + "/audit.sqlite" }

  /// - Throws: `foreign-folder`, `unwritable-folder`.
  init(_ out: String?) throws(WinnowError) {
    guard var out else {
      target = nil
      var template = Array((NSTemporaryDirectory() + "winnow-audit-XXXXXX").utf8CString)
      let isMade = unsafe mkdtemp(&template) != nil
      path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
      guard isMade else { throw Self.unwritable(path) }
      return
    }
    while out.count > 1 && out.hasSuffix("/") { out.removeLast() }
    target = out
    path = out + Self.ending
    try Self.checkForeign(out)
    try? FileManager.default.removeItem(atPath: path)
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch { throw Self.unwritable(out) }
  }

  /// Only a folder that is empty, or that an audit wrote alone, is replaced.
  private static func checkForeign(_ path: String) throws(WinnowError) {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    guard unsafe files.fileExists(atPath: path, isDirectory: &isFolder) else { return }
    let names = isFolder.boolValue ? try? files.contentsOfDirectory(atPath: path) : nil
    if names?.isEmpty == true { return }
    guard names != nil, let written = Written.read(path) else {
      throw WinnowError(
        .foreignAuditFolder,
        "no audit wrote what is here, and it is not replaced: `\(path)`",
        hint: "name another folder with `-o`, or move this one away")
    }
    let own = Set(
      [
        marker, "report.md", "audit.sqlite", "audit.sqlite.lock", "audit.sqlite-wal",
        "audit.sqlite-shm",
      ]
        + written.rows.map { "rows/" + $0.path })
    let found = (files.enumerator(atPath: path)?.allObjects as? [String]) ?? []
    let foreign = found.sorted().first { name in
      var isFolder: ObjCBool = false
      _ = unsafe files.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
      return !isFolder.boolValue && !own.contains(name)
    }
    guard let foreign else { return }
    throw WinnowError(
      .foreignAuditFolder, "a file here is not the audit's and would be lost: `\(path)/\(foreign)`",
      hint: "move it away, or name another folder with `-o`")
  }

  /// What an earlier audit says it wrote.
  private struct Written: Decodable {
    var version: Int
    var rows: [Row]

    enum CodingKeys: String, CodingKey {
      case rows
      case version = "winnow_audit"
    }

    struct Row: Decodable {
      var path: String
    }

    static func read(_ folder: String) -> Written? {
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(marker)") else {
        return nil
      }
      return try? JSONDecoder().decode(Written.self, from: data)
    }
  }

  private static func unwritable(_ path: String) -> WinnowError {
    WinnowError(
      WinnowError.Code("unwritable-folder", exitStatus: 2),
      "cannot write a folder here: `\(path)`", hint: "name another folder with `-o`")
  }

  func write(_ text: String, to name: String) throws(WinnowError) {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
    } catch {
      throw WinnowError(
        .diskFull, "cannot write: `\(path)/\(name)`",
        hint: "is there room, and may you write there?")
    }
  }

  /// Puts the complete folder in its place.
  func finish() throws(WinnowError) {
    guard let target else { return }
    try Self.checkForeign(target)
    try? FileManager.default.removeItem(atPath: store + ".lock")
    try removeLog()
    if unsafe rename(path, target) == 0 { return }
    let old = path + "-old"
    try? FileManager.default.removeItem(atPath: old)
    guard unsafe rename(target, old) == 0, unsafe rename(path, target) == 0 else {
      _ = unsafe rename(old, target)
      throw Self.unwritable(target)
    }
    try? FileManager.default.removeItem(atPath: old)
  }

  /// Readers that close last leave a log, with nothing in it that the store does not hold.
  private func removeLog() throws(WinnowError) {
    let whole = try Store(path: store)
    try whole.emptyLog()
    whole.close()
    let log = store + "-wal"
    let attributes = try? FileManager.default.attributesOfItem(atPath: log)
    guard (attributes?[.size] as? NSNumber)?.int64Value == 0 else { return }
    for file in [log, store + "-shm"] { try? FileManager.default.removeItem(atPath: file) }
  }

  /// Removes what is not in its place.
  func discard() { try? FileManager.default.removeItem(atPath: path) }
}

extension WinnowError.Code {
  static let foreignAuditFolder = Self("foreign-folder", exitStatus: 2)
}
