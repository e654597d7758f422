/// What a word or phrase is to the features: one bit of a word of flags each.
struct WordClass: OptionSet, Sendable, Hashable {
  let rawValue: UInt32

  /// Flags that are declared.
  static let count = 27

  /// The number of its bit.
  var place: Int { min(Self.count - 1, rawValue.trailingZeroBitCount) }

  // The most frequent words of seven languages: a profile that tells them apart, not a grammar.
  static let english = WordClass(rawValue: 1 << 0)
  static let german = WordClass(rawValue: 1 << 1)
  static let french = WordClass(rawValue: 1 << 2)
  static let spanish = WordClass(rawValue: 1 << 3)
  static let italian = WordClass(rawValue: 1 << 4)
  static let portuguese = WordClass(rawValue: 1 << 5)
  static let dutch = WordClass(rawValue: 1 << 6)
  static let languages = 0..<7

  static let firstPerson = WordClass(rawValue: 1 << 7)
  static let secondPerson = WordClass(rawValue: 1 << 8)
  static let hedge = WordClass(rawValue: 1 << 9)
  static let connective = WordClass(rawValue: 1 << 10)
  static let example = WordClass(rawValue: 1 << 11)
  static let negation = WordClass(rawValue: 1 << 12)
  static let apology = WordClass(rawValue: 1 << 13)
  static let refusal = WordClass(rawValue: 1 << 14)
  /// Speaks of itself as a program.
  static let program = WordClass(rawValue: 1 << 15)
  /// Warns of harm, law or advice.
  static let caution = WordClass(rawValue: 1 << 16)
  /// Offers more help, or wishes well.
  static let closing = WordClass(rawValue: 1 << 17)
  /// Agrees to the task before it begins.
  static let opener = WordClass(rawValue: 1 << 18)
  static let questionWord = WordClass(rawValue: 1 << 19)
  static let contrast = WordClass(rawValue: 1 << 20)
  static let cause = WordClass(rawValue: 1 << 21)
  static let order = WordClass(rawValue: 1 << 22)
  static let courtesy = WordClass(rawValue: 1 << 23)
  /// Sums up.
  static let summary = WordClass(rawValue: 1 << 24)
  /// Tells the reader what to mind.
  static let reminder = WordClass(rawValue: 1 << 25)
  static let step = WordClass(rawValue: 1 << 26)
}
