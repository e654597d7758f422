/// What a response can be counted by.
package enum Countable: Sendable, Hashable {
  /// Runs of letters, digits and underscores.
  case words
  /// As a rule-based cutter of English finds them (`SentenceCount`).
  case sentences
  /// Parts that are not blank, between empty lines.
  case paragraphs
  /// Parts between `***`; a blank part between two of them makes the count void.
  case dividedParagraphs
  /// Lines that begin with `*` or `-`.
  case bullets
  /// Lines that begin with `1.` or `1)`.
  case numberedItems
  /// Bullets and numbered items together; a `•` begins one too.
  case listItems
  /// Texts in square brackets on one line.
  case placeholders
  /// Texts between asterisks on one line, one or two at each side.
  case highlights
  /// Places where the marker is followed by a number.
  case sections(marker: String)
  /// Lines that are not blank.
  case lines
  /// Unicode scalars, blanks included.
  case characters
  /// Words all of whose cased letters are capitals; `I` and `A` are some.
  case capitalWords
  /// Lines that begin with one to six `#` and a blank.
  case headings
  /// Parts between lines that begin with three backticks.
  case codeBlocks
  /// Markdown tables, told by the line of dashes and bars under their head.
  case tables
  /// Question marks, a run of them counted once.
  case questions
}

extension Countable {
  /// Every kind but sections, by its name in JSON, with singular and plural.
  static let names: [(unit: Countable, name: String, one: String, many: String)] = [
    (.words, "words", "word", "words"),
    (.sentences, "sentences", "sentence", "sentences"),
    (.paragraphs, "paragraphs", "paragraph", "paragraphs"),
    (
      .dividedParagraphs, "divided_paragraphs", "part divided off by ***", "parts divided by ***"
    ),
    (.bullets, "bullets", "bullet point", "bullet points"),
    (.numberedItems, "numbered_items", "numbered item", "numbered items"),
    (.listItems, "list_items", "list item", "list items"),
    (
      .placeholders, "placeholders", "placeholder in square brackets",
      "placeholders in square brackets"
    ),
    (.highlights, "highlights", "highlighted part (*…*)", "highlighted parts (*…*)"),
    (.lines, "lines", "line", "lines"),
    (.characters, "characters", "character", "characters"),
    (.capitalWords, "capital_words", "word in all capitals", "words in all capitals"),
    (.headings, "headings", "Markdown heading", "Markdown headings"),
    (.codeBlocks, "code_blocks", "code block", "code blocks"),
    (.tables, "tables", "Markdown table", "Markdown tables"),
    (.questions, "questions", "question", "questions"),
  ]

  /// The kind's name in JSON.
  var name: String {
    Self.names.first { $0.unit == self }?.name ?? "sections"
  }

  /// The noun for `number` of these.
  func noun(_ number: Int) -> String {
    if case .sections(let marker) = self {
      return number == 1 ? "section marked “\(marker) X”" : "sections marked “\(marker) X”"
    }
    guard let names = Self.names.first(where: { $0.unit == self }) else { return "" }
    return number == 1 ? names.one : names.many
  }
}
