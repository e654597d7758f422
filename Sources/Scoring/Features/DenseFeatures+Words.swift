extension DenseFeature {
  /// How varied its words are.
  static let words: [DenseFeature] = [
    .init("distinct_words", "distinct words among the words", "share") {
      share($0.answer.distinctWords, $0.answer.words)
    },
    .init("distinct_per_root", "distinct words by the root of the words", "words") {
      Double($0.answer.distinctWords) / Double(1 + $0.answer.words).squareRoot()
    },
    .init("distinct_bigrams", "distinct pairs of words among the pairs", "share") {
      share($0.answer.distinctBigrams, $0.answer.words - 1)
    },
    .init("distinct_trigrams", "distinct triples of words among the triples", "share") {
      share($0.answer.distinctTrigrams, $0.answer.words - 2)
    },
    .init("most_repeated", "how often the most frequent four words in a row stand", "times", .log) {
      Double($0.answer.mostFourgram)
    },
    .init("longest_repeat", "longest stretch that stood before, among the words", "share") {
      share($0.answer.longestRepeat, $0.answer.words)
    },
    .init("word_entropy", "entropy of the words", "nats") { $0.answer.entropy },
    .init("once_words", "words that stand once, among the distinct words", "share") {
      share($0.answer.distinctWords - $0.answer.repeatedWords, $0.answer.distinctWords)
    },
    .init("word_length", "mean length of a word", "characters", .log) {
      share($0.answer.wordScalars, $0.answer.words)
    },
    .init("long_words", "words of seven letters and more", "share") {
      share($0.answer.longWords, $0.answer.words)
    },
    .init("stop_words", "most frequent words of the answer's language", "share") {
      share($0.answer.stopWords, $0.answer.words)
    },
    .init("numbers", "distinct numbers", "numbers", .log) { Double($0.answer.distinctNumbers) },
  ]

  /// What its words and phrases say.
  static let phrases: [DenseFeature] = [
    .init("refusals", "phrases that refuse", "phrases", .log) { Double($0.answer[.refusal]) },
    .init("early_refusal", "refuses in its first words", "yes or no") {
      $0.answer.earlyRefusals > 0 ? 1 : 0
    },
    .init("apologies", "words of apology", "words", .log) { Double($0.answer[.apology]) },
    .init("speaks_as_program", "speaks of itself as a program", "phrases", .log) {
      Double($0.answer[.program])
    },
    .init("cautions", "words of harm, law and advice", "words", .log) {
      Double($0.answer[.caution])
    },
    .init("hedges", "words that hedge", "words", .log) { Double($0.answer[.hedge]) },
    .init("hedge_share", "words that hedge, to a sentence", "share") {
      Double($0.answer[.hedge]) / Double(1 + $0.answer.sentences)
    },
    .init("negations", "words that negate", "words", .log) { Double($0.answer[.negation]) },
    .init("first_person", "I, me, we, us", "words", .log) { Double($0.answer[.firstPerson]) },
    .init("first_person_share", "I, me, we, us among the words", "share", .root) {
      share($0.answer[.firstPerson], $0.answer.words)
    },
    .init("second_person", "you, your", "words", .log) { Double($0.answer[.secondPerson]) },
    .init("second_person_share", "you, your among the words", "share", .root) {
      share($0.answer[.secondPerson], $0.answer.words)
    },
    .init("connectives", "words that connect sentences", "words", .log) {
      Double($0.answer[.connective])
    },
    .init("contrasts", "however, but, although", "words", .log) { Double($0.answer[.contrast]) },
    .init("causes", "because, therefore, thus", "words", .log) { Double($0.answer[.cause]) },
    .init("orderings", "first, then, finally", "words", .log) { Double($0.answer[.order]) },
    .init("examples", "marks of examples", "phrases", .log) { Double($0.answer[.example]) },
    .init("question_words", "what, why, how", "words", .log) {
      Double($0.answer[.questionWord])
    },
    .init("opens_agreeing", "agrees to the task in its first words", "yes or no") {
      $0.answer.openers > 0 ? 1 : 0
    },
    .init("closings", "offers of further help", "phrases", .log) { Double($0.answer[.closing]) },
    .init("summaries", "phrases that sum up", "phrases", .log) { Double($0.answer[.summary]) },
    .init("reminders", "important, consider, remember", "words", .log) {
      Double($0.answer[.reminder])
    },
    .init("steps", "the word step", "words", .log) { Double($0.answer[.step]) },
    .init("courtesy", "please, thanks, welcome", "words", .log) { Double($0.answer[.courtesy]) },
  ]

  /// What it has to do with its prompt.
  static let context: [DenseFeature] = [
    .init("length_to_prompt", "length by that of the prompt", "log ratio") {
      lnOfOnePlus(Double($0.answer.scalars)) - lnOfOnePlus(Double($0.promptScalars))
    },
    .init("length_to_question", "length by that of the user's last turn", "log ratio") {
      lnOfOnePlus(Double($0.answer.scalars)) - lnOfOnePlus(Double($0.question.scalars))
    },
    .init("words_from_question", "words other than stop words that the question has", "share") {
      share($0.overlap.contentInQuestion, $0.overlap.contentWords)
    },
    .init("words_from_prompt", "words other than stop words that the whole prompt has", "share") {
      share($0.overlap.contentInPrompt, $0.overlap.contentWords)
    },
    .init("question_covered", "words of the question that the answer has", "share") {
      share($0.overlap.questionCovered, $0.overlap.questionContent)
    },
    .init("bigrams_from_question", "pairs of words that the question has", "share", .root) {
      share($0.overlap.bigramsInQuestion, $0.overlap.bigrams)
    },
    .init("repeats_opening", "first words that are those of the question, in order", "words", .log)
    {
      Double($0.overlap.commonOpening)
    },
    .init("opens_with_question", "first words that the question has", "share") {
      share($0.overlap.openingInQuestion, $0.overlap.openingWords)
    },
    .init("question_numbers", "numbers of the question that the answer has", "share") {
      share($0.overlap.questionNumbersFound, $0.overlap.questionNumbers)
    },
    .init("numbers_from_question", "numbers that the question has", "share") {
      share($0.overlap.numbersInQuestion, $0.overlap.numbers)
    },
    .init("script_agreement", "likeness of the shares of Latin letters", "share") {
      1
        - abs(
          share($0.answer.latin, $0.answer.letters)
            - share($0.question.latin, $0.question.letters))
    },
    .init("language_agreement", "likeness of the profiles of frequent words", "cosine") {
      $0.answer.languageLikeness(to: $0.question)
    },
    .init("asks_back", "question marks where the question has none", "characters", .log) {
      $0.question.questions == 0 ? Double($0.answer.questions) : 0
    },
    .init("code_for_code", "has code as the question has, or has none as it", "yes or no") {
      ($0.answer.codeBlocks > 0) == ($0.question.codeBlocks > 0) ? 1 : 0
    },
  ]
}

extension TextFacts {
  /// Frequent words of the language of which it has most.
  var stopWords: Int { classes[WordClass.languages].max() ?? 0 }

  /// The cosine of the counts of seven languages' frequent words; 0.5 where a text has none.
  func languageLikeness(to other: TextFacts) -> Double {
    var product = 0.0
    var own = 0.0
    var others = 0.0
    for i in WordClass.languages {
      let a = Double(classes[i])
      let b = Double(other.classes[i])
      product += a * b
      own += a * a
      others += b * b
    }
    return own > 0 && others > 0 ? product / (own * others).squareRoot() : 0.5
  }
}
