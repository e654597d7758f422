internal import Crypto
internal import Foundation
internal import GRDB
package import Records

/// The SHA-256 of a file, remembered by path, size, modification time and inode.
package struct FileDigest: Sendable, Equatable {
  /// 64 lower-case hexadecimal digits.
  package var sha256: String
  package var size: Int64
  var modified: Int64
  var inode: Int64

  /// The digest of the file at `path`, from the store's cache where the file looks unchanged.
  package static func of(_ path: String, cache store: Store?) throws(WinnowError) -> FileDigest {
    var digest = try look(path)
    if let store {
      let wanted = digest
      let known = try store.perform { db in
        try String.fetchOne(
          db,
          sql: """
            SELECT sha256 FROM file_digest
            WHERE path = ? AND size = ? AND modified_ns = ? AND inode = ?
            """, arguments: [path, wanted.size, wanted.modified, wanted.inode])
      }
      if let known {
        digest.sha256 = known
        return digest
      }
    }
    digest.sha256 = try read(path)
    return digest
  }

  /// Checks, after a file was read to its end, that it is still the one that was planned.
  package func confirm(_ path: String) throws(WinnowError) {
    let now = try Self.look(path)
    if now.size == size && now.modified == modified && now.inode == inode { return }
    guard try Self.read(path) == sha256 else {
      throw WinnowError(
        WinnowError.Code("file-changed", exitStatus: 1),
        "the file changed while it was read: `\(path)`",
        hint: "run the same command again: the changed file is then read as a new one")
    }
  }

  /// Keeps the digest in the store's cache.
  package func remember(_ path: String, in store: Store) throws(WinnowError) {
    try store.write { db in
      try db.execute(
        sql: """
          INSERT OR REPLACE INTO file_digest(path, size, modified_ns, inode, sha256)
          VALUES (?, ?, ?, ?, ?)
          """, arguments: [path, size, modified, inode, sha256])
    }
  }

  /// Size, time and inode without reading.
  private static func look(_ path: String) throws(WinnowError) -> FileDigest {
    var info = stat()
    guard unsafe stat(path, &info) == 0 else { throw unreadable(path) }
    // A pipe could not be read a second time, and without a writer it would hold up the run.
    guard info.st_mode & S_IFMT == S_IFREG else { throw notAFile(path, info.st_mode & S_IFMT) }
    return FileDigest(
      sha256: "", size: Int64(info.st_size),
      // Wraps past the year 2262, to which files can be dated; it is compared only.
      modified: Int64(info.st_mtim.tv_sec) &* 1_000_000_000 &+ Int64(info.st_mtim.tv_nsec),
      inode: Int64(bitPattern: UInt64(info.st_ino)))
  }

  private static func read(_ path: String) throws(WinnowError) -> String {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unreadable(path) }
    defer { close(descriptor) }
    var hash = SHA256()
    let size = 1 << 20
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
    defer { unsafe buffer.deallocate() }
    while true {
      let count = unsafe Foundation.read(descriptor, buffer.baseAddress, size)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw unreadable(path) }
      if count == 0 { break }
      unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
      as: UTF8.self)
  }

  private static func notAFile(_ path: String, _ kind: mode_t) -> WinnowError {
    let what = [S_IFIFO: "a pipe", S_IFSOCK: "a socket", S_IFDIR: "a folder"][kind] ?? "a device"
    return WinnowError(
      WinnowError.Code("unreadable-file", exitStatus: 1), "this is \(what), not a file: `\(path)`",
      hint: kind == S_IFIFO ? "pass it as standard input, whose path is `-`" : nil)
  }

  private static func unreadable(_ path: String) -> WinnowError {
    WinnowError(
      WinnowError.Code("unreadable-file", exitStatus: 1),
      "the file cannot be read (\(unsafe String(cString: strerror(errno)))): `\(path)`")
  }
}
