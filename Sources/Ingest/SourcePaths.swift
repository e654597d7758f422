internal import Foundation
internal import Pipeline
internal import Records

/// The files of a source with their logical names.
enum SourcePaths {
  /// A file of a source.
  struct Found: Sendable {
    var path: String
    /// As the pipeline names it.
    var uri: String
    /// Without the pattern's own folder and without compression suffix.
    var name: String
  }

  private static let compressions = [".gz", ".zst", ".zstd", ".xz", ".bz2", ".lz4"]

  /// Finds the files that the patterns of `source` name, each once.
  static func expand(
    _ source: PipelineFile.Source, folder: String
  ) throws(WinnowError) -> [Found] {
    var found: [Found] = []
    for pattern in source.paths {
      do throws(WinnowError) {
        for path in try InputPaths.expand(pattern.value, relativeTo: folder) {
          let file = try path == "-" ? standardInput() : named(path, pattern.value, folder)
          if !found.contains(where: { $0.path == file.path }) { found.append(file) }
        }
      } catch {
        var error = error
        // On the command line there is no file to point at.
        if pattern.mark.file != "command line" { error.mark = error.mark ?? pattern.mark }
        throw error
      }
    }
    return found
  }

  static func named(_ path: String, _ pattern: String, _ folder: String) -> Found {
    // What stands before the first variable part of the pattern is no part of the name.
    let full = pattern.hasPrefix("/") ? pattern : InputPaths.join(folder, pattern)
    var name = PathText.name(path)
    let fixed = full.split(separator: "/", omittingEmptySubsequences: false)
      .prefix { !GlobPattern.isPattern(String($0)) }.joined(separator: "/")
    let base = fixed.hasSuffix("/") ? fixed : fixed + "/"
    if path.hasPrefix(base) { name = String(path.dropFirst(base.count)) }
    for suffix in compressions where name.lowercased().hasSuffix(suffix) {
      name = String(name.dropLast(suffix.count))
      break
    }
    let uri =
      folder.isEmpty || !path.hasPrefix(folder + "/") || pattern.hasPrefix("/")
      ? path : String(path.dropFirst(folder.count + 1))
    return Found(path: path, uri: uri, name: name)
  }

  /// Standard input, copied to a file without a name: its digest is needed before it is read.
  private static func standardInput() throws(WinnowError) -> Found {
    var template = Array((NSTemporaryDirectory() + "winnow-stdin-XXXXXX").utf8CString)
    let descriptor = unsafe mkstemp(&template)
    guard descriptor >= 0 else { throw failed("no temporary file can be made") }
    unsafe unlink(template)
    let size = 1 << 20
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer { unsafe buffer.deallocate() }
    while true {
      let count = unsafe read(0, buffer.baseAddress, size)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw failed("standard input cannot be read") }
      if count == 0 { break }
      var written = 0
      while written < count {
        let step = unsafe write(
          descriptor, buffer.baseAddress?.advanced(by: written), count - written)
        guard step > 0 else { throw failed("the temporary file cannot be written") }
        written += step
      }
    }
    return Found(path: "/proc/self/fd/\(descriptor)", uri: "-", name: "stdin")
  }

  private static func failed(_ what: String) -> WinnowError {
    let reason = unsafe String(cString: strerror(errno))
    return WinnowError(.badInput, "\(what) (\(reason))")
  }
}
