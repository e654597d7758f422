/// Values and levels of one leaf of the schema, for the rows of one batch.
///
/// An entry is a value, a null, or an empty list that stands above the leaf; each has its levels (Melnik et al. 2010,
/// Dremel). Levels are kept only where the schema has any.
struct LeafValues: Sendable {
  /// Definition level of each entry; empty where nothing above the leaf, nor it, can be missing.
  private(set) var definition: [UInt8] = []
  /// Repetition level of each entry; empty where there is no list above the leaf.
  private(set) var repetition: [UInt8] = []
  /// Texts one after the other; where each ends.
  private(set) var bytes: [UInt8] = []
  private(set) var ends: [Int] = []
  /// The bits of numbers; 0 and 1 of truth values.
  private(set) var words: [UInt64] = []

  /// What the values take when encoded plainly, about.
  var size: Int { bytes.count + 4 * ends.count + 8 * words.count }

  mutating func append(definition level: UInt8) { definition.append(level) }

  mutating func append(repetition level: UInt8) { repetition.append(level) }

  mutating func append(_ word: UInt64) { words.append(word) }

  mutating func append(_ text: UnsafeRawBufferPointer) {
    unsafe bytes.append(contentsOf: text)
    ends.append(bytes.count)
  }

  /// Adds a text that `body` writes to the end of the bytes; `nil` if it takes back what it wrote.
  mutating func appendText(_ body: (inout [UInt8]) -> Bool) -> Bool {
    let start = bytes.count
    guard body(&bytes) else {
      bytes.removeSubrange(start...)
      return false
    }
    ends.append(bytes.count)
    return true
  }
}
