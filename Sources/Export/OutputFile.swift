internal import Foundation
internal import Records
internal import Store

/// The calls to the system that write files, each with its error.
enum OutputFile {
  /// Appends to the file, which is made if it is not there.
  static func append(_ bytes: [UInt8], to path: String) throws(WinnowError) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw failure(path) }
    var written = 0
    while written < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe write(descriptor, buffer.baseAddress?.advanced(by: written), buffer.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else {
        let error = failure(path)
        close(descriptor)
        throw error
      }
      written += count
    }
    // Some file systems tell only now that there was no room.
    guard close(descriptor) == 0 else { throw failure(path) }
  }

  static func rename(_ path: String, to new: String) throws(WinnowError) {
    guard unsafe Foundation.rename(path, new) == 0 else { throw failure(new) }
  }

  /// What `errno` says about writing at `path`.
  static func failure(_ path: String) -> WinnowError {
    let code = errno
    let reason = unsafe String(cString: strerror(code))
    if [ENOSPC, EDQUOT, EFBIG].contains(code) {
      return WinnowError(
        .diskFull, "no room left for the export (\(reason)): `\(path)`",
        hint: "what was there before is untouched; free some room and run the same command again")
    }
    return WinnowError(
      WinnowError.Code("unwritable-folder", exitStatus: 1), "cannot write (\(reason)): `\(path)`")
  }
}
