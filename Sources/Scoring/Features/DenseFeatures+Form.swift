extension DenseFeature {
  /// How long the answer is.
  static let lengths: [DenseFeature] = [
    .init("characters", "length of the answer", "characters", .log) { Double($0.answer.scalars) },
    .init("words", "words of the answer", "words", .log) { Double($0.answer.words) },
    .init("words_to_50", "words, telling only short answers apart", "50 words", .tanh) {
      Double($0.answer.words) / 50
    },
    .init("words_to_200", "words, telling answers of a paragraph apart", "200 words", .tanh) {
      Double($0.answer.words) / 200
    },
    .init("words_to_600", "words, telling long answers apart", "600 words", .tanh) {
      Double($0.answer.words) / 600
    },
    .init("sentences", "sentences", "sentences", .log) { Double($0.answer.sentences) },
    .init("paragraphs", "blocks between empty lines", "paragraphs", .log) {
      Double($0.answer.paragraphs)
    },
    .init("lines", "lines that are not empty", "lines", .log) { Double($0.answer.lines) },
    .init("sentence_length", "mean length of a sentence", "words", .log) {
      Double($0.answer.words) / Double(1 + $0.answer.sentences)
    },
    .init("paragraph_length", "mean length of a paragraph", "words", .log) {
      share($0.answer.words, $0.answer.paragraphs)
    },
    .init("is_empty", "no word in it", "yes or no") { $0.answer.words == 0 ? 1 : 0 },
    .init("is_tiny", "fewer than three words", "yes or no") { $0.answer.words < 3 ? 1 : 0 },
  ]

  /// How the answer is laid out.
  static let form: [DenseFeature] = [
    .init("bullets", "lines with a bullet", "lines", .log) { Double($0.answer.bullets) },
    .init("numbered_items", "lines with a number", "lines", .log) { Double($0.answer.numbered) },
    .init("list_share", "list items among the lines", "share") {
      share($0.answer.bullets + $0.answer.numbered, $0.answer.lines)
    },
    .init("headings", "Markdown headings", "lines", .log) { Double($0.answer.headings) },
    .init("bold", "marks of bold print", "marks", .log) { Double($0.answer.boldMarks) },
    .init("code_blocks", "fenced blocks of code", "blocks", .log) { Double($0.answer.codeBlocks) },
    .init("code_lines", "lines within code blocks", "lines", .log) { Double($0.answer.codeLines) },
    .init("backticks", "backticks, as of code within lines", "characters", .log) {
      Double($0.answer.backticks)
    },
    .init("table_rows", "lines of tables", "lines", .log) { Double($0.answer.tableRows) },
    .init("links", "addresses and Markdown links", "links", .log) { Double($0.answer.links) },
    .init("markup_share", "brackets, `=`, `|`, `\\`, `$` among the characters", "share", .root) {
      share($0.answer.markup, $0.answer.scalars)
    },
    .init("markup", "brackets, `=`, `|`, `\\`, `$`", "characters", .log) {
      Double($0.answer.markup)
    },
    .init("ends_unfinished", "open code block, or the last sentence breaks off", "yes or no") {
      $0.answer.isUnfinished ? 1 : 0
    },
    .init("ends_with_stop", "ends as a sentence does", "yes or no") {
      $0.answer.ending == .stop ? 1 : 0
    },
    .init("ends_with_question", "ends with a question mark", "yes or no") {
      $0.answer.ending == .question ? 1 : 0
    },
    .init("ends_joining", "ends with a comma, colon or semicolon", "yes or no") {
      $0.answer.ending == .joining ? 1 : 0
    },
    .init("ends_with_word", "ends with a letter or digit", "yes or no") {
      $0.answer.ending == .word ? 1 : 0
    },
    .init("starts_lower", "begins with a small letter", "yes or no") {
      $0.answer.startsLower ? 1 : 0
    },
    .init("starts_blank", "begins with a blank", "yes or no") { $0.answer.startsBlank ? 1 : 0 },
    .init("ends_blank", "ends with a blank", "yes or no") { $0.answer.endsBlank ? 1 : 0 },
    .init("role_markers", "lines that hand the word to a speaker", "lines", .log) {
      Double($0.answer.roleMarkers)
    },
    .init("duplicate_lines", "lines that stood before, among the lines", "share") {
      share($0.answer.duplicateLines, $0.answer.lines)
    },
  ]

  /// What characters it is made of.
  static let characters: [DenseFeature] = [
    .init("digits", "digits", "characters", .log) { Double($0.answer.digits) },
    .init("digit_share", "digits among the characters", "share", .root) {
      share($0.answer.digits, $0.answer.scalars)
    },
    .init("capital_share", "capitals among the letters", "share", .root) {
      share($0.answer.uppers, $0.answer.letters)
    },
    .init("capital_words", "words all in capitals, among the words", "share", .root) {
      share($0.answer.capitalWords, $0.answer.words)
    },
    .init("capitalised", "words that begin with a capital, among the words", "share") {
      share($0.answer.capitalised, $0.answer.words)
    },
    .init("punctuation_share", "punctuation among the characters", "share", .root) {
      share($0.answer.punctuation, $0.answer.scalars)
    },
    .init("commas", "commas", "characters", .log) { Double($0.answer.commas) },
    .init("comma_share", "commas to a word", "share", .root) {
      share($0.answer.commas, $0.answer.words)
    },
    .init("colons", "colons", "characters", .log) { Double($0.answer.colons) },
    .init("colon_share", "colons to a sentence", "share") {
      Double($0.answer.colons) / Double(1 + $0.answer.sentences)
    },
    .init("semicolons", "semicolons", "characters", .log) { Double($0.answer.semicolons) },
    .init("dashes", "hyphens and dashes", "characters", .log) { Double($0.answer.dashes) },
    .init("ellipses", "marks of omission", "marks", .log) { Double($0.answer.ellipses) },
    .init("quotes", "double quotes", "characters", .log) { Double($0.answer.quotes) },
    .init("parentheses", "opening parentheses", "characters", .log) {
      Double($0.answer.parentheses)
    },
    .init("question_marks", "question marks", "characters", .log) {
      Double($0.answer.questions)
    },
    .init("question_share", "question marks to a sentence", "share") {
      Double($0.answer.questions) / Double(1 + $0.answer.sentences)
    },
    .init("exclamation_marks", "exclamation marks", "characters", .log) {
      Double($0.answer.exclamations)
    },
    .init("exclamation_share", "exclamation marks to a sentence", "share") {
      Double($0.answer.exclamations) / Double(1 + $0.answer.sentences)
    },
    .init("wide_share", "characters beyond ASCII", "share", .root) {
      share($0.answer.wide, $0.answer.scalars)
    },
    .init("latin_share", "Latin letters among the letters", "share") {
      share($0.answer.latin, $0.answer.letters)
    },
  ]
}
