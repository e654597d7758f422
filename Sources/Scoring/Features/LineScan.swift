internal import Records

/// Counts the lines of a text by their form: lists, headings, code, tables, repeats, role markers.
struct LineScan {
  private var seen = HashTally()

  /// Lines shorter than this, without the blanks around them, are no repeats, in bytes.
  private static let shortLine = 12

  /// - Complexity: O(n) in bytes, one pass.
  mutating func read(_ text: Span<UInt8>, into facts: inout TextFacts) {
    seen.removeAll()
    var start = 0
    var isInCode = false
    var wasBlank = true
    while start < text.count {
      let end = text.lineEnd(from: start)
      let line = text.extracting(text.trimmed(start..<end))
      start = end + 1
      guard !line.isEmpty else {
        wasBlank = true
        continue
      }
      facts.lines += 1
      if wasBlank { facts.paragraphs += 1 }
      wasBlank = false
      if line.begins(with: "```") || line.begins(with: "~~~") {
        // A fence that ends in its own line is code within a line.
        if line.count < 6 || !line.extracting(3..<line.count).contains(0x60) {
          isInCode.toggle()
          if isInCode { facts.codeBlocks += 1 }
        }
        continue
      }
      if isInCode {
        facts.codeLines += 1
      } else {
        classify(line, &facts)
      }
      if line.count >= Self.shortLine, seen.add(line.hash) > 1 { facts.duplicateLines += 1 }
    }
    facts.hasOpenFence = isInCode
    facts.isUnfinished = isInCode || text.stopsInSentence
    readEnds(text, &facts)
  }

  private func readEnds(_ text: Span<UInt8>, _ facts: inout TextFacts) {
    let all = text.trimmed(0..<text.count)
    guard let first = all.first, let last = all.last else { return }
    facts.startsBlank = first > 0
    facts.endsBlank = last + 1 < text.count
    facts.startsLower = text[first] >= 0x61 && text[first] <= 0x7A
    facts.ending =
      switch text[last] {
      case 0x3F: .question
      case 0x2E, 0x21, 0x60, 0x22, 0x27, 0x29: .stop
      case 0x3A, 0x2C, 0x3B: .joining
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: .word
      default: .other
      }
  }

  private func classify(_ line: Span<UInt8>, _ facts: inout TextFacts) {
    let second = line.count > 1 ? line[1] : 0x20
    switch line[0] {
    case 0x2D, 0x2B, 0x2A:  // - + *
      if second == 0x20 || second == 0x09 { facts.bullets += 1 }
    case 0xE2:  // • ‣ ● ▪ ◦
      if line.begins(with: "•") || line.begins(with: "●") || line.begins(with: "▪")
        || line.begins(with: "◦") || line.begins(with: "‣")
      {
        facts.bullets += 1
      }
    case 0x30...0x39:
      var i = 1
      while i < line.count, i < 4, line[i] >= 0x30, line[i] <= 0x39 { i += 1 }
      if i < line.count, line[i] == 0x2E || line[i] == 0x29,
        i + 1 == line.count || line[i + 1] == 0x20
      {
        facts.numbered += 1
      }
    case 0x23:  // #
      var i = 1
      while i < line.count, i < 6, line[i] == 0x23 { i += 1 }
      if i < line.count, line[i] == 0x20 { facts.headings += 1 }
    case 0x7C:  // |
      if line[line.count - 1] == 0x7C, line.count > 2 { facts.tableRows += 1 }
    default: break
    }
    if line.isRoleMarker { facts.roleMarkers += 1 }
  }
}

extension Span<UInt8> {
  /// The offset of the first line feed from `start` on, or the end.
  fileprivate func lineEnd(from start: Int) -> Int {
    var i = start
    while i < count, self[i] != 0x0A { i += 1 }
    return i
  }

  /// `range` without blanks and controls at its ends.
  fileprivate func trimmed(_ range: Range<Int>) -> Range<Int> {
    var lower = range.lowerBound
    var upper = range.upperBound
    while lower < upper, self[lower] <= 0x20 { lower += 1 }
    while upper > lower, self[upper - 1] <= 0x20 { upper -= 1 }
    return lower..<upper
  }

  /// Whether it begins with `text`.
  func begins(with text: StaticString) -> Bool {
    count >= text.utf8CodeUnitCount && holds(text, 0..<text.utf8CodeUnitCount)
  }

  fileprivate func contains(_ byte: UInt8) -> Bool {
    for i in indices where self[i] == byte { return true }
    return false
  }

  /// A hash of all bytes, the same everywhere.
  var hash: UInt64 {
    var hash: UInt64 = 0x6C69_6E65 ^ UInt64(count)
    var i = 0
    while i < count {
      hash = (hash ^ UInt64(self[i])) &* 0x9E37_79B9_7F4A_7C15
      i += 1
    }
    return SplitMix64.mix(hash)
  }

  /// Whether the line hands the word to a speaker, as transcripts and chat templates do.
  fileprivate var isRoleMarker: Bool {
    switch self[0] {
    case 0x48: begins(with: "Human:") || begins(with: "H:")
    case 0x41: begins(with: "Assistant:") || begins(with: "AI:")
    case 0x55: begins(with: "User:")
    case 0x53: begins(with: "System:")
    case 0x3C: begins(with: "<|") || begins(with: "<s>") || begins(with: "</s>")
    case 0x5B: begins(with: "[INST]") || begins(with: "[/INST]")
    case 0x23:
      begins(with: "### Human") || begins(with: "### Assistant")
        || begins(with: "### Instruction") || begins(with: "### Response")
    default: false
    }
  }

  /// Whether the last line is prose in which a sentence ended and the last one does not.
  ///
  /// A rough form of `Filters`' `TextEnding`, for a feature and no verdict.
  fileprivate var stopsInSentence: Bool {
    let all = trimmed(0..<count)
    guard let last = all.last else { return false }
    let byte = self[last]
    let isLetter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A
    guard isLetter || byte == 0x2C || byte == 0x28 || byte == 0x2D else { return false }
    var i = last
    var isAfterBlank = false
    while i > 0, self[i - 1] != 0x0A {
      i -= 1
      if isAfterBlank, self[i] == 0x2E || self[i] == 0x3F || self[i] == 0x21 { return true }
      isAfterBlank = self[i] == 0x20
    }
    return last - i > 80
  }
}
