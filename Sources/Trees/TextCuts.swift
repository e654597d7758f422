/// Where a text can be cut into pieces that stand by themselves.
///
/// A cut lies behind the last character of a piece, so that blanks and line feeds begin the next one: a text that ends
/// where another goes on has the same pieces so far. Whether there is a cut depends on what is near it alone, never on how
/// the text goes on later. Fenced code and tables are never cut. The pieces joined are the text, byte for byte.
struct TextCuts {
  /// What a cut stands between, the coarsest first; a finer unit has the cuts of the coarser ones, too.
  enum Unit: Int, CaseIterable, Sendable {
    /// `Step 2`, and numbered items at the margin.
    case step
    /// Other items of a list.
    case item
    /// What a blank line or a heading parts.
    case paragraph
    case line
    case sentence
  }

  /// Offsets of bytes, ascending, with the coarsest unit that a piece begins with there.
  private(set) var cuts: [(offset: Int, unit: Unit)] = []
  private let text: [UInt8]
  /// Behind the last byte so far that is no blank.
  private var lastInk = 0

  init(_ text: [UInt8]) {
    self.text = text
    read()
  }

  /// Offsets of the cuts of `unit`.
  ///
  /// - Parameters:
  ///   - least: bytes that a piece has, except the last.
  ///   - most: pieces; the last of them has the rest.
  func offsets(_ unit: Unit, least: Int = 0, most: Int = .max) -> [Int] {
    var offsets: [Int] = []
    for cut in cuts where cut.unit.rawValue <= unit.rawValue {
      guard offsets.count + 1 < most else { break }
      if cut.offset - (offsets.last ?? 0) >= least { offsets.append(cut.offset) }
    }
    return offsets
  }

  // MARK: Lines

  private mutating func read() {
    var at = 0
    var isAfterBlank = false
    var fence: [UInt8] = []
    var isTable = false
    while at < text.count {
      let end = text[at...].firstIndex(of: 0x0A) ?? text.count
      let line = at..<end
      at = end + 1
      guard let ink = text[line].firstIndex(where: { !Self.isBlank($0) }) else {
        if fence.isEmpty {
          isAfterBlank = true
          isTable = false
        }
        continue
      }
      let own = ink..<(text[line].lastIndex { !Self.isBlank($0) } ?? ink) + 1
      defer {
        lastInk = own.upperBound
        isAfterBlank = false
      }
      if !fence.isEmpty {
        if own.count >= fence.count, text[own].starts(with: fence),
          text[own].allSatisfy({ $0 == fence[0] })
        {
          fence = []
        }
        continue
      }
      let marks = Self.fence(text[own])
      let tabular = marks.isEmpty && isTableLine(own, isTable: isTable, next: at)
      if isTable && tabular { continue }
      isTable = tabular
      if lastInk > 0 {
        cuts.append(
          (lastInk, isTable || !marks.isEmpty ? plain(isAfterBlank) : unit(own, line, isAfterBlank))
        )
      }
      fence = marks
      if marks.isEmpty && !isTable { sentences(own) }
    }
  }

  private func plain(_ isAfterBlank: Bool) -> Unit { isAfterBlank ? .paragraph : .line }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// The marks that open a block of code; empty for none.
  private static func fence(_ line: ArraySlice<UInt8>) -> [UInt8] {
    guard let mark = line.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else {
      return []
    }
    let marks = line.prefix { $0 == mark }
    // Three in a line that has more of them are code in a sentence.
    guard marks.count >= 3, !line[marks.endIndex...].contains(mark) else { return [] }
    return Array(marks)
  }

  /// Whether a line is of a table: it begins with a bar, and so does the next one; or a rule of bars and dashes follows
  /// it; or it has a bar and follows such a line.
  private func isTableLine(_ line: Range<Int>, isTable: Bool, next: Int) -> Bool {
    let bar = UInt8(ascii: "|")
    guard text[line].contains(bar) else { return false }
    if isTable { return true }
    guard next < text.count else { return false }
    let rule = text[next..<(text[next...].firstIndex(of: 0x0A) ?? text.count)]
    if text[line.lowerBound] == bar, rule.first(where: { !Self.isBlank($0) }) == bar { return true }
    return rule.contains(bar) && rule.contains(UInt8(ascii: "-"))
      && rule.allSatisfy {
        $0 == bar || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ":") || Self.isBlank($0)
      }
  }

  /// What a line begins with.
  private func unit(_ own: Range<Int>, _ line: Range<Int>, _ isAfterBlank: Bool) -> Unit {
    var ink = text[own]
    let isIndented = own.lowerBound - line.lowerBound >= 2
    if ink.first == UInt8(ascii: "#") {
      return isStep(ink.drop { $0 == UInt8(ascii: "#") }) ? .step : .paragraph
    }
    if Self.isBullet(ink) { return isStep(ink.dropFirst(2)) ? .step : .item }
    if isStep(ink) { return .step }
    ink = ink.drop { $0 == UInt8(ascii: "*") }
    let digits = ink.prefix { (0x30...0x39).contains($0) }
    if (1...3).contains(digits.count) {
      let rest = ink[digits.endIndex...]
      if let mark = rest.first, mark == UInt8(ascii: ".") || mark == UInt8(ascii: ")"),
        rest.dropFirst().first.map({ Self.isBlank($0) || $0 == UInt8(ascii: "*") }) ?? true
      {
        return isIndented ? .item : .step
      }
    }
    return plain(isAfterBlank)
  }

  /// `Step 2`, in any case, with or without stars before it.
  private func isStep(_ ink: ArraySlice<UInt8>) -> Bool {
    let words = ink.drop { $0 == UInt8(ascii: "*") || $0 == UInt8(ascii: "_") || Self.isBlank($0) }
    guard words.prefix(4).map({ $0 | 0x20 }) == Array("step".utf8) else { return false }
    let rest = words.dropFirst(4).drop { $0 == 0x20 || $0 == UInt8(ascii: "#") }
    return rest.first.map { (0x30...0x39).contains($0) } ?? false
  }

  private static func isBullet(_ ink: ArraySlice<UInt8>) -> Bool {
    // U+2022 is three bytes.
    if ink.starts(with: [0xE2, 0x80, 0xA2]) { return true }
    guard let mark = ink.first, "-*+".utf8.contains(mark) else { return false }
    return ink.dropFirst().first.map(isBlank) ?? false
  }

  // MARK: Sentences

  private mutating func sentences(_ line: Range<Int>) {
    var isCode = false
    var at = line.lowerBound
    while at < line.upperBound {
      let byte = text[at]
      if byte == UInt8(ascii: "`") { isCode.toggle() }
      guard !isCode, let width = mark(at, line) else {
        at += 1
        continue
      }
      var end = at + width
      while end < line.upperBound, "\"')]*_".utf8.contains(text[end]) { end += 1 }
      let isWide = width > 1
      at = end
      guard end < line.upperBound, isWide || Self.isBlank(text[end]) else { continue }
      let next = text[end..<line.upperBound].first { !Self.isBlank($0) }
      // A small letter goes on with the sentence.
      guard isWide || !(next.map { (0x61...0x7A).contains($0) } ?? true) else { continue }
      cuts.append((end, .sentence))
    }
  }

  /// How many bytes a mark has that ends a sentence at `at`; `nil` for none.
  private func mark(_ at: Int, _ line: Range<Int>) -> Int? {
    switch text[at] {
    case UInt8(ascii: "!"), UInt8(ascii: "?"): return 1
    case UInt8(ascii: "."): return isAbbreviation(at, line) ? nil : 1
    case 0xE3: return text[at...].starts(with: [0xE3, 0x80, 0x82]) ? 3 : nil
    case 0xEF:
      return text[at...].starts(with: [0xEF, 0xBC, 0x81])
        || text[at...].starts(with: [0xEF, 0xBC, 0x9F])
        ? 3 : nil
    default: return nil
    }
  }

  /// Whether the full stop at `at` belongs to a number at the head of an item, a single letter or a short form.
  private func isAbbreviation(_ at: Int, _ line: Range<Int>) -> Bool {
    // Longer words are neither: no more of them is looked at.
    let word = text[max(line.lowerBound, at - Self.longestWord)..<at].reversed().prefix {
      !Self.isBlank($0) && $0 != UInt8(ascii: "(")
    }
    if word.count == at - line.lowerBound, !word.isEmpty,
      word.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: "*") })
    {
      return true
    }
    guard word.count <= 6 else { return false }
    let letters = String(decoding: word.reversed(), as: UTF8.self)
    return letters.count == 1 && letters.first?.isUppercase == true
      || Self.shortForms.contains(letters.lowercased())
  }

  private static let longestWord = 32

  private static let shortForms: Set<String> = [
    "mr", "mrs", "ms", "dr", "st", "vs", "etc", "e.g", "i.e", "cf", "fig", "eq", "vol", "approx",
    "al",
    "jr", "sr", "prof", "inc", "ltd", "u.s", "a.m", "p.m",
  ]
}
