/// A run of words to find: `any|other` for one of several, a last `?` for what may be missing, `_` for any
/// one word.
///
/// A literal is not taken apart before it is needed: words are compared by hash while its bytes are read, so
/// that phrases can be written where they are used.
struct Phrase: ExpressibleByStringLiteral, Sendable {
  private let pattern: String

  init(stringLiteral text: String) { pattern = text }

  /// Hashes of the words that the phrase may begin with; `nil` if any word may.
  var firstWords: [UInt64]? {
    var hashes: [UInt64] = []
    var cursor = PhraseCursor(pattern)
    while let part = cursor.nextPart(into: &hashes) {
      if part.isAny { return nil }
      if !part.isOptional { break }
    }
    return hashes
  }

  /// The end of the phrase if it begins at `index`; no way is tried twice.
  func end(at index: Int, in tokens: [PromptToken], until limit: Int) -> Int? {
    var i = index
    var cursor = PhraseCursor(pattern)
    while let part = cursor.nextPart(matching: i < limit ? tokens[i].hash : 0) {
      if part.matches || part.isAny && i < limit && tokens[i].isWord {
        i += 1
      } else if !part.isOptional {
        return nil
      }
    }
    return i > index ? i : nil
  }

  /// Where the phrase first stands at or after `start`.
  func first(in tokens: [PromptToken], from start: Int, until limit: Int) -> Range<Int>? {
    guard start < limit else { return nil }
    let firstWords = firstWords
    for i in start..<limit {
      if let firstWords, !firstWords.contains(tokens[i].hash) { continue }
      if let end = end(at: i, in: tokens, until: limit) { return i..<end }
    }
    return nil
  }
}

/// Reads a phrase's parts from its bytes.
private struct PhraseCursor {
  private var bytes: String.UTF8View.Iterator

  init(_ pattern: String) { bytes = pattern.utf8.makeIterator() }

  struct Part {
    var isOptional = false
    var isAny = false
    var matches = false
  }

  /// The next part; whether one of its words has the hash `wanted`. `nil` at the end.
  mutating func nextPart(matching wanted: UInt64) -> Part? {
    read { hash, part in if hash == wanted { part.matches = true } }
  }

  /// The next part; the hashes of its words are added to `hashes`.
  mutating func nextPart(into hashes: inout [UInt64]) -> Part? {
    read { hash, _ in hashes.append(hash) }
  }

  private mutating func read(_ body: (UInt64, inout Part) -> Void) -> Part? {
    var part = Part()
    var hash = WordHash()
    var isEmpty = true
    while let byte = bytes.next() {
      switch byte {
      case UInt8(ascii: " "):
        if !isEmpty { body(hash.value, &part) }
        return part
      case UInt8(ascii: "|"):
        body(hash.value, &part)
        hash = WordHash()
      case UInt8(ascii: "?"): part.isOptional = true
      case UInt8(ascii: "_"): part.isAny = true
      default: hash.add(byte)
      }
      isEmpty = false
    }
    if isEmpty { return nil }
    body(hash.value, &part)
    return part
  }
}

/// A hash of a word's bytes: FNV-1a of 64 bits, never 0.
struct WordHash {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }

  static func of(_ text: String) -> UInt64 {
    var hash = WordHash()
    for byte in text.utf8 { hash.add(byte) }
    return hash.value
  }
}
