/// A piece of a prompt.
struct PromptToken: Sendable {
  enum Kind: Sendable, Equatable {
    /// Letters, perhaps with apostrophes and the dots of `p.s`.
    case word
    case number(Int)
    /// A text in quotation marks or backticks; `text` is what stands inside.
    case quote
    /// A run of asterisks.
    case stars(Int)
    /// `<<…>>`.
    case angled
    case newline
    /// Any other character.
    case mark
  }

  let kind: Kind
  /// In lower case with plain apostrophes; a quotation as it is written.
  let text: String
  /// As it is written, without quotation marks.
  let original: String
  /// Offsets in the prompt's UTF-8, quotation marks included.
  let range: Range<Int>
  /// Of `text`, which phrases are compared with; 0 for quotations, which are never read.
  let hash: UInt64
  /// Whether only a hyphen parts it from the token before.
  var isHyphenated = false

  init(kind: Kind, text: String, original: String, range: Range<Int>) {
    self.kind = kind
    self.text = text
    self.original = original
    self.range = range
    hash = kind == .quote ? 0 : WordHash.of(text)
  }

  var isWord: Bool { if case .word = kind { true } else { false } }
  var isQuote: Bool { if case .quote = kind { true } else { false } }

  /// The number that digits or a word stand for.
  var number: Int? {
    if case .number(let number) = kind { return number }
    return isWord ? PromptToken.numbers[text] : nil
  }

  private static let numbers: [String: Int] = {
    let small = [
      "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
      "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
      "nineteen", "twenty",
    ]
    var numbers = Dictionary(uniqueKeysWithValues: zip(small, 0...))
    let tens = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred"]
    for (i, name) in tens.enumerated() { numbers[name] = 30 + 10 * i }
    numbers["dozen"] = 12
    return numbers
  }()

  /// The place that an ordinal names, from 1; -1 for the last.
  var ordinal: Int? {
    switch text {
    case "first": 1
    case "second": 2
    case "third": 3
    case "fourth": 4
    case "fifth": 5
    case "sixth": 6
    case "seventh": 7
    case "eighth": 8
    case "ninth": 9
    case "tenth": 10
    case "last", "final": -1
    default:
      ["st", "nd", "rd", "th"].contains { text.hasSuffix($0) } ? Int(text.dropLast(2)) : nil
    }
  }
}
