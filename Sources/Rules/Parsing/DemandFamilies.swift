/// The families of demands that a sentence may hold, told by its words, so that the readers of others need not
/// look.
struct DemandFamilies: OptionSet {
  let rawValue: UInt16

  static let counts = DemandFamilies(rawValue: 1)
  static let capitalWords = DemandFamilies(rawValue: 2)
  static let highlights = DemandFamilies(rawValue: 4)
  static let letters = DemandFamilies(rawValue: 8)
  static let keywords = DemandFamilies(rawValue: 16)
  static let marks = DemandFamilies(rawValue: 32)
  static let letterCase = DemandFamilies(rawValue: 64)
  static let language = DemandFamilies(rawValue: 128)
  static let ends = DemandFamilies(rawValue: 256)
  static let forms = DemandFamilies(rawValue: 512)
  static let repeats = DemandFamilies(rawValue: 1024)

  /// The families of the tokens in `range`.
  static func of(_ tokens: [PromptToken], _ range: Range<Int>) -> DemandFamilies {
    var families: DemandFamilies = []
    for i in range {
      switch tokens[i].kind {
      case .quote: families.formUnion([.keywords, .ends])
      case .stars, .angled: families.insert(.forms)
      case .number, .newline: break
      case .word, .mark: families.formUnion(table[tokens[i].hash] ?? [])
      }
    }
    return families
  }

  private static let table: [UInt64: DemandFamilies] = {
    var table: [UInt64: DemandFamilies] = [:]
    func add(_ words: String, _ families: DemandFamilies) {
      for word in words.split(separator: " ") {
        table[WordHash.of(String(word)), default: []].formUnion(families)
      }
    }
    for (family, words) in words { add(words, family) }
    for noun in SentenceReader.countedNouns { add(noun, .counts) }
    for mark in RuleVocabulary.marks { add("\(mark.singular) \(mark.plural)", .marks) }
    for name in LanguageName.names { add(name.name.lowercased(), .language) }
    return table
  }()

  private static let words: [(DemandFamilies, String)] = [
    (.counts, "count bullet points point list"),
    (.capitalWords, "word words"),
    (
      .highlights,
      """
      highlight highlights highlighted highlighting italic italics italicize italicized italicizing \
      italicise italicised bold bolded bolding emphasize emphasizing emphasized
      """
    ),
    (.letters, "letter character"),
    (.keywords, "word words keyword keywords term terms phrase phrases items name names"),
    (
      .letterCase,
      """
      lowercase lowercases lowercased lower capital capitals capitalization uppercase upper caps \
      capitalized capitalised capitalize small
      """
    ),
    (.language, "farsi mandarin bangla panjabi"),
    (
      .ends,
      """
      end ends finish conclude ending close very last final start starts begin begins open paragraph
      """
    ),
    (
      .forms,
      """
      quotation quote quotes angular angle postscript post p.s p.p.s ps pps asterisk asterisks stars json \
      one choose pick select table tables code markdown
      """
    ),
    (.repeats, "repeat repleat restate repeating restating by"),
  ]
}
