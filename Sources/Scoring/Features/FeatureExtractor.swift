package import Records

/// Makes the features of pairs for a spill: one for each worker, used by one at a time.
package final class FeatureExtractor {
  private let spill: FeatureSpill
  private let options: FeatureOptions
  private let wordNgrams: WordNgrams
  private let characterNgrams: CharacterNgrams
  private var decoded = DecodedText()
  private var tokens = TokenList()
  private var dense = DenseReader()
  private var wordCounter: TermCounter
  private var characterCounter: TermCounter
  private var words: DocumentFrequencies
  private var characters: DocumentFrequencies
  private var text: [UInt8] = []
  /// `nil` before the first, and after one of messages.
  private var lastPrompt: [UInt8]?
  private var a = AnswerTerms()
  private var b = AnswerTerms()
  private var chunk = FeatureChunk()

  /// Bytes of raw features that are kept before they are written.
  private static let chunkBytes = 1 << 20

  init(_ spill: FeatureSpill) {
    self.spill = spill
    options = spill.options
    wordNgrams = WordNgrams(bits: options.wordBits, seed: options.hashSeed)
    characterNgrams = CharacterNgrams(bits: options.characterBits, seed: options.hashSeed)
    wordCounter = TermCounter(bits: options.wordBits)
    characterCounter = TermCounter(bits: options.characterBits)
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
    read(prompt: prompt, in: arena)
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

  private func read(prompt: Body, in arena: ByteArena) {
    readText(prompt, .all, in: arena)
    // Pairs of one prompt often follow each other.
    guard prompt.form == .messages || text != lastPrompt else { return }
    lastPrompt = text
    decoded.read(text.span)
    tokens.read(decoded)
    dense.readPrompt(decoded, tokens)
    if prompt.form == .messages {
      lastPrompt = nil
      readText(prompt, .lastUserTurn, in: arena)
      decoded.read(text.span)
      tokens.read(decoded)
    }
    let question = text
    dense.readQuestion(question.span, decoded, tokens)
  }

  private func read(
    _ body: Body, in arena: ByteArena, _ fitted: Bool, into terms: inout AnswerTerms
  ) {
    readText(body, .all, in: arena)
    decoded.read(text.span)
    tokens.read(decoded)
    wordNgrams.gather(tokens, into: &wordCounter)
    wordCounter.count(into: &terms.words)
    characterNgrams.gather(decoded, into: &characterCounter)
    characterCounter.count(into: &terms.characters)
    let answer = text
    dense.read(answer.span, decoded, tokens, into: &terms.dense)
    guard fitted else { return }
    words.add(terms.words)
    characters.add(terms.characters)
  }

  private func readText(_ body: Body, _ part: AnswerText.Part, in arena: ByteArena) {
    let bytes = unsafe arena[body.slice].assumingMemoryBound(to: UInt8.self)
    unsafe AnswerText.read(bytes.span, body.form, part, into: &text)
    if text.count > options.maximumTextBytes {
      text.removeLast(text.count - options.maximumTextBytes)
    }
  }
}

/// The features of an answer before anything is weighed.
struct AnswerTerms {
  var words = TermCounts()
  var characters = TermCounts()
  var dense: [Float] = []
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
