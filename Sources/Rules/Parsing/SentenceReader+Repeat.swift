/// Demands to repeat the request first.
extension SentenceReader {
  mutating func readRepeat() {
    guard !state.repeats,
      let verb = first("repeat|repleat|restate") ?? first("by repeating|restating"),
      !isNegative(before: verb.lowerBound, reach: 3),
      has(
        """
        request|prompt|sentence|question|text|above|below|instruction|instructions|line|it|\
        paragraph|query|following
        """
      ),
      isWordForWord, case let text = textToRepeat, !text.isEmpty
    else { return }
    state.repeats = true
    add(.repeats(text), verb.lowerBound..<min(range.upperBound, verb.upperBound + 3))
  }

  /// Whether it is to be repeated first or unchanged.
  private var isWordForWord: Bool {
    has("first|exact|exactly|word|entire|change|changing|beginning|before|above|below|verbatim")
  }

  /// The prompt's text above the sentence's line, or, if nothing is there, what follows its block.
  ///
  /// A sentence behind others of its line leaves these.
  private var textToRepeat: String {
    let start = tokens[range.lowerBound].range.lowerBound
    let before = prompt.string(0..<start)
    if !before.isEmpty, !isIntroduction(before) { return before }
    var end = prompt.lineEnd(start)
    let next = prompt.string(end..<prompt.bytes.count)
    if next.isEmpty {
      end = tokens[range.upperBound - 1].range.upperBound
      return prompt.string(end..<prompt.bytes.count)
    }
    return next
  }

  /// Whether what stands above only speaks of the request below.
  private func isIntroduction(_ text: String) -> Bool {
    has("below|following") && !has("above") && !text.contains("\n")
  }
}
