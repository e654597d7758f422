internal import Records

/// Why a pair or a prompt of the selection is not in the output: a fixed word, and what it means.
enum Refusal: String, CaseIterable, Sendable {
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
  case noRubric = "no_rubric"
  case noJudgement = "no_judgement"
  case noLevels = "no_levels"
  case noTree = "no_tree"
  case otherPrompt = "other_prompt"
  case noValue = "no_value"
  case noFork = "no_fork"
  case noGroundTruth = "no_ground_truth"

  /// As the dataset card says it of a unit of the export.
  func meaning(_ unit: UnitKind) -> String {
    switch self {
    case .dropped: "a stage dropped the \(unit.rawValue)"
    case .kept: "no stage dropped the \(unit.rawValue), and the export is of dropped ones"
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
    case .noRubric: "there is no rubric for it"
    case .noLevels: "its rubric is not one criterion with five levels that is to be met"
    case .noTree: "there is no tree for it"
    case .otherPrompt: "its tree is written with another prompt"
    case .noValue: "no response in its tree has a score"
    case .noFork: "its responses part nowhere with values that differ enough"
    case .noGroundTruth: "no record of it holds a ground truth"
    case .noJudgement: "no judge's words about it, with a rubric, agree with its label"
    }
  }
}
