/// Pairs that teach a reward model what a stated confidence is worth: sure when right, unsure when wrong.
///
/// A chosen and a rejected response each come with high and with low stated confidence: chosen and high
/// beats chosen and low, rejected and low beats rejected and high.
///
/// - SeeAlso: Leng et al., "Taming Overconfidence in LLMs: Reward Calibration in RLHF" (PPO-M), 2024.
package enum ConfidencePairs {
  /// What is stated beside a response.
  package enum Confidence: String, Sendable, CaseIterable { case low, high }

  /// A response by number with what is stated beside it.
  package struct Side: Sendable, Hashable {
    package var response: Int
    package var confidence: Confidence

    package init(_ response: Int, _ confidence: Confidence) {
      self.response = response
      self.confidence = confidence
    }
  }

  /// A response beside itself.
  ///
  /// - Parameter isRight: whether it is a chosen one, which should be sure.
  package static func of(_ response: Int, isRight: Bool) -> (chosen: Side, rejected: Side) {
    isRight
      ? (Side(response, .high), Side(response, .low))
      : (Side(response, .low), Side(response, .high))
  }
}
