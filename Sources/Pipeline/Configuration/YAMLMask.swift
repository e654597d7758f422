/// Hides from Yams what it would take without bound: aliases, which it expands, and `? ` keys, whose
/// hashes it takes once for each level of nesting.
///
/// Each `*` and `?` goes in as a letter of the private use area, so that places stay the same, and
/// comes back afterwards. A plain text that begins with one of those letters is what Yams would have
/// taken for an alias or a key.
struct Mask {
  /// What stands for `*`.
  let star: Unicode.Scalar
  /// What stands for `?`.
  let question: Unicode.Scalar

  /// `nil` for a text that leaves no two letters of the private use area.
  init?(for text: String) {
    let used = Set(text.unicodeScalars.lazy.filter { $0 >= "\u{E000}" && $0 <= "\u{F8FF}" })
    let free = (0xE000...0xF8FF as ClosedRange<UInt32>).lazy.compactMap(Unicode.Scalar.init)
      .filter { !used.contains($0) }.prefix(2)
    guard free.count == 2, let first = free.first, let last = free.last else { return nil }
    star = first
    question = last
  }

  /// `text` as Yams is to see it.
  func hide(_ text: String) -> String {
    swap(text) { $0 == "*" ? star : $0 == "?" ? question : $0 }
  }

  /// A text of Yams as it stood in the file.
  func show(_ text: String) -> String {
    swap(text) { $0 == star ? "*" : $0 == question ? "?" : $0 }
  }

  private func swap(_ text: String, _ one: (Unicode.Scalar) -> Unicode.Scalar) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(one(scalar)) }
    return String(result)
  }
}
