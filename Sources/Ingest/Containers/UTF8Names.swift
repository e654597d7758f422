internal import Glibc

/// Makes libarchive turn the names in an archive into UTF-8, whatever the locale of the process.
enum UTF8Names {
  nonisolated(unsafe) private static let locale = unsafe newlocale(1 << LC_CTYPE, "C.UTF-8", nil)

  static func during<R>(_ body: () -> R) -> R {
    guard let locale = unsafe locale else { return body() }
    // Per thread, and put back before anything else runs on it.
    let before = unsafe uselocale(locale)
    defer { _ = unsafe uselocale(before) }
    return body()
  }
}
