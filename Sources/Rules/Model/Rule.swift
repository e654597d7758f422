/// Demands on a response that a program can check.
///
/// `Rule` is one demand, `Rule.check` compares a response with it, `Rule(ifeval:arguments:)` makes one of an
/// instruction of IFEval, and `RuleParser` finds those that a prompt asks for in plain English. What every kind
/// means exactly stands in docs/rules.md. Start with `Rule+Check.swift`; counts live in `Checks/`.
package enum Rule: Sendable, Hashable {
  /// So many words, sentences, bullet points, …
  case count(Countable, Bound)
  /// A text occurs so often, in any case, inside of words too.
  case occurrences(String, Bound)
  /// A letter or another character occurs so often, in any case.
  case letter(String, Bound)
  /// Every one of the texts occurs, in any case, inside of words too.
  case includes([String])
  /// None of the texts occurs as whole words, in any case.
  case avoids([String])
  /// A text occurs just as it is written.
  case quotes(String)
  /// The language's ISO 639-1 code.
  case language(String)
  /// A paragraph, counted from 1, begins with a word, and there are so many paragraphs.
  case paragraphStart(Int, word: String, of: Int)
  /// A line holds the marker, such as `P.S.` or `P.P.S`.
  case postscript(String)
  /// One of the texts occurs as it is written.
  case oneOf([String])
  /// The response is a JSON value, perhaps in a fence.
  case json
  /// A text stands in `<<` and `>>` on one line.
  case title
  /// Two responses that differ, with `******` between them.
  case twoResponses
  /// The response stands in double quotation marks.
  case quotation
  /// The response begins with this text, or with the prompt where it is `nil`; in any case of letters.
  case repeats(String?)
  /// In any case of letters.
  case startsWith(String)
  /// In any case of letters, quotation marks around the response passed over.
  case endsWith(String)
  /// No small letter, and some capital; with `english`, in English.
  case upperCase(english: Bool)
  /// No capital, and some small letter; with `english`, in English.
  case lowerCase(english: Bool)
  /// A punctuation mark does not occur.
  case avoidsMark(String)
  /// The last character but for quotation marks and brackets is a question mark.
  case endsWithQuestion

  /// The demand in its simplest form, so that demands that mean the same are equal: texts in lower case where
  /// case does not count, "at least once" as `includes`.
  package var simplest: Rule {
    switch self {
    case .occurrences(let text, .atLeast(1)): .includes([text.lowercased()])
    case .occurrences(let text, let bound): .occurrences(text.lowercased(), bound)
    case .letter(let letter, let bound): .letter(letter.lowercased(), bound)
    case .includes(let texts): .includes(Set(texts.map { $0.lowercased() }).sorted())
    case .avoids(let texts): .avoids(Set(texts.map { $0.lowercased() }).sorted())
    case .paragraphStart(let number, let word, let all):
      .paragraphStart(number, word: word.lowercased(), of: all)
    default: self
    }
  }

  /// The rule cut into rules with one side each where it bounds a count on both; itself otherwise.
  package var sides: [Rule] {
    switch self {
    case .count(let unit, let bound): bound.sides.map { .count(unit, $0) }
    case .occurrences(let text, let bound): bound.sides.map { .occurrences(text, $0) }
    case .letter(let letter, let bound): bound.sides.map { .letter(letter, $0) }
    default: [self]
    }
  }
}

/// What checking a rule said.
package struct RuleOutcome: Sendable, Hashable {
  /// Whether the response does what the rule demands.
  package let isMet: Bool
  /// In plain words with what was found: "has 287 words; at least 300 are wanted".
  package let explanation: String
}
