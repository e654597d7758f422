/// Makes the dense features of answers. Keeps its memory between texts; one for each worker.
struct DenseReader {
  private var lines = LineScan()
  private var scan = WordScan()
  private var prompt = PromptContext()

  /// Takes in the question to which answers will be read.
  mutating func readQuestion(
    _ text: Span<UInt8>, _ decoded: borrowing DecodedText, _ words: borrowing TokenList
  ) {
    prompt.read(words, facts(text, decoded, words))
  }

  /// Takes in the whole prompt.
  mutating func readPrompt(_ decoded: borrowing DecodedText, _ words: borrowing TokenList) {
    prompt.readAll(words, scalars: max(0, decoded.count - 2))
  }

  /// Writes the features of an answer, in the order of `DenseFeature.all`.
  ///
  /// - Complexity: O(n) in bytes.
  mutating func read(
    _ text: Span<UInt8>, _ decoded: borrowing DecodedText, _ words: borrowing TokenList,
    into row: inout [Float]
  ) {
    let answer = facts(text, decoded, words)
    let all = AnswerFacts(
      answer: answer, question: prompt.question, promptScalars: prompt.scalars,
      overlap: Overlap(words, scan, prompt))
    row.removeAll(keepingCapacity: true)
    for feature in DenseFeature.all { row.append(feature(all)) }
  }

  private mutating func facts(
    _ text: Span<UInt8>, _ decoded: borrowing DecodedText, _ words: borrowing TokenList
  ) -> TextFacts {
    var facts = TextFacts()
    CharacterScan.read(decoded, into: &facts)
    lines.read(text, into: &facts)
    scan.read(words, into: &facts)
    return facts
  }
}
