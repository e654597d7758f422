/// A rule with the words of the prompt that ask for it.
package struct ParsedRule: Sendable, Hashable {
  /// What is demanded.
  package let rule: Rule
  /// Where it stands, in the prompt's UTF-8.
  package let range: Range<Int>
  /// What stands there.
  package let words: String
}

/// Finds explicit demands in prompts in plain English.
///
/// A prompt is cut into tokens and sentences; each reader of `SentenceReader` looks for the demands of one
/// family in a sentence. Texts in quotation marks are never read for demands. What a demand needs from other
/// sentences (the paragraphs' divider, the text to repeat) is settled at the end. Reads no responses.
package enum RuleParser {
  /// The rules in the order in which the prompt asks for them, each once.
  ///
  /// - Complexity: O(bytes).
  package static func rules(in prompt: String) -> [ParsedRule] {
    let text = PromptText(prompt)
    var reader = SentenceReader(prompt: text, range: 0..<0, state: PromptState(text))
    for sentence in text.sentences {
      reader.range = sentence
      reader.readAll()
    }
    var state = reader.state
    state.settle()
    var seen: Set<Rule> = []
    return state.found.sorted { $0.range.lowerBound < $1.range.lowerBound }.filter {
      seen.insert($0.rule.simplest).inserted
    }.map { found in
      let range = text.bytes(found.range)
      return ParsedRule(rule: found.rule, range: range, words: text.string(range))
    }
  }
}

/// A rule with the tokens that ask for it.
struct FoundRule {
  let rule: Rule
  let range: Range<Int>
}

/// What is known of a prompt while its sentences are read.
struct PromptState {
  var found: [FoundRule] = []
  /// Whether paragraphs or sections are parted by `***`.
  let hasDivider: Bool
  /// What marks sections, such as `SECTION`.
  let sectionMarker: String?
  /// Whether a text to repeat was asked for.
  var repeats = false
  /// Whether the last sentence spoke of words in capitals.
  var speaksOfCapitals = false
  /// A paragraph, counted from 1 or -1 for the last, that begins with a word.
  var paragraphStart: (number: Int, word: String, range: Range<Int>)?

  init(_ text: PromptText) {
    let dividers: [Phrase] = [
      "3|three asterisk|asterisks", "markdown divider|dividers|separator",
    ]
    hasDivider =
      text.tokens.contains { $0.kind == .stars(3) }
      || dividers.contains {
        $0.first(in: text.tokens, from: 0, until: text.tokens.count) != nil
      }
    sectionMarker = SectionMarker.find(in: text.tokens)
  }

  mutating func add(_ rule: Rule, _ range: Range<Int>) {
    found.append(FoundRule(rule: rule, range: range))
  }

  /// Joins what was found in different sentences.
  mutating func settle() {
    joinParagraphStart()
    let isCounted = found.contains {
      if case .count(.capitalWords, let bound) = $0.rule {
        bound.minimum > 0 && bound != .atLeast(1)
      } else {
        false
      }
    }
    if isCounted { found.removeAll { $0.rule == .count(.capitalWords, .atLeast(1)) } }
    for rule in [Rule.lowerCase(english: true), .upperCase(english: true)]
    where found.contains(where: { $0.rule == rule }) {
      found.removeAll {
        $0.rule
          == (rule == .lowerCase(english: true)
            ? .lowerCase(english: false) : .upperCase(english: false))
      }
    }
    let isCased = found.contains {
      switch $0.rule {
      case .upperCase, .lowerCase: true
      default: false
      }
    }
    if isCased { found.removeAll { $0.rule == .language("en") } }
    if found.contains(where: { $0.rule == .json }) {
      found.removeAll { found in
        if case .count(.codeBlocks, _) = found.rule { return true }
        return false
      }
    }
  }

  /// "3 paragraphs" and "paragraph 2 must start with" make one rule.
  private mutating func joinParagraphStart() {
    guard let start = paragraphStart else { return }
    for (i, candidate) in found.enumerated() {
      guard case .count(let unit, let bound) = candidate.rule,
        unit == .paragraphs || unit == .dividedParagraphs, bound.minimum == bound.maximum
      else { continue }
      let number = start.number < 0 ? bound.minimum : start.number
      found[i] = FoundRule(
        rule: .paragraphStart(number, word: start.word, of: bound.minimum), range: candidate.range)
      return
    }
  }
}
