/// What is counted in a text, before anything is divided or squashed.
///
/// Counts of scalars unless a comment says otherwise. Filled by `CharacterScan`, `LineScan`, `WordScan`.
struct TextFacts: Equatable {
  // By CharacterScan.
  var scalars = 0
  var letters = 0
  /// Letters below U+0250.
  var latin = 0
  var digits = 0
  var uppers = 0
  /// Beyond ASCII.
  var wide = 0
  var punctuation = 0
  var commas = 0
  var questions = 0
  var exclamations = 0
  var colons = 0
  var semicolons = 0
  var quotes = 0
  var parentheses = 0
  var dashes = 0
  /// `<`, `>`, `{`, `}`, `[`, `]`, `=`, `|`, `\`, `$`.
  var markup = 0
  var backticks = 0
  /// Pairs of stars that open or close emphasis.
  var boldMarks = 0
  /// `://` and `](`.
  var links = 0
  /// Full stops and the like that end a sentence.
  var sentences = 0
  var ellipses = 0
  // By LineScan, in lines.
  var lines = 0
  var paragraphs = 0
  var bullets = 0
  var numbered = 0
  var headings = 0
  var codeBlocks = 0
  var codeLines = 0
  var tableRows = 0
  var duplicateLines = 0
  var roleMarkers = 0
  var isUnfinished = false
  var ending = Ending.nothing
  var startsLower = false
  var startsBlank = false
  var endsBlank = false
  var hasOpenFence = false
  // By WordScan, in words.
  var words = 0
  var distinctWords = 0
  var distinctBigrams = 0
  /// Words of the longest stretch that stood in the text before.
  var longestRepeat = 0
  var wordScalars = 0
  var longWords = 0
  var capitalWords = 0
  var numbers = 0
  var distinctNumbers = 0
  /// Distinct words that stand more than once.
  var repeatedWords = 0
  var distinctTrigrams = 0
  /// How often the most frequent four words in a row stand.
  var mostFourgram = 0
  /// Of the distribution of words, in nats.
  var entropy = 0.0
  /// Words that begin with an upper-case letter.
  var capitalised = 0
  /// Agreements to the task among the first words.
  var openers = 0
  /// Refusals among the first words.
  var earlyRefusals = 0
  /// By bit of `WordClass`.
  var classes = [Int](repeating: 0, count: WordClass.count)

  /// What the last character is that can be seen.
  enum Ending { case nothing, stop, question, joining, word, other }

  subscript(_ kind: WordClass) -> Int { classes[kind.place] }
}
