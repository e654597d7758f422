internal import Pipeline
package import Records

/// The input files a pattern names.
package enum InputPaths {
  /// Finds the files that `pattern` names.
  ///
  /// A pattern is a file; a folder, which stands for all files in it and below; a glob with `*`,
  /// `?`, `[a-z]`, `{a,b}` and `**` (any folders, also none), which names files; or `-` for
  /// standard input. A file whose name holds such characters is found by its plain name first.
  /// Hidden files, and what macOS leaves beside files (`._name`, `__MACOSX`), are not looked for in
  /// folders. Links to files are followed; links to folders only where the pattern names them, so
  /// that there is no way in circles.
  ///
  /// - Parameters:
  ///   - pattern: as the user wrote it.
  ///   - folder: what a relative pattern is relative to; empty for the present one.
  /// - Returns: paths, each once, sorted by their bytes; `folder` stands before relative ones.
  /// - Throws: `no-input` where nothing matches, or a folder on the way cannot be read.
  package static func expand(
    _ pattern: String, relativeTo folder: String
  ) throws(WinnowError) -> [String] {
    if pattern == "-" { return ["-"] }
    guard !pattern.isEmpty else { throw noInput("the path is empty") }
    guard !pattern.utf8.contains(0) else { throw noInput("the path holds a NUL character") }
    let path = pattern.hasPrefix("/") ? pattern : join(folder, pattern)
    if let kind = Folder.kind(of: path) {
      guard kind == .folder || kind == .linkToFolder else { return [path] }
      let files = try below(path)
      guard !files.isEmpty else {
        throw noInput(
          "no files in the folder: `\(path)`",
          hint:
            "hidden files, `__MACOSX` and `_SUCCESS` are not looked at in folders"
        )
      }
      return sorted(files)
    }
    guard GlobPattern.isPattern(pattern) else { throw missing(path, pattern) }
    return try matches(of: pattern, at: path)
  }

  /// `folder` and `name` as one path.
  static func join(_ folder: String, _ name: String) -> String {
    if folder.isEmpty || folder == "." { return name }
    return folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
  }

  private static func matches(of pattern: String, at path: String) throws(WinnowError) -> [String] {
    // The folder is no part of the pattern: its name may hold any character.
    guard let patterns = BraceExpansion.expand(pattern) else {
      throw noInput(
        "the braces stand for more than \(BraceExpansion.limit) patterns: `\(pattern)`")
    }
    let root =
      pattern.hasPrefix("/")
      ? "/" : String(decoding: path.utf8.dropLast(pattern.utf8.count), as: UTF8.self)
    var found: [String] = []
    var folders = 0
    for pattern in patterns {
      let parts = pattern.split(separator: "/").filter { $0 != "." }.map(String.init)
      try walk(root, parts[...], &found, &folders)
    }
    guard found.isEmpty else { return sorted(found) }
    throw noInput(
      "no file matches: `\(pattern)`",
      hint: folders > 0
        ? "it matches folders only; for the files in them add `/**`"
        : "it was looked for in `\(root.isEmpty ? "." : root)`")
  }

  /// Collects the files below `folder` that match `parts`, a pattern per level.
  private static func walk(
    _ folder: String, _ parts: ArraySlice<String>, _ found: inout [String], _ folders: inout Int
  ) throws(WinnowError) {
    guard let part = parts.first else { return }
    let rest = parts.dropFirst()
    if part == "**" {
      // Several in a row stand for the same.
      if rest.first == "**" { return try walk(folder, rest, &found, &folders) }
      guard !rest.isEmpty else {
        found += try below(folder)
        return
      }
      try walk(folder, rest, &found, &folders)
      for entry in try list(folder) where entry.kind == .folder && isLookedAt(entry.name) {
        try walk(join(folder, entry.name), parts, &found, &folders)
      }
      return
    }
    for (path, kind) in try step(from: folder, by: part) {
      if !rest.isEmpty {
        if kind == .folder || kind == .linkToFolder { try walk(path, rest, &found, &folders) }
      } else if kind == .file {
        found.append(path)
      } else {
        folders += 1
      }
    }
  }

  /// What in `folder` matches one level of a pattern.
  private static func step(
    from folder: String, by part: String
  ) throws(WinnowError) -> [(path: String, kind: Folder.Kind)] {
    guard GlobPattern.isPattern(part) else {
      let path = join(folder, part)
      return Folder.kind(of: path).map { [(path, $0)] } ?? []
    }
    let pattern = GlobPattern(part)
    return try list(folder).filter { pattern.matches($0.name) && !isJunk($0.name) }
      .map { (join(folder, $0.name), $0.kind) }
  }

  /// All files in `folder` and below.
  private static func below(_ folder: String) throws(WinnowError) -> [String] {
    var files: [String] = []
    var open = [folder]
    while let next = open.popLast() {
      for entry in try list(next) where isLookedAt(entry.name) {
        switch entry.kind {
        case .file: files.append(join(next, entry.name))
        case .folder: open.append(join(next, entry.name))
        case .linkToFolder, .special: continue
        }
      }
    }
    return files
  }

  private static func list(_ folder: String) throws(WinnowError) -> [Folder.Entry] {
    switch Folder.list(folder) {
    case .success(let entries): return entries
    case .failure(let failure):
      throw noInput("cannot list the folder: \(failure.reason): `\(folder)`")
    }
  }

  private static func isLookedAt(_ name: String) -> Bool { !name.hasPrefix(".") && !isJunk(name) }

  private static func isJunk(_ name: String) -> Bool {
    name.hasPrefix("._") || name == "__MACOSX" || isMark(name)
  }

  /// What Spark and Hadoop put beside the files of a table.
  private static func isMark(_ name: String) -> Bool {
    ["_SUCCESS", "_metadata", "_common_metadata"].contains(name)
  }

  private static func sorted(_ paths: [String]) -> [String] {
    // By bytes, not by `String`'s own order, and equal only if the bytes are.
    let sorted = paths.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return sorted.enumerated().filter { index, path in
      index == 0 || !path.utf8.elementsEqual(sorted[index - 1].utf8)
    }.map(\.element)
  }

  private static func missing(_ path: String, _ pattern: String) -> WinnowError {
    if pattern.hasPrefix("~") {
      return noInput(
        "no such file or folder: `\(path)`", hint: "`~` stands for no folder here: write it out")
    }
    let cut = path.lastIndex(of: "/")
    let folder = cut.map { path[...$0] } ?? ""
    let name = String(path[(cut.map(path.index(after:)) ?? path.startIndex)...])
    let entries = try? Folder.list(folder.isEmpty ? "." : String(folder)).get()
    let siblings = (entries ?? []).map(\.name)
    return noInput(
      "no such file or folder: `\(path)`",
      hint: didYouMean(name, among: siblings.sorted()).map { "did you mean `\(folder)\($0)`?" })
  }

  private static func noInput(_ message: String, hint: String? = nil) -> WinnowError {
    WinnowError(.noInput, message, hint: hint)
  }
}

extension WinnowError.Code {
  /// A path or pattern names no file.
  static let noInput = Self("no-input", exitStatus: 2)
}
