/// Paths as texts, cut at their slashes.
///
/// In place of `NSString`, whose `deletingLastPathComponent` traps on a relative path of one character
/// (swift-corelibs-foundation of Swift 6.3.1).
public enum PathText {
  /// What stands before the last part, without the slash between; empty where there is none.
  public static func parent(_ path: String) -> String {
    let bytes = Array(path.utf8)
    var end = bytes.count
    while end > 1, bytes[end - 1] == slash { end -= 1 }
    guard let cut = bytes[..<end].lastIndex(of: slash) else { return "" }
    var length = cut
    while length > 1, bytes[length - 1] == slash { length -= 1 }
    return length == 0 ? "/" : String(decoding: bytes[..<length], as: UTF8.self)
  }

  /// The last part, without slashes behind it; `/` for the root.
  public static func name(_ path: String) -> String {
    let parts = path.utf8.split(separator: slash)
    return parts.last.map { String(decoding: Array($0), as: UTF8.self) }
      ?? (path.isEmpty ? "" : "/")
  }

  private static let slash = UInt8(ascii: "/")
}
