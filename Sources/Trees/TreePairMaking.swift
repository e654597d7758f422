internal import Pipeline
internal import Records
internal import Store

/// Makes the pairs of a batch of prompts for `TreePairsStage`.
struct TreePairMaking: Sendable {
  let stage: TreePairsStage
  let sampling: TreeSampling

  /// Pairs after which a batch is committed.
  private static let batchPairs = 20_000

  init(stage: TreePairsStage, seed: UInt64) {
    self.stage = stage
    sampling = TreeSampling(
      sampler: stage.sampler, isSteps: stage.form == .step, minGap: stage.minGap,
      quota: stage.quota, seed: seed)
  }

  func batches(
    _ batch: ResponseBatch, _ reader: TreeReader
  ) throws(WinnowError) -> (batches: [CorpusBatch], survey: PairSurvey) {
    var out = [CorpusBatch(pairs: 0)]
    var survey = PairSurvey()
    for prompt in batch.plainPrompts {
      if out[out.count - 1].made.count >= Self.batchPairs { out.append(CorpusBatch(pairs: 0)) }
      out[out.count - 1].pairs += prompt.pairs.count
      try add(prompt, batch, reader, to: &out[out.count - 1], &survey)
    }
    return (out, survey)
  }

  private func add(
    _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, _ reader: TreeReader,
    to out: inout CorpusBatch, _ survey: inout PairSurvey
  ) throws(WinnowError) {
    var own = MadePairs(prompt, batch)
    var places: [Int64: Int] = [:]
    for place in prompt.responses { places[batch.responses[place].row] = place }
    var labels: [[Int]: Int] = [:]
    for pair in batch.pairs[prompt.pairs] {
      if let ordered = pair.ordered { labels[[pair.a, pair.b]] = ordered.chosen }
    }
    var reason: Reason = "no_tree"
    var made = 0
    var kind = stage.kind
    if kind == nil { kind = try reader.lastKind() }
    if let found = try reader.tree(of: prompt.row, kind), let place = own.place {
      let tree = PromptTree(found.tree, top: found.node, responses: Set(places.keys))
      let pairs = try pairs(tree, prompt)
      if tree.leaves.count > 1 { reason = pairs.isEmpty ? "below_min_gap" : "dropped_before" }
      for pair in pairs {
        guard let better = places[row(pair.leaves.better, tree)],
          let worse = places[row(pair.leaves.worse, tree)]
        else { continue }
        if let derived = step(pair, tree, (better, worse), prompt, batch, place) {
          out.made.append(derived)
        } else {
          guard prompt.fallen.isEmpty || !own.isFallen(better, worse) else { continue }
          own.note(better, worse)
          if isTurned(better, worse, labels) { out.counts["pairs made against their label"] += 1 }
          out.made.append(
            DerivedPair(
              place: place, prompt: prompt.row, chosen: .row(batch.responses[better].row),
              rejected: .row(batch.responses[worse].row), role: role, evidence: evidence(pair, tree)
            ))
        }
        made += 1
        survey.depths[tree.tree.nodes[pair.fork.node].depth, default: 0] += 1
      }
    }
    if made > 0 {
      survey.prompts += 1
    } else {
      out.counts["prompts without a pair: \(reason)"] += 1
    }
    if stage.oldPairs == .replace { own.drop(made > 0 ? "replaced" : reason, to: &out) }
  }

  /// Whether the prompt has this pair with the other one preferred.
  private func isTurned(_ better: Int, _ worse: Int, _ labels: [[Int]: Int]) -> Bool {
    labels[[min(better, worse), max(better, worse)]] == worse
  }

  private func row(_ leaf: Int, _ tree: PromptTree) -> Int64 {
    tree.tree.nodes[leaf].response?.row ?? 0
  }

  private func pairs(
    _ tree: PromptTree, _ prompt: ResponseBatch.Prompt
  ) throws(WinnowError) -> [TreeSampling.Pair] {
    var sampling = sampling
    // A reply is one step.
    if tree.tree.kind == .turns { sampling.isSteps = false }
    do throws(TreeSampling.TooMany) {
      let pairs = try sampling.pairs(tree)
      return stage.baseline == .none
        ? pairs : sampling.baseline(stage.baseline, pairs.count, tree)
    } catch {
      throw WinnowError(
        WinnowError.Code("too-many-pairs", exitStatus: 2),
        "a prompt with \(tree.leaves.count) responses makes more than \(TreeSampling.mostPairs) pairs: `\(prompt.id)`",
        hint: "write `quota: N`, or a larger `min_gap`")
    }
  }

  private var role: Reason {
    switch stage.baseline {
    case .none: Reason(stage.form == .step ? "tree_step" : "tree_outcome")
    case .chain: "tree_chain"
    case .random: "tree_random"
    }
  }

  // MARK: Steps

  /// The pair of two steps; `nil` where whole responses are meant, or where both steps are.
  private func step(
    _ pair: TreeSampling.Pair, _ tree: PromptTree, _ places: (better: Int, worse: Int),
    _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, _ place: DerivedPair.Place
  ) -> DerivedPair? {
    guard stage.form == .step, tree.tree.kind == .pieces else { return nil }
    let better = tree.step(
      pair.better, of: pair.fork, in: batch.bytes(batch.responses[places.better].body))
    let worse = tree.step(
      pair.worse, of: pair.fork, in: batch.bytes(batch.responses[places.worse].body))
    func text(_ piece: [UInt8], _ place: Int) -> DerivedPair.Text {
      let response = batch.responses[place]
      return piece.count == Int(response.body.slice.count) ? .row(response.row) : .new(.text, piece)
    }
    let (chosen, rejected) = (text(better.piece, places.better), text(worse.piece, places.worse))
    if better.prefix.isEmpty, case .row = chosen, case .row = rejected { return nil }
    return DerivedPair(
      place: place, prompt: prompt.row,
      newPrompt: better.prefix.isEmpty ? nil : Self.begun(prompt.text, batch, better.prefix),
      chosen: chosen, rejected: rejected, role: role, evidence: evidence(pair, tree))
  }

  /// The prompt with an unfinished turn of the assistant; one that it ends with goes on.
  private static func begun(
    _ prompt: Body, _ batch: ResponseBatch, _ prefix: [UInt8]
  ) -> DerivedPair.Text {
    .new(.messages, BegunTurn.list(batch.bytes(prompt), prompt.form, prefix))
  }

  private func evidence(_ pair: TreeSampling.Pair, _ tree: PromptTree) -> String {
    let fork = tree.tree.nodes[pair.fork.node]
    let advantage = [pair.better, pair.worse].map { Evidence.number($0.value - pair.fork.value) }
    var members = [
      "\"sampler\":\"\(stage.baseline == .none ? stage.sampler.rawValue : stage.baseline.rawValue)\"",
      "\"lca_depth\":\(fork.depth)",
      "\"shared_bytes\":\(tree.sharedBytes(pair.fork.node))",
      "\"values\":[\(Evidence.number(pair.values.better)),\(Evidence.number(pair.values.worse))]",
    ]
    if tree.tree.kind == .pieces {
      members.append("\"advantage\":[\(advantage.joined(separator: ","))]")
    }
    if tree.isFuzzy(pair.better.node) || tree.isFuzzy(pair.worse.node) {
      members.append("\"fuzzy\":true")
    }
    return "{\(members.joined(separator: ","))}"
  }
}
