internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Turns what a detector found into findings, and commits them in the order of rows.
struct NoiseBatches {
  let corpus: Corpus
  let features: PairFeatures
  let judged: NoiseJudgement
  /// Whether a pair is dropped, flipped or marked, in the order of the features.
  let taken: [Bool]
  let action: NoiseAction
  let keepsDynamics: Bool

  /// Pairs to a batch.
  private static let width = 5000
  private static let reason: Reason = "label_likely_wrong"

  func commit() throws(WinnowError) {
    // By public id: batches must not depend on the order in which files were read.
    let facts = features.rows.facts
    let order = facts.indices.sorted { facts[$0].id < facts[$1].id }
    for start in stride(from: 0, to: order.count, by: Self.width) {
      let part = order[start..<min(start + Self.width, order.count)]
      var batch = CorpusBatch(pairs: part.count)
      for i in part { add(i, to: &batch) }
      try corpus.commit(batch)
    }
    let left = features.left.values.reduce(0) { $0 + $1.count }
    guard left > 0 || features.heldOut > 0 || order.isEmpty else { return }
    var rest = CorpusBatch(pairs: left)
    for (why, rows) in features.left { rest.counts["not judged: \(why)"] = rows.count }
    rest.counts["held_out"] = features.heldOut
    try corpus.commit(rest)
  }

  private func add(_ i: Int, to batch: inout CorpusBatch) {
    let row = features.rows.facts[i].row
    if let wrong = judged.wrong {
      batch.noise.append(
        NoiseRow(pair: row, wrong: wrong[i], ambiguity: judged.ambiguity?[i] ?? 0))
    }
    if keepsDynamics {
      for (peer, run) in judged.dynamics.runs.enumerated() {
        batch.dynamics.append(
          DynamicsRow(
            pair: row, peer: Int64(peer), fold: Int64(judged.folds.assignment[i]),
            margins: run.epochs.map { $0[i] }))
      }
    }
    guard let action = verdict(i) else { return }
    batch.findings.append(
      Finding(.pair, row, Verdict(action, Self.reason, evidence: evidence(i))))
  }

  private func verdict(_ i: Int) -> Verdict.Action? {
    switch action {
    case .weight:
      // Six digits: the same weight on every machine that rounds its last bit otherwise.
      let weight = ((1 - (judged.wrong?[i] ?? 0)) * 1e6).rounded() / 1e6
      return .weight(max(0, min(1, weight)))
    case .drop: return taken[i] ? .drop : nil
    case .flip: return taken[i] ? .flip : nil
    case .mark: return taken[i] ? .mark : nil
    }
  }

  /// A JSON object: how sure, what each model says, and which features pull which way.
  private func evidence(_ i: Int) -> String {
    func digits(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
    var members: [String] = []
    if let wrong = judged.wrong { members.append("\"wrong\":\(digits(wrong[i]))") }
    if let ambiguity = judged.ambiguity {
      members.append("\"ambiguity\":\(digits(ambiguity[i]))")
    }
    if judged.wrong == nil { members.append("\"score\":\(digits(judged.scores[i]))") }
    let margins = judged.dynamics.runs.compactMap { run -> String? in
      let mean = run.epochs.reduce(0) { $0 + Double($1[i]) } / Double(max(1, run.epochs.count))
      // A recorded model need not have every pair.
      guard mean.isFinite else { return nil }
      return "\(JSONText.quoted(run.name)):\(digits(mean))"
    }
    if !margins.isEmpty { members.append("\"margins\":{\(margins.joined(separator: ","))}") }
    // Only who acts on a pair needs its reasons; for weights they would be most of the store.
    if action != .weight || (judged.wrong?[i] ?? 0) > 0.5 {
      let pulls = judged.pulls(i).map { pull in
        "\(JSONText.quoted(pull.feature)):\(digits(pull.margin))"
      }
      if !pulls.isEmpty { members.append("\"pulls\":{\(pulls.joined(separator: ","))}") }
    }
    return "{\(members.joined(separator: ","))}"
  }
}
