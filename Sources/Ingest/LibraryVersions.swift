internal import CArchive
internal import CZlib
internal import CZstd
internal import Foundation

/// A C library as it is loaded in this process.
package struct LibraryVersion: Sendable {
  package var name: String
  /// Such as `1.5.4`.
  package var version: String
  /// The oldest version that has all that is called.
  package var oldest: String
  /// The Debian package it comes from.
  package var package: String
}

/// The C libraries that reading needs.
package func libraryVersions() -> [LibraryVersion] {
  let archive = archive_version_number()
  return [
    LibraryVersion(
      name: "libarchive",
      version: "\(archive / 1_000_000).\(archive / 1000 % 1000).\(archive % 1000)",
      oldest: "3.4.0", package: "libarchive13"),
    LibraryVersion(
      name: "zlib", version: unsafe String(cString: zlibVersion()), oldest: "1.2.9",
      package: "zlib1g"),
    LibraryVersion(
      name: "zstd", version: unsafe String(cString: ZSTD_versionString()), oldest: "1.4.0",
      package: "libzstd1"),
    LibraryVersion(
      name: "simdjson", version: loadedVersion(of: "libsimdjson.so."), oldest: "14",
      package: "libsimdjson14"),
  ]
}

/// What stands after `prefix` in the name of a loaded library; simdjson has no call that tells.
///
/// `linked in` where no such file is loaded, as in a static build.
private func loadedVersion(of prefix: String) -> String {
  // By handle: a file of the kernel has no size, and `String(contentsOfFile:)` ends after one block.
  let handle = FileHandle(forReadingAtPath: "/proc/self/maps")
  let maps = String(decoding: (try? handle?.readToEnd()) ?? Data(), as: UTF8.self)
  guard let range = maps.range(of: prefix) else { return "linked in" }
  return String(maps[range.upperBound...].prefix { $0.isNumber || $0 == "." })
}
