/// What the features of an answer need to know of its prompt.
struct PromptContext {
  /// Of the last turn of the user.
  private(set) var question = TextFacts()
  /// Scalars of the whole prompt.
  private(set) var scalars = 0
  /// Words of the question.
  private(set) var words = HashTally()
  private(set) var bigrams = HashTally()
  private(set) var numbers = HashTally()
  /// Words of the whole prompt.
  private(set) var allWords = HashTally()
  /// The first words of the question.
  private(set) var opening: [UInt64] = []
  /// Distinct words of the question that are no stop words.
  private(set) var content: [UInt64] = []
  private(set) var distinctNumbers: [UInt64] = []

  /// Words of the question that count as its opening.
  static let openingLength = 12

  /// Takes in the question.
  mutating func read(_ list: borrowing TokenList, _ facts: TextFacts) {
    question = facts
    words.removeAll(expecting: list.count)
    bigrams.removeAll(expecting: list.count)
    numbers.removeAll()
    opening.removeAll(keepingCapacity: true)
    content.removeAll(keepingCapacity: true)
    distinctNumbers.removeAll(keepingCapacity: true)
    let tokens = list.tokens.span
    let lexicon = Lexicon.shared
    for i in tokens.indices {
      let hash = tokens[i].hash
      if i < Self.openingLength { opening.append(hash) }
      if i > 0 { bigrams.add(WordScan.join(tokens[i - 1].hash, hash)) }
      if tokens[i].isNumber, numbers.add(hash) == 1 { distinctNumbers.append(hash) }
      guard words.add(hash) == 1, !lexicon.kinds(of: hash).contains(.english) else { continue }
      content.append(hash)
    }
  }

  /// Takes in the whole prompt.
  mutating func readAll(_ list: borrowing TokenList, scalars: Int) {
    self.scalars = scalars
    allWords.removeAll(expecting: list.count)
    let tokens = list.tokens.span
    for i in tokens.indices { allWords.add(tokens[i].hash) }
  }
}

/// What an answer and its prompt have in common.
struct Overlap {
  /// Words of the answer that are no stop words, and those of them that the question has.
  var contentWords = 0
  var contentInQuestion = 0
  /// Words of the answer that are no stop words and stand anywhere in the prompt.
  var contentInPrompt = 0
  /// Distinct words of the question that are no stop words, and those of them that the answer has.
  var questionContent = 0
  var questionCovered = 0
  var bigrams = 0
  var bigramsInQuestion = 0
  /// Words at the beginning of both that are the same, one after the other.
  var commonOpening = 0
  /// Of the first words of the answer those that the question has.
  var openingWords = 0
  var openingInQuestion = 0
  /// Distinct numbers of the question, and those of them that the answer has.
  var questionNumbers = 0
  var questionNumbersFound = 0
  var numbers = 0
  var numbersInQuestion = 0

  /// - Parameter scan: of the answer.
  init(_ list: borrowing TokenList, _ scan: borrowing WordScan, _ prompt: borrowing PromptContext) {
    let tokens = list.tokens.span
    let isStop = scan.isStop.span
    var isSame = true
    for i in tokens.indices {
      let hash = tokens[i].hash
      let isInQuestion = prompt.words.contains(hash)
      if i < PromptContext.openingLength {
        openingWords += 1
        if isInQuestion { openingInQuestion += 1 }
        isSame = isSame && i < prompt.opening.count && prompt.opening[i] == hash
        if isSame { commonOpening += 1 }
      }
      if i > 0 {
        bigrams += 1
        if prompt.bigrams.contains(WordScan.join(tokens[i - 1].hash, hash)) {
          bigramsInQuestion += 1
        }
      }
      if tokens[i].isNumber {
        numbers += 1
        if prompt.numbers.contains(hash) { numbersInQuestion += 1 }
      }
      guard i < isStop.count, !isStop[i] else { continue }
      contentWords += 1
      if isInQuestion { contentInQuestion += 1 }
      if prompt.allWords.contains(hash) { contentInPrompt += 1 }
    }
    questionContent = prompt.content.count
    for hash in prompt.content where scan.words.contains(hash) { questionCovered += 1 }
    questionNumbers = prompt.distinctNumbers.count
    for hash in prompt.distinctNumbers where scan.numbers.contains(hash) {
      questionNumbersFound += 1
    }
  }
}
