internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Makes the goal-conditioned pairs of a batch of prompts.
struct Augmenting: Sendable {
  let stage: RewardAugmentedStage
  let scales: [GoalScale]
  let seed: UInt64

  /// What a batch comes to, and the highest goal that its pairs state, by attribute.
  func batch(_ batch: ResponseBatch) -> (found: CorpusBatch, highest: [Double]) {
    var out = CorpusBatch(pairs: batch.pairs.count)
    var highest = [Double](repeating: -.infinity, count: scales.count)
    // Under a prompt that states a goal already, answers have no scores.
    for prompt in batch.plainPrompts { add(prompt, of: batch, to: &out, &highest) }
    return (out, highest)
  }

  private func add(
    _ prompt: ResponseBatch.Prompt, of batch: ResponseBatch, to out: inout CorpusBatch,
    _ highest: inout [Double]
  ) {
    // By attribute, the scores of the prompt's responses.
    let peers = scales.indices.map { k in
      batch.responses[prompt.responses].map { $0.scores[k] }.filter { $0.isFinite }
    }
    for pair in batch.pairs[prompt.pairs] {
      guard let (chosen, rejected) = pair.ordered else { continue }
      // A parent that is to stay is marked where it would be dropped.
      func passOver(_ reason: Reason, evidence: String = "") {
        out.findings.append(
          Finding(
            .pair, pair.row,
            stage.parents == .keep
              ? .mark(reason, evidence: evidence) : .drop(reason, evidence: evidence)))
      }
      func goals(_ response: Int) -> [Double]? {
        let own = batch.responses[response].scores
        guard own.allSatisfy(\.isFinite) else { return nil }
        return own.indices.map { scales[$0].goal(own[$0], among: peers[$0]) }
      }
      guard let won = goals(chosen), let lost = goals(rejected) else {
        passOver("no_score")
        continue
      }
      let evidence = "{\"goals\":[\(digits(won)),\(digits(lost))]}"
      switch areAlike(won, lost) ? .tie : Self.order(won, lost, minGap: stage.minGap) {
      case .tie:
        passOver("below_min_gap", evidence: evidence)
        continue
      case .inverted:
        out.findings.append(
          Finding(
            .pair, pair.row,
            stage.inversions == .drop
              ? .drop("score_inverts_label", evidence: evidence)
              : .mark("score_inverts_label", evidence: evidence)))
        continue
      case .asLabelled: break
      }
      guard Draw.unit(pair.id, seed &+ 0x52_41) < stage.share else {
        passOver("not_sampled")
        continue
      }
      if stage.parents == .replace {
        out.findings.append(Finding(.pair, pair.row, .drop("replaced")))
      }
      let sure = pair.sure
      let own = (pair: pair.row, prompt: prompt.row, sure: sure, evidence: evidence)
      if stage.keep != .rejected {
        highest = zip(highest, won).map(max)
        out.made.append(
          child(own, batch, prompt, goal: won, better: chosen, worse: rejected, "goal_chosen"))
      }
      if stage.keep != .chosen {
        highest = zip(highest, lost).map(max)
        out.made.append(
          child(own, batch, prompt, goal: lost, better: rejected, worse: chosen, "goal_rejected"))
      }
    }
  }

  private func child(
    _ parent: (pair: Int64, prompt: Int64, sure: Double, evidence: String), _ batch: ResponseBatch,
    _ prompt: ResponseBatch.Prompt, goal: [Double], better: Int, worse: Int, _ role: Reason
  ) -> DerivedPair {
    let goals = zip(stage.scores, goal).map { (name: GoalNames.words($0), value: $1) }
    let text = stage.template.filled(goals, low: stage.low, high: stage.high)
    return DerivedPair(
      parent: parent.pair, place: .pair(parent.pair), prompt: parent.prompt,
      newPrompt: GoalPrompt.text(prompt, batch, with: text, in: stage.turn),
      chosen: .row(batch.responses[better].row),
      rejected: .row(batch.responses[worse].row), probability: parent.sure, role: role,
      evidence: parent.evidence)
  }

  /// What is said of both goals must differ, else both children would ask for the same.
  private func areAlike(_ won: [Double], _ lost: [Double]) -> Bool {
    won.map(GoalTemplate.digits) == lost.map(GoalTemplate.digits)
  }

  /// How the goals of a labelled pair stand to each other.
  enum Order { case asLabelled, inverted, tie }

  /// With several attributes the distance is Euclidean, as R(x, y, g) = −‖g − r‖², and the mean decides which
  /// answer is the better one.
  static func order(_ chosen: [Double], _ rejected: [Double], minGap: Double) -> Order {
    let square = zip(chosen, rejected).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    // Goals are sums of steps: equal ones may differ in the last bit.
    guard square > 1e-18, square.squareRoot() >= minGap - 1e-9 else { return .tie }
    let gap = zip(chosen, rejected).reduce(0) { $0 + $1.0 - $1.1 }
    return gap < -1e-9 ? .inverted : .asLabelled
  }

  private func digits(_ goals: [Double]) -> String {
    goals.count == 1
      ? GoalTemplate.digits(goals[0])
      : "[\(goals.map(GoalTemplate.digits).joined(separator: ","))]"
  }
}
