package import Pipeline
package import Records
internal import Store

/// What a trainer reads: its columns, and how a pair becomes rows of them.
///
/// One value type in one file, one line in `exportTrainers`. After `init(options:)` it holds only
/// usable values and keeps nothing between pairs, which come on any thread.
package protocol Trainer: Sendable {
  /// `package.trainer`.
  static var name: String { get }
  /// One line, as help shows it.
  static var summary: String { get }
  /// Whether a pair's weight can stand in a row; where not, the pipeline says what becomes of it.
  static var carriesWeights: Bool { get }

  /// Whether rows tell how sure a label is.
  var carriesSoftLabels: Bool { get }

  /// Reads the options that it has besides `ExportOptions`.
  init(options: inout OptionReader) throws(WinnowError)

  /// The columns of a row, in order; the same for all rows.
  var columns: [ExportColumn] { get }

  /// The score of responses that rows need, by name; `nil` for none.
  var scoreName: String? { get }

  /// Whether a response that is chosen in several pairs is written once.
  var skipsRepeats: Bool { get }

  /// What whoever trains on the rows should know, for the dataset card; empty for nothing.
  var note: String { get }

  /// What follows from how many rows are labelled good and how many bad, for the dataset card.
  func balanceNote(good: Int, bad: Int) -> String

  /// Writes the rows of `pair`.
  ///
  /// - Returns: how many rows it wrote, or why none; then the writer forgets what was written.
  func write(_ pair: ExportPair, to rows: inout RowWriter) -> RowOutcome
}

extension Trainer {
  package static var carriesWeights: Bool { false }
  package var carriesSoftLabels: Bool { false }
  package var scoreName: String? { nil }
  package var skipsRepeats: Bool { false }
  package var note: String { "" }
  package func balanceNote(good: Int, bad: Int) -> String { "" }
}

/// What became of a pair.
package enum RowOutcome {
  case rows(Int)
  /// Rows with a label of their own.
  case labelled(good: Int, bad: Int)
  case refused(Refusal)
}

/// Why a pair that is kept is not in the output: a fixed word, and what it means.
package enum Refusal: String, CaseIterable, Sendable {
  case dropped, kept, tie, undecided, unpaired
  case bothBad = "both_bad"
  case notSampled = "not_sampled"
  case lowWeight = "low_weight"
  case lowProbability = "low_probability"
  case emptyPrompt = "empty_prompt"
  case emptyAnswer = "empty_answer"
  case identicalAnswers = "identical_answers"
  case prefixAnswers = "prefix_answers"
  case needsConversational = "needs_conversational"
  case unsupportedMessage = "unsupported_message"
  case badAnswer = "bad_answer"
  case repeatedAnswer = "repeated_answer"
  case noScore = "no_score"

  /// As the dataset card says it.
  var meaning: String {
    switch self {
    case .dropped: "a stage dropped the pair"
    case .kept: "no stage dropped the pair, and the export is of dropped ones"
    case .tie: "neither response is better"
    case .undecided: "nobody judged the pair"
    case .unpaired: "a judgement of one response, and the trainer reads pairs"
    case .bothBad: "both responses are bad"
    case .notSampled: "left out by its weight, at random"
    case .lowWeight: "its weight is below `min_weight`"
    case .lowProbability: "its label is less sure than `min_probability`"
    case .emptyPrompt: "the prompt is empty"
    case .emptyAnswer: "a response is empty"
    case .identicalAnswers: "both responses are the same"
    case .prefixAnswers: "one response is the beginning of the other"
    case .needsConversational: "a list of messages, and the shape is `standard`"
    case .unsupportedMessage:
      "a message with more than role and text, or in a place the trainer refuses"
    case .badAnswer: "the only response was judged bad"
    case .repeatedAnswer: "the response was preferred in an earlier pair, too, and is there once"
    case .noScore: "a response has no score of that name"
    }
  }
}

/// A column as the dataset card declares it.
package struct ExportColumn: Sendable {
  package var name: String
  package var kind: Kind
  /// One line for the dataset card.
  package var doc: String

  package enum Kind: Sendable {
    /// A text in standard shape, a list of messages in conversational shape.
    case turns
    case text, number, truth
  }

  init(_ name: String, _ kind: Kind, _ doc: String) {
    self.name = name
    self.kind = kind
    self.doc = doc
  }
}

/// The two forms in which TRL takes prompts and answers.
package enum ExportShape: String, CaseIterable, Sendable {
  case standard, conversational
}

/// A pair as a trainer sees it: decided, flips done. The texts are lent.
package struct ExportPair {
  var id: PublicID
  var prompt: PairTexts.Text
  /// Of a single response: the response, good or bad.
  var chosen: PairTexts.Text
  /// `nil` for a single response.
  var rejected: PairTexts.Text?
  /// Of a single response: whether it is good.
  var isGood: Bool
  /// That the chosen response is the better one, as the labels have it after flips: 0.5 to 1, less where
  /// a soft label goes against what was decided.
  var probability: Double
  /// Product of the weights.
  var weight = 1.0
  /// Scores of the two, where the trainer asked for them.
  var scores: (chosen: Double?, rejected: Double?) = (nil, nil)
}

extension ExportPair {
  /// A planned pair with its texts.
  ///
  /// - Parameter known: scores by response.
  init(
    _ planned: PlannedPair, prompt: PairTexts.Text, chosen: PairTexts.Text,
    rejected: PairTexts.Text?, known: [Int64: Double]
  ) {
    self.init(
      id: planned.id, prompt: prompt, chosen: chosen, rejected: rejected,
      isGood: planned.isGood, probability: planned.probability, weight: planned.weight,
      scores: (known[planned.texts.a], known[planned.texts.b]))
  }
}
