internal import Foundation
internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Makes the pairs of a batch of prompts for `BuildPairsStage`.
struct PairBuilding: Sendable {
  let stage: BuildPairsStage
  let seed: UInt64

  /// Two responses by place in the batch.
  private struct Couple {
    var better: Int
    var worse: Int
    var gap: Double
  }

  /// Why nothing is made of a prompt.
  private struct Nothing: Error {
    var reason: Reason
  }

  /// Pairs after which a batch is committed.
  private static let batchPairs = 20_000

  func batches(_ batch: ResponseBatch) throws(WinnowError) -> [CorpusBatch] {
    var out: [CorpusBatch] = [CorpusBatch(pairs: 0)]
    for prompt in batch.plainPrompts {
      if out[out.count - 1].made.count >= Self.batchPairs { out.append(CorpusBatch(pairs: 0)) }
      let last = out.count - 1
      out[last].pairs += prompt.pairs.count
      if stage.score == nil {
        CalibratedPairs(stage: stage).add(prompt, batch, to: &out[last])
      } else {
        try add(prompt, batch, to: &out[last])
      }
    }
    return out
  }

  private func add(
    _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, to out: inout CorpusBatch
  ) throws(WinnowError) {
    var own = MadePairs(prompt, batch)
    let couples: [Couple]
    do throws(Nothing) { couples = try self.couples(own) } catch {
      out.counts["prompts without a pair: \(error.reason)"] += 1
      if stage.oldPairs == .replace { own.drop(error.reason, to: &out) }
      return
    }
    guard couples.count <= BuildPairsStage.mostPairs || stage.perPrompt > 0 else {
      throw WinnowError(
        WinnowError.Code("too-many-pairs", exitStatus: 2),
        "a prompt with \(prompt.responses.count) responses makes \(couples.count) pairs: `\(prompt.id)`",
        hint: "write `per_prompt: N`, or a larger `min_gap`")
    }
    guard let place = own.place else { return }
    if stage.kind == .calibrated, let couple = couples.first {
      let made = CalibratedPairs(stage: stage).made(
        better: couple.better, worse: couple.worse, prompt, batch, place)
      if let made {
        out.made += made
        if stage.combined { own.note(couple.better, couple.worse) }
      }
      if stage.oldPairs == .replace {
        own.drop(made == nil ? "no_plain_text" : "replaced", to: &out)
      }
      return
    }
    for couple in couples {
      own.note(couple.better, couple.worse)
      out.made.append(
        DerivedPair(
          place: place, prompt: prompt.row, chosen: .row(batch.responses[couple.better].row),
          rejected: .row(batch.responses[couple.worse].row),
          probability: stage.probability == .logistic
            ? 1 / (1 + exp(-couple.gap / stage.temperature)) : 1,
          role: Reason(stage.kind.rawValue),
          evidence: "{\"scores\":[\(Evidence.number(score(couple.better, batch))),"
            + "\(Evidence.number(score(couple.worse, batch)))]}"))
    }
    if stage.oldPairs == .replace { own.drop("replaced", to: &out) }
  }

  private func score(_ response: Int, _ batch: ResponseBatch) -> Double {
    batch.responses[response].scores.first ?? .nan
  }

  private func couples(_ own: MadePairs) throws(Nothing) -> [Couple] {
    let batch = own.batch
    // From the best down; of equal scores the lower public id first.
    let scored = own.prompt.responses.filter { score($0, batch).isFinite }.sorted {
      let (one, other) = (score($0, batch), score($1, batch))
      return one != other ? one > other : $0 < $1
    }
    guard scored.count > 1 else { throw Nothing(reason: "too_few_scored") }
    switch stage.kind {
    case .pointSift: return try [sifted(own)]
    case .all: return try every(scored, own)
    case .bestWorst, .calibrated: return try [bestWorst(scored, own)]
    }
  }

  private func isEnough(_ gap: Double) -> Bool { gap > 0 && gap >= stage.minGap }

  private func bestWorst(_ scored: [Int], _ own: MadePairs) throws(Nothing) -> Couple {
    let first = Couple(
      better: scored[0], worse: scored[scored.count - 1],
      gap: score(scored[0], own.batch) - score(scored[scored.count - 1], own.batch))
    guard isEnough(first.gap) else { throw Nothing(reason: "below_min_gap") }
    if !own.isFallen(first.better, first.worse) { return first }
    // The widest gap among the others.
    guard let next = try every(scored, own).max(by: { $0.gap < $1.gap }) else {
      throw Nothing(reason: "dropped_before")
    }
    return next
  }

  private func every(_ scored: [Int], _ own: MadePairs) throws(Nothing) -> [Couple] {
    var kept: [(order: UInt64, couple: Couple)] = []
    var couples: [Couple] = []
    var met = false
    for (place, better) in scored.enumerated() {
      for worse in scored[(place + 1)...].reversed() {
        let gap = score(better, own.batch) - score(worse, own.batch)
        // Those behind it are nearer still.
        guard isEnough(gap) else { break }
        met = true
        guard own.prompt.fallen.isEmpty || !own.isFallen(better, worse) else { continue }
        let couple = Couple(better: better, worse: worse, gap: gap)
        guard stage.kind == .all && stage.perPrompt > 0 else {
          couples.append(couple)
          continue
        }
        kept.append((order(better, worse, own.batch), couple))
        if kept.count > 4 * stage.perPrompt + 1000 { cut(&kept) }
      }
    }
    if stage.kind == .all && stage.perPrompt > 0 {
      cut(&kept)
      couples = kept.map(\.couple)
    }
    guard !couples.isEmpty else { throw Nothing(reason: met ? "dropped_before" : "below_min_gap") }
    return couples
  }

  /// A seeded place for the draw, by public ids alone.
  private func order(_ one: Int, _ other: Int, _ batch: ResponseBatch) -> UInt64 {
    Draw.word(.pair(batch.responses[one].id, batch.responses[other].id), seed &+ 0x42_50)
  }

  private func cut(_ kept: inout [(order: UInt64, couple: Couple)]) {
    kept.sort { $0.order < $1.order }
    kept.removeLast(max(0, kept.count - stage.perPrompt))
  }

  private func sifted(_ own: MadePairs) throws(Nothing) -> Couple {
    let start = own.prompt.responses.lowerBound
    let comparisons = own.batch.pairs[own.prompt.pairs].filter { $0.a >= 0 && $0.b >= 0 }.map {
      PairRankPointSift.Comparison(
        first: $0.a - start, second: $0.b - start,
        // What was decided, not how sure: a majority is a win.
        label: $0.decision == .a ? 1 : $0.decision == .b ? 0 : 0.5)
    }
    let points = own.prompt.responses.map { score($0, own.batch) }
    switch PairRankPointSift().select(comparisons, points: points) {
    case .noSplit: throw Nothing(reason: "no_split")
    case .conflict: throw Nothing(reason: "conflict")
    case .pair(let chosen, let rejected, let gap):
      guard isEnough(gap) else { throw Nothing(reason: "below_min_gap") }
      guard !own.isFallen(start + chosen, start + rejected) else {
        throw Nothing(reason: "dropped_before")
      }
      return Couple(better: start + chosen, worse: start + rejected, gap: gap)
    }
  }
}
