package import Records

/// Dense features of single answers: what can be said of a text in numbers without a corpus around it.
///
/// One for each worker; keeps its memory between texts.
package final class AnswerFeatures {
  private var decoded = DecodedText()
  private var tokens = TokenList()
  private var dense = DenseReader()
  private var text: [UInt8] = []
  private var row: [Float] = []
  private let longest: Int
  /// - Parameter longest: bytes that are read of a text.
  package init(longest: Int = .max) { self.longest = longest }

  /// Numbers of an answer.
  package static var dimension: Int { DenseFeature.all.count }

  /// Takes in the prompt to which answers will be read.
  package func read(prompt: Body, in arena: ByteArena) {
    read(prompt, .all, in: arena)
    dense.readPrompt(decoded, tokens)
    if prompt.form == .messages { read(prompt, .lastUserTurn, in: arena) }
    let question = text
    dense.readQuestion(question.span, decoded, tokens)
  }

  /// Different words of the user's last turn, hashed, ascending: of the prompt, as long as no answer was read
  /// behind it.
  package func questionWords() -> [UInt32] {
    Set(tokens.tokens.filter(\.isTerm).map { UInt32(truncatingIfNeeded: $0.hash) }).sorted()
  }

  /// The features of an answer, in the order of `DenseFeature.all`.
  ///
  /// - Complexity: O(n) in bytes.
  package func features(of answer: Body, in arena: ByteArena) -> [Float] {
    read(answer, .all, in: arena)
    let own = text
    dense.read(own.span, decoded, tokens, into: &row)
    return row
  }

  private func read(_ body: Body, _ part: AnswerText.Part, in arena: ByteArena) {
    AnswerText.read(body, in: arena, part, into: &text)
    if text.count > longest { text.removeLast(text.count - longest) }
    decoded.read(text.span)
    tokens.read(decoded)
  }
}
