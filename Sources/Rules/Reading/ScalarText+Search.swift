extension ScalarText {
  /// How often `wanted` occurs without overlap, in any case.
  ///
  /// - Complexity: O(scalars) for the ordinary text; times the length of `wanted` at worst.
  func occurrences(of wanted: String) -> Int {
    let wanted = wanted.unicodeScalars.map(Self.folded)
    guard let first = wanted.first else { return 0 }
    var found = 0
    var i = 0
    while i + wanted.count <= count {
      if folded[i] == first, starts(folded, at: i, wanted) {
        found += 1
        i += wanted.count
      } else {
        i += 1
      }
    }
    return found
  }

  /// Whether `wanted` occurs as whole words, in any case: its ends are borders of words.
  func containsWord(_ wanted: String) -> Bool {
    let wanted = wanted.unicodeScalars.map(Self.folded)
    guard let first = wanted.first else { return false }
    var i = 0
    while i + wanted.count <= count {
      if folded[i] == first, starts(folded, at: i, wanted), isBorder(i),
        isBorder(i + wanted.count)
      {
        return true
      }
      i += 1
    }
    return false
  }

  /// Whether a word begins or ends before the scalar at `index`.
  private func isBorder(_ index: Int) -> Bool { has(index - 1, .word) != has(index, .word) }

  /// Whether `wanted` occurs as it is written.
  func contains(exactly wanted: String) -> Bool {
    let wanted = Array(wanted.unicodeScalars)
    guard let first = wanted.first else { return true }
    var i = 0
    while i + wanted.count <= count {
      if scalars[i] == first, starts(scalars, at: i, wanted) { return true }
      i += 1
    }
    return false
  }

  /// Whether the scalars of `range` begin with `wanted` but for its outer blanks, in any case.
  func begins(_ range: Range<Int>, with wanted: String) -> Bool {
    let wanted = Self.foldedTrimmed(wanted)
    return range.count >= wanted.count && starts(folded, at: range.lowerBound, wanted)
  }

  /// Whether the scalars of `range` end with `wanted` but for its outer blanks, in any case.
  func ends(_ range: Range<Int>, with wanted: String) -> Bool {
    let wanted = Self.foldedTrimmed(wanted)
    return range.count >= wanted.count
      && starts(folded, at: range.upperBound - wanted.count, wanted)
  }

  private static func foldedTrimmed(_ text: String) -> [Unicode.Scalar] {
    let text = ScalarText(text)
    return Array(text.folded[text.trimmed])
  }

  /// How often one of the scalars of `wanted` occurs, in any case.
  func count(ofLetter wanted: String) -> Int {
    let wanted = ScalarText(wanted)
    let letters = Array(wanted.folded[wanted.trimmed])
    guard letters.count == 1, let letter = letters.first else {
      return occurrences(of: wanted.string(wanted.trimmed))
    }
    return folded.reduce(0) { $1 == letter ? $0 + 1 : $0 }
  }
}
