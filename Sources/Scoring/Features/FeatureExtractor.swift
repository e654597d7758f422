package import Records

/// Makes the features of pairs for a spill: one for each worker, used by one at a time.
package final class FeatureExtractor {
  private let spill: FeatureSpill
  private let options: FeatureOptions
  private let reader: AnswerReader
  private var words: DocumentFrequencies
  private var characters: DocumentFrequencies
  private var a = AnswerTerms()
  private var b = AnswerTerms()
  private var chunk = FeatureChunk()

  /// Bytes of raw features that are kept before they are written.
  private static let chunkBytes = 1 << 20

  init(_ spill: FeatureSpill) {
    self.spill = spill
    options = spill.options
    reader = AnswerReader(options)
    words = DocumentFrequencies(bits: options.wordBits)
    characters = DocumentFrequencies(bits: options.characterBits)
  }

  /// Adds a pair; its texts are not kept.
  ///
  /// - Parameters:
  ///   - arena: where the bodies lie.
  ///   - fitted: whether the pair may be learned from: only then it counts towards document frequencies
  ///     and standard deviations.
  /// - Throws: `disk-budget` or `scratch`.
  /// - Complexity: O(n) in bytes of the texts; about 12 MB/s of answers on one core (2026-11-27).
  package func add(
    prompt: Body, a first: Body, b second: Body, in arena: ByteArena, fact: PairFact, fitted: Bool
  ) throws(WinnowError) {
    reader.read(prompt: prompt, in: arena)
    read(first, in: arena, fitted, into: &a)
    read(second, in: arena, fitted, into: &b)
    let start = chunk.bytes.count
    TermCode.append(a.words, to: &chunk.bytes)
    TermCode.append(b.words, to: &chunk.bytes)
    TermCode.append(a.characters, to: &chunk.bytes)
    TermCode.append(b.characters, to: &chunk.bytes)
    unsafe a.dense.withUnsafeBytes { unsafe chunk.bytes.append(contentsOf: $0) }
    unsafe b.dense.withUnsafeBytes { unsafe chunk.bytes.append(contentsOf: $0) }
    chunk.places.append(
      PairPlace(
        key: options.orderKey(fact.id), fact: fact, fitted: fitted, offset: start,
        count: chunk.bytes.count - start))
    if chunk.bytes.count >= Self.chunkBytes { try flush() }
  }

  /// Hands over what has been counted since the last time; to be called after the worker's last pair, and
  /// before that as often as one likes.
  package func finish() throws(WinnowError) {
    try flush()
    spill.merge(words, characters)
    words = DocumentFrequencies(bits: options.wordBits)
    characters = DocumentFrequencies(bits: options.characterBits)
  }

  private func flush() throws(WinnowError) {
    try spill.append(chunk)
    chunk.bytes.removeAll(keepingCapacity: true)
    chunk.places.removeAll(keepingCapacity: true)
  }

  private func read(
    _ body: Body, in arena: ByteArena, _ fitted: Bool, into terms: inout AnswerTerms
  ) {
    reader.read(body, in: arena, into: &terms)
    guard fitted else { return }
    words.add(terms.words)
    characters.add(terms.characters)
  }
}

/// Where the raw features of a pair lie, and what is known of it: 72 bytes.
struct PairPlace: Sendable {
  var key: UInt64
  var fact: PairFact
  var fitted: Bool
  var offset: Int
  var count: Int
}

/// Raw features of some pairs.
struct FeatureChunk: Sendable {
  var bytes: [UInt8] = []
  var places: [PairPlace] = []
}
