internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Makes the goal-conditioned pairs of a batch of prompts.
struct Augmenting: Sendable {
  let stage: RewardAugmentedStage
  let scales: [GoalScale]
  let seed: UInt64

  func batch(_ batch: ResponseBatch) -> CorpusBatch {
    var out = CorpusBatch(pairs: batch.pairs.count)
    for prompt in batch.prompts { add(prompt, of: batch, to: &out) }
    return out
  }

  private func add(
    _ prompt: ResponseBatch.Prompt, of batch: ResponseBatch, to out: inout CorpusBatch
  ) {
    // By attribute, the scores of the prompt's responses.
    let peers = scales.indices.map { k in
      batch.responses[prompt.responses].map { $0.scores[k] }.filter { $0.isFinite }
    }
    for pair in batch.pairs[prompt.pairs] {
      // What such a stage made is conditioned already.
      if let role = pair.role, RewardAugmentedStage.roles.contains(role) { continue }
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
      switch Self.order(won, lost, minGap: stage.minGap) {
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
      let sure = max(pair.probability, 1 - pair.probability)
      let own = (pair: pair.row, prompt: prompt.row, sure: sure, evidence: evidence)
      if stage.keep != .rejected {
        out.made.append(
          child(own, batch, prompt, goal: won, better: chosen, worse: rejected, "goal_chosen"))
      }
      if stage.keep != .chosen {
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
    let raw = unsafe batch.arena[prompt.text.slice].assumingMemoryBound(to: UInt8.self)
    let body = unsafe GoalPrompt.body(prompt.text.form, raw.span, with: text, in: stage.turn)
    return DerivedPair(
      parent: parent.pair, place: .pair(parent.pair), prompt: parent.prompt,
      newPrompt: .new(body.form, body.bytes), chosen: .row(batch.responses[better].row),
      rejected: .row(batch.responses[worse].row), probability: parent.sure, role: role,
      evidence: parent.evidence)
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
