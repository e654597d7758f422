/// The words and phrases that the dense features know, by hash of their words.
struct Lexicon: Sendable {
  /// A phrase by the words behind its first.
  private struct Phrase {
    var first: UInt64
    var rest: [UInt64]
    var kind: WordClass
  }

  private struct Entry {
    var hash: UInt64 = 0
    var kinds: WordClass = []
    /// Phrases that begin with the word.
    var phrases = 0..<0
  }

  /// Open addressing; a hash of 0 is a free slot.
  private var slots: [Entry] = []
  private var phrases: [Phrase] = []

  /// The one lexicon there is.
  static let shared = Lexicon(lists)

  init(_ lists: [(WordClass, String)]) {
    var decoded = DecodedText()
    var words = TokenList()
    var entries: [UInt64: Entry] = [:]
    var found: [Phrase] = []
    for (kind, list) in lists {
      for item in list.split(separator: ",") {
        let bytes = Array(item.utf8)
        decoded.read(bytes.span)
        words.read(decoded)
        guard let first = words.tokens.first?.hash else { continue }
        if words.count == 1 {
          entries[first, default: Entry(hash: first)].kinds.formUnion(kind)
        } else {
          entries[first, default: Entry(hash: first)].hash = first
          found.append(
            Phrase(first: first, rest: words.tokens.dropFirst().map(\.hash), kind: kind))
        }
      }
    }
    // Longest first, so that of two phrases of one class that begin alike the longer counts.
    phrases = found.sorted {
      $0.first != $1.first ? $0.first < $1.first : $0.rest.count > $1.rest.count
    }
    for i in phrases.indices {
      let first = phrases[i].first
      let known = entries[first]?.phrases ?? 0..<0
      entries[first]?.phrases = (known.isEmpty ? i : known.lowerBound)..<i + 1
    }
    var size = 64
    while size < 3 * entries.count { size *= 2 }
    slots = [Entry](repeating: Entry(), count: size)
    for entry in entries.values {
      var at = Int(truncatingIfNeeded: entry.hash) & (size - 1)
      while slots[at].hash != 0 { at = (at + 1) & (size - 1) }
      slots[at] = entry
    }
  }

  /// Adds the classes of word `i` of `words`, and of the phrases that begin with it, to `counts`.
  ///
  /// - Parameter counts: by bit of `WordClass`.
  /// - Returns: the classes of the word by itself.
  func count(_ words: Span<Token>, _ i: Int, into counts: inout MutableSpan<Int>) -> WordClass {
    guard let at = slot(of: words[i].hash) else { return [] }
    let table = slots.span
    let own = table[at].kinds
    Self.add(table[at].kinds, to: &counts)
    guard !table[at].phrases.isEmpty else { return own }
    var counted: WordClass = []
    for p in table[at].phrases where counted.isDisjoint(with: phrases[p].kind) {
      let rest = phrases[p].rest
      guard i + rest.count < words.count else { continue }
      var isThere = true
      for k in rest.indices where words[i + 1 + k].hash != rest[k] {
        isThere = false
        break
      }
      if isThere {
        Self.add(phrases[p].kind, to: &counts)
        counted.formUnion(phrases[p].kind)
      }
    }
    return own
  }

  /// The classes of a word by itself.
  func kinds(of hash: UInt64) -> WordClass { slot(of: hash).map { slots[$0].kinds } ?? [] }

  private func slot(of hash: UInt64) -> Int? {
    let table = slots.span
    var at = Int(truncatingIfNeeded: hash) & (table.count - 1)
    while table[at].hash != hash {
      guard table[at].hash != 0 else { return nil }
      at = (at + 1) & (table.count - 1)
    }
    return at
  }

  private static func add(_ kinds: WordClass, to counts: inout MutableSpan<Int>) {
    var bits = kinds.rawValue
    while bits != 0 {
      counts[bits.trailingZeroBitCount] += 1
      bits &= bits - 1
    }
  }
}
