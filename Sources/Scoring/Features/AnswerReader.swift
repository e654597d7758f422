internal import Records

/// Reads prompts and answers for their features. Keeps its memory between texts; one for each worker.
final class AnswerReader {
  private let options: FeatureOptions
  private let wordNgrams: WordNgrams
  private let characterNgrams: CharacterNgrams
  private var decoded = DecodedText()
  private var tokens = TokenList()
  private var dense = DenseReader()
  private var wordCounter: TermCounter
  private var characterCounter: TermCounter
  private var text: [UInt8] = []
  /// `nil` before the first, and after one of messages.
  private var lastPrompt: [UInt8]?

  /// - Parameter options: clamped.
  init(_ options: FeatureOptions) {
    self.options = options
    wordNgrams = WordNgrams(bits: options.wordBits, seed: options.hashSeed)
    characterNgrams = CharacterNgrams(bits: options.characterBits, seed: options.hashSeed)
    wordCounter = TermCounter(bits: options.wordBits)
    characterCounter = TermCounter(bits: options.characterBits)
  }

  /// Takes in the prompt to which answers will be read.
  func read(prompt: Body, in arena: ByteArena) {
    if options.onlyWords { return }
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

  /// Reads an answer to the prompt.
  ///
  /// - Complexity: O(n) in bytes.
  func read(_ body: Body, in arena: ByteArena, into terms: inout AnswerTerms) {
    readText(body, .all, in: arena)
    decoded.read(text.span)
    tokens.read(decoded)
    wordNgrams.gather(tokens, into: &wordCounter)
    wordCounter.count(into: &terms.words)
    if options.onlyWords {
      terms.characters = TermCounts()
      terms.dense = [Float](repeating: 0, count: DenseFeature.all.count)
      return
    }
    characterNgrams.gather(decoded, into: &characterCounter)
    characterCounter.count(into: &terms.characters)
    let answer = text
    dense.read(answer.span, decoded, tokens, into: &terms.dense)
  }

  private func readText(_ body: Body, _ part: AnswerText.Part, in arena: ByteArena) {
    AnswerText.read(body, in: arena, part, into: &text)
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
