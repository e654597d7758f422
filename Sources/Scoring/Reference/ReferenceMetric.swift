/// A measure of how near a response is to the references of its prompt.
///
/// References are given once; then any number of responses is scored against them. A value keeps its
/// memory between texts, so each thread has a copy of its own. The result depends on the texts and the
/// options alone.
package protocol ReferenceMetric: Sendable {
  /// Forgets the references; memory is kept.
  mutating func removeReferences()

  /// Adds a reference in UTF-8. What is no UTF-8 is read byte by byte as U+FFFD where characters
  /// matter, and left as it is where they do not.
  ///
  /// - Complexity: O(n) in bytes.
  mutating func addReference(_ text: Span<UInt8>)

  /// The score of a response in UTF-8; `nil` without references, and where a text or the work it asks
  /// for is beyond `ReferenceLimits`.
  mutating func score(_ response: Span<UInt8>) -> Double?
}

extension ReferenceMetric {
  /// Puts `references` in the place of those it had.
  package mutating func prepare(_ references: [[UInt8]]) {
    removeReferences()
    for reference in references { addReference(reference.span) }
  }

  /// The score of a response given as an array.
  package mutating func score(_ response: [UInt8]) -> Double? { score(response.span) }
}

/// What a reference metric takes on before it gives no score, so that one hostile text cannot hold up a
/// run or fill the memory.
///
/// 100,000 words of English are about 600,000 bytes. Two texts at the bound that are nothing but
/// punctuation, the most tokens there can be, take BLEU half a second and 240 MB, chrF++ a tenth of a
/// second and 65 MB (2026-11-29); a worker gives back most of it with the next texts.
package enum ReferenceLimits {
  /// Bytes of all references together, and of a response.
  package static let bytes = 1 << 20

  /// Steps of 64 table cells, of a word on the way back or of a pair of lines, for the longest common
  /// subsequences of a response: some seconds. Two texts of 100,000 words take 1.6 · 10^8.
  package static let steps = 1 << 31
}

/// Where a token stands in its text.
struct TokenBound {
  /// Of its first byte.
  var start: UInt32
  /// Behind its last byte.
  var end: UInt32

  init(_ start: Int, _ end: Int) {
    // Texts are shorter than `ReferenceLimits.bytes`.
    self.start = UInt32(truncatingIfNeeded: start)
    self.end = UInt32(truncatingIfNeeded: end)
  }

  var count: Int { Int(end) - Int(start) }
}
