internal import Pipeline
internal import Records
internal import Scoring
internal import Store

extension CertaintyEvaluation {
  /// A comparison that was chosen, and of which tree.
  struct Chosen: Sendable {
    var tree: Int
    var next: NextComparisons.Next
  }

  /// The comparisons whose gains are greatest, one after the other, over all prompts; a draw of as many beside them.
  func propose(
    _ corpus: CertaintyCorpus, into results: inout CertaintyResults, _ progress: any ProgressSink
  ) throws(WinnowError) -> [Chosen] {
    var states: [NextComparisons] = []
    var best: [NextComparisons.Next?] = []
    progress.begin("next", total: corpus.trees.count)
    try inOrder(
      0..<corpus.trees.count, jobs: jobs, worker: { () throws(WinnowError) in () },
      work: { (_, number) throws(WinnowError) -> (NextComparisons, NextComparisons.Next?) in
        try Interrupt.check()
        let state = NextComparisons(
          corpus.trees[number], bias: corpus.bias(for: corpus.trees[number]))
        return (state, state.best())
      },
      consume: { (number, found) throws(WinnowError) in
        states.append(found.0)
        best.append(found.1)
        progress.advance(
          "next", done: number + 1, unit: "trees",
          share: Double(number + 1) / Double(corpus.trees.count))
      })
    results.before = Self.mean(states)
    results.drawn = Self.mean(Self.drawn(states, next))
    var chosen: [Chosen] = []
    while chosen.count < next {
      // Of equal gains the one of the prompt with the lower id.
      let tree = best.indices.max { (best[$0]?.gain ?? 0) < (best[$1]?.gain ?? 0) }
      guard let tree, let own = best[tree], own.gain > 0 else { break }
      try Interrupt.check()
      chosen.append(Chosen(tree: tree, next: own))
      states[tree].take(own)
      best[tree] = states[tree].best()
    }
    results.after = Self.mean(states)
    return chosen
  }

  private static func mean(_ states: [NextComparisons]) -> Double {
    states.reduce(0) { $0 + $1.distance } / Double(max(1, states.count))
  }

  /// So many comparisons, each of a drawn prompt.
  private static func drawn(_ states: [NextComparisons], _ count: Int) -> [NextComparisons] {
    var states = states
    var random = SplitMix64(0xD4A3)
    guard !states.isEmpty else { return states }
    for _ in 0..<count {
      let tree = random.below(states.count)
      if let next = states[tree].drawn() { states[tree].take(next) }
    }
    return states
  }

  /// The chosen ones with their texts.
  func proposals(
    _ chosen: [Chosen], _ corpus: CertaintyCorpus, _ store: Store
  ) throws(WinnowError) -> [CertaintyProposal] {
    var proposals: [CertaintyProposal] = []
    for own in chosen {
      let tree = corpus.trees[own.tree]
      let rows = [tree.leaves[own.next.a].row, tree.leaves[own.next.b].row]
      let texts = try ResponseTexts.read(store, rows)
      guard texts.count == 2 else { continue }
      proposals.append(
        CertaintyProposal(
          promptID: tree.prompt.id, next: own.next,
          sharedDepth: tree.sharedDepth(own.next.a, own.next.b), a: texts[0], b: texts[1]))
    }
    return proposals
  }
}
