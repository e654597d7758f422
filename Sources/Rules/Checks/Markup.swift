/// Counts of what markup shows. Each is one pass over the scalars.
extension ScalarText {
  /// Lines that begin, after blanks, with `*` and no second one, or with `-`. Blank lines before belong to it.
  func bulletCount() -> Int {
    lineMarks("*") { i in i + 1 < count && scalars[i + 1] != "*" } + lineMarks("-") { _ in true }
  }

  /// Counts line starts that only blanks separate from `mark`; the line's rest, or the next line where the
  /// mark ends its own, belongs to it.
  private func lineMarks(_ mark: Unicode.Scalar, _ isFit: (Int) -> Bool) -> Int {
    var found = 0
    var i = 0
    while i < count {
      var at = i
      while at < count, classes[at].contains(.blank) { at += 1 }
      if at < count, scalars[at] == mark, isFit(at) {
        found += 1
        at += mark == "*" ? 2 : 1
      }
      while at < count, scalars[at] != "\n" { at += 1 }
      i = at + 1
    }
    return found
  }

  /// Texts between single asterisks and between double ones, both not blank, on one line.
  func highlightCount() -> Int { highlights(marks: 1) + highlights(marks: 2) }

  private func highlights(marks: Int) -> Int {
    var found = 0
    var i = 0
    while i < count {
      guard scalars[i] == "*", marks == 1 || scalarIs(i + 1, "*") else {
        i += 1
        continue
      }
      var end = i + marks
      while end < count, scalars[end] != "*", scalars[end] != "\n" { end += 1 }
      if scalarIs(end, "*"), marks == 1 || scalarIs(end + 1, "*") {
        if !isBlank(i + marks..<end) { found += 1 }
        i = end + marks
      } else {
        i = marks == 1 ? max(i + 1, end) : i + 1
      }
    }
    return found
  }

  /// Texts in square brackets on one line; the first closing bracket ends one.
  func placeholderCount() -> Int {
    var found = 0
    var open = false
    for scalar in scalars {
      switch scalar {
      case "[": open = true
      case "\n": open = false
      case "]":
        if open { found += 1 }
        open = false
      default: break
      }
    }
    return found
  }

  /// Places of `marker`, perhaps a blank, and a digit.
  func sectionCount(_ marker: String) -> Int {
    let wanted = Array(marker.unicodeScalars)
    guard !wanted.isEmpty else { return 0 }
    var found = 0
    var i = 0
    while i + wanted.count < count {
      var end = i + wanted.count
      guard starts(scalars, at: i, wanted) else {
        i += 1
        continue
      }
      if has(end, .blank) { end += 1 }
      if has(end, .digit) { found += 1 }
      i = max(i + 1, has(end, .digit) ? end : i + 1)
    }
    return found
  }

  /// Whether some line has a text that is not only blanks and brackets between `<<` and `>>`.
  func hasTitle() -> Bool {
    lines.contains { line in
      guard let open = firstPair("<", in: line), let close = lastPair(">", in: line),
        open + 3 <= close
      else { return false }
      var (low, high) = (open, close + 2)
      while low < high, scalars[low] == "<" { low += 1 }
      while low < high, scalars[high - 1] == ">" { high -= 1 }
      return !isBlank(low..<high)
    }
  }

  private func firstPair(_ scalar: Unicode.Scalar, in line: Range<Int>) -> Int? {
    line.first { scalars[$0] == scalar && $0 + 1 < line.upperBound && scalars[$0 + 1] == scalar }
  }

  private func lastPair(_ scalar: Unicode.Scalar, in line: Range<Int>) -> Int? {
    line.last { scalars[$0] == scalar && $0 + 1 < line.upperBound && scalars[$0 + 1] == scalar }
  }

  /// Whether a postscript's marker occurs: its letters in any case, `P.S.` with a blank allowed inside.
  func hasPostscript(_ marker: String) -> Bool {
    let letters = marker.unicodeScalars.map(Self.folded).filter { $0 != "." }
    let isDotted = letters == ["p", "s"] || letters == ["p", "p", "s"]
    guard isDotted, marker.contains(".") else { return occurrences(of: marker) > 0 }
    return folded.indices.contains { spells(letters, at: $0) }
  }

  /// Whether `letters`, each but the last with a dot and perhaps a blank behind it, stand at `index`; `P.S.`
  /// has a last dot too.
  private func spells(_ letters: [Unicode.Scalar], at index: Int) -> Bool {
    var i = index
    for (position, letter) in letters.enumerated() {
      guard i < count, folded[i] == letter else { return false }
      i += 1
      let isLast = position == letters.count - 1
      if isLast && letters.count == 3 { return true }
      guard scalarIs(i, ".") else { return false }
      i += 1
      if !isLast, has(i, .blank) { i += 1 }
    }
    return true
  }
}
