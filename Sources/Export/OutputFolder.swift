internal import Foundation
internal import Records

/// The folder of an export: written beside its place under a temporary name, and exchanged in when
/// complete.
///
/// A folder that winnow did not write is never touched. What a killed run left is removed by the
/// next.
struct OutputFolder {
  /// Without symbolic links, so that the folder is exchanged and not the link to it.
  let path: String
  private let shown: String

  init(_ path: String) {
    shown = path
    var path = path
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    self.path = Self.resolved(path)
  }

  private static func resolved(_ path: String) -> String {
    let url = URL(fileURLWithPath: path)
    return FileManager.default.fileExists(atPath: path) ? url.resolvingSymlinksInPath().path : path
  }

  /// Checks that the folder may be replaced and its place can be written, without changing
  /// anything.
  ///
  /// - Throws: `foreign-folder`, `unwritable-folder`, at `mark`.
  func check(mark: SourceMark?) throws(WinnowError) {
    guard var error = foreign ?? (parentIsWritable ? nil : unwritable) else { return }
    error.mark = mark
    throw error
  }

  /// Why the folder is not replaced; `nil` if nothing is there, or it is empty, or winnow wrote all
  /// of it.
  private var foreign: WinnowError? {
    let files = FileManager.default
    var isFolder: ObjCBool = false
    guard unsafe files.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
    let names = isFolder.boolValue ? try? files.contentsOfDirectory(atPath: path) : nil
    if names?.isEmpty == true { return nil }
    guard names != nil, let manifest = Manifest.read(folder: path) else {
      return WinnowError(
        .foreignFolder, "winnow did not write what is here, and does not replace it: `\(shown)`",
        hint: "name another folder, or move this one away")
    }
    guard let file = manifest.foreignFile(in: path) else { return nil }
    return WinnowError(
      .foreignFolder, "a file here is not winnow's and would be lost: `\(shown)/\(file)`",
      hint: "move it away, or name another folder")
  }

  private var unwritable: WinnowError {
    WinnowError(
      WinnowError.Code("unwritable-folder", exitStatus: 2),
      "cannot write a folder here: `\(shown)`",
      hint: "name another folder, or change the permissions of `\(existingParent)`")
  }

  private var parent: String {
    let parent = PathText.parent(path)
    return parent.isEmpty ? "." : parent
  }

  /// The nearest folder above that is there; those between are made when the export runs.
  private var existingParent: String {
    var folder = parent
    while !FileManager.default.fileExists(atPath: folder) {
      let above = PathText.parent(folder)
      guard !above.isEmpty, above != folder else { return above.isEmpty ? "." : above }
      folder = above
    }
    return folder
  }

  private var parentIsWritable: Bool {
    var isFolder: ObjCBool = false
    return unsafe FileManager.default.fileExists(atPath: existingParent, isDirectory: &isFolder)
      && isFolder.boolValue && access(existingParent, W_OK | X_OK) == 0
  }

  /// Where the export of the run `digest` is written until it is complete.
  func temporary(_ digest: PublicID) -> String {
    path + Self.marker + digest.description.prefix(8)
  }

  private static let marker = ".winnow-tmp-"
  /// The end of the name under which an old folder waits for the new one to be in its place.
  private static let aside = "-old"

  /// Makes the temporary folder, after removing what killed runs left.
  func begin(_ digest: PublicID) throws(WinnowError) -> String {
    try check(mark: nil)
    removeLeftovers()
    let temporary = temporary(digest)
    do {
      try FileManager.default.createDirectory(
        atPath: temporary + "/data", withIntermediateDirectories: true)
    } catch { throw OutputFile.failure(temporary) }
    return temporary
  }

  private func removeLeftovers() {
    let name = PathText.name(path) + Self.marker
    let names = (try? FileManager.default.contentsOfDirectory(atPath: parent)) ?? []
    for found in names where found.hasPrefix(name) {
      // Over an existing folder this fails, and the old one is not needed.
      if found.hasSuffix(Self.aside), unsafe rename("\(parent)/\(found)", path) == 0 { continue }
      try? FileManager.default.removeItem(atPath: "\(parent)/\(found)")
    }
  }

  /// Puts the complete `temporary` folder in its place.
  func exchange(_ temporary: String) throws(WinnowError) {
    try check(mark: nil)
    // Over nothing or an empty folder a plain rename is atomic.
    if unsafe rename(temporary, path) == 0 { return }
    guard errno == ENOTEMPTY || errno == EEXIST else { throw OutputFile.failure(path) }
    // For a moment nothing is there; a kill just then leaves the old one aside, and the next run
    // puts it back.
    let old = temporary + Self.aside
    try OutputFile.rename(path, to: old)
    guard unsafe rename(temporary, path) == 0 else {
      let error = OutputFile.failure(path)
      _ = unsafe rename(old, path)
      throw error
    }
    discard(old)
  }

  /// Removes what an earlier run wrote, and the `temporary` folder; an empty folder of somebody else stays.
  func remove(by temporary: String) throws(WinnowError) {
    try check(mark: nil)
    discard(temporary)
    guard Manifest.read(folder: path) != nil else { return }
    // Under the temporary name first: a killed run leaves the whole folder or none, and the next removes
    // the rest.
    try OutputFile.rename(path, to: temporary)
    discard(temporary)
  }

  /// Removes a temporary folder; what cannot be removed now, the next run removes.
  func discard(_ temporary: String) {
    try? FileManager.default.removeItem(atPath: temporary)
  }
}

extension WinnowError.Code {
  static let foreignFolder = Self("foreign-folder", exitStatus: 2)
}
