internal import Foundation
package import Records

/// Holds a store for one process: a second writer is told who has it.
///
/// The lock is the operating system's, on a file beside the store; it ends with the process, however that
/// ends.
package final class StoreLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock of the store at `path`.
  ///
  /// - Throws: `WinnowError` `store-busy` when another process has it.
  package init(path: String, command: String) throws(WinnowError) {
    let file = path + ".lock"
    let folder = PathText.parent(path)
    if !folder.isEmpty {
      try? FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true)
    }
    let descriptor = unsafe open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw WinnowError(
        .storeFailed,
        "no lock can be made beside the store (\(unsafe String(cString: strerror(errno)))): `\(file)`",
        hint: "is the folder writable?")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
      close(descriptor)
      throw WinnowError(
        .storeBusy,
        "another winnow holds the store (\(holder.isEmpty ? "unknown" : holder)): `\(path)`",
        hint: "wait for it, or name another `store:`")
    }
    self.descriptor = descriptor
    let text = "process \(getpid()): \(command)"
    ftruncate(descriptor, 0)
    _ = unsafe text.utf8.withContiguousStorageIfAvailable { bytes in
      unsafe pwrite(descriptor, bytes.baseAddress, bytes.count, 0)
    }
  }

  deinit { close(descriptor) }
}
