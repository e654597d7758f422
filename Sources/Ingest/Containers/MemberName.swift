/// Names inside archives, which anyone may have written.
enum MemberName {
  /// `name` without what would move a cursor or end a line where it is printed.
  static func printable(_ name: String) -> String {
    if name.isEmpty { return "unnamed" }
    guard name.unicodeScalars.contains(where: isControl) else { return name }
    var clean = String.UnicodeScalarView()
    for scalar in name.unicodeScalars { clean.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
    return String(clean)
  }

  /// Whether macOS and no person put it there: `._name`, `__MACOSX/…`, `.DS_Store`.
  static func isMacMetadata(_ name: String) -> Bool {
    let parts = name.utf8.split(separator: UInt8(ascii: "/"))
    guard let last = parts.last else { return false }
    return last.starts(with: "._".utf8) || last.elementsEqual(".DS_Store".utf8)
      || parts.contains { $0.elementsEqual("__MACOSX".utf8) }
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.generalCategory == .control || scalar == "\u{2028}" || scalar == "\u{2029}"
  }
}
