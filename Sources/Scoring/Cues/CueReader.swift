package import Records

/// Reads the cues of pairs; keeps its memory between them. One for each thread.
package final class CueReader {
  private var decoded = DecodedText()
  private var tokens = TokenList()
  private var dense = DenseReader()
  private var text: [UInt8] = []
  private var a: [Float] = []
  private var b: [Float] = []
  /// What is read of a text, in bytes; as for the features.
  private let longest = FeatureOptions().maximumTextBytes

  package init() {}

  /// How much more of each cue `first` has than `second`, in the order of `Cue.all`.
  ///
  /// - Complexity: O(n) in bytes of the texts.
  package func differences(
    prompt: Body, _ first: Body, _ second: Body, in arena: ByteArena
  ) -> [Float] {
    read(prompt, .all, in: arena)
    dense.readPrompt(decoded, tokens)
    if prompt.form == .messages { read(prompt, .lastUserTurn, in: arena) }
    let question = text
    dense.readQuestion(question.span, decoded, tokens)
    read(first, in: arena, into: &a)
    read(second, in: arena, into: &b)
    return Cue.all.map { cue in cue.columns.reduce(Float(0)) { $0 + a[$1] - b[$1] } }
  }

  private func read(_ body: Body, in arena: ByteArena, into row: inout [Float]) {
    read(body, .all, in: arena)
    let answer = text
    dense.read(answer.span, decoded, tokens, into: &row)
  }

  private func read(_ body: Body, _ part: AnswerText.Part, in arena: ByteArena) {
    let bytes = unsafe arena[body.slice].assumingMemoryBound(to: UInt8.self)
    unsafe AnswerText.read(bytes.span, body.form, part, into: &text)
    if text.count > longest { text.removeLast(text.count - longest) }
    decoded.read(text.span)
    tokens.read(decoded)
  }
}
