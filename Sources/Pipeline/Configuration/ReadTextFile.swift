internal import Foundation
package import Records

/// The bytes of a small file that a person wrote, such as a pipeline or a mapping.
///
/// - Throws: `unreadable-file` if it is not there, a folder, not readable, or longer than
///   `ConfigNode.maxBytes`.
package func readTextFile(_ path: String, what: String) throws(WinnowError) -> [UInt8] {
  func problem(_ message: String, hint: String? = nil) -> WinnowError {
    WinnowError(.unreadableFile, "\(message): \(quoted(path))", hint: hint)
  }
  var isFolder: ObjCBool = false
  guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
    throw problem("no such \(what)", hint: "check the path; it is relative to the current folder")
  }
  guard !isFolder.boolValue else { throw problem("the \(what) is a folder") }
  guard let handle = FileHandle(forReadingAtPath: path) else {
    throw problem("the \(what) cannot be opened", hint: "check its permissions")
  }
  defer { try? handle.close() }
  let bytes: Data?
  do {
    bytes = try handle.read(upToCount: ConfigNode.maxBytes + 1)
  } catch {
    throw problem("the \(what) cannot be read")
  }
  guard let bytes, bytes.count <= ConfigNode.maxBytes else {
    guard bytes != nil else { return [] }
    throw problem(
      "the \(what) is longer than \(ConfigNode.maxBytes >> 20) MiB",
      hint: "is this the file you meant, or is it data?")
  }
  return [UInt8](bytes)
}
