internal import Foundation
package import Pipeline
package import Records
internal import Scoring
internal import Store

/// How sure the trees of a corpus are of their responses' rewards, whether their shape helps, and what to compare next.
///
/// The graph of a prompt has its responses as nodes, its comparisons as edges of weight p(1 − p), and the branches of its
/// tree as edges of inductive bias (algorithms.md 4.2; Qiu et al., 2402.10184), whose weights are fitted on the
/// score differences of the other half of the groups. Uncertainty is the mean effective resistance between responses.
package struct CertaintyEvaluation: Sendable {
  package var store: String
  /// Comparisons to propose; 0 for none.
  package var next: Int
  package var seeds: Int
  package var jobs: Int

  package init(store: String, next: Int, seeds: Int, jobs: Int) {
    self.store = store
    self.next = next
    self.seeds = seeds
    self.jobs = jobs
  }

  /// Comparisons for each response that arms place.
  static let budgets = [0.5, 1, 2]
  /// Prompts with fewer scored responses say little of ways to place comparisons.
  private static let fewestLeaves = 4
  private static let mostLeaves = 64

  package func run(progress: any ProgressSink) throws(WinnowError) -> CertaintyResults {
    let store = try Store(reading: store)
    defer { store.close() }
    let selection = try Selection.lastPlan(store)
    let corpus = try CertaintyCorpus(store, selection, jobs: jobs, progress: progress)
    var results = CertaintyResults(store: PathText.name(self.store), corpus: corpus, seeds: seeds)
    try measure(corpus, into: &results, progress)
    try withhold(corpus, into: &results, progress)
    if next > 0 {
      let chosen = try propose(corpus, into: &results, progress)
      results.proposals = try proposals(chosen, corpus, store)
    }
    return results
  }

  /// Ways to place comparisons, prompt by prompt, on trees whose responses share something.
  private func measure(
    _ corpus: CertaintyCorpus, into results: inout CertaintyResults, _ progress: any ProgressSink
  ) throws(WinnowError) {
    let trees = corpus.trees.map(\.scoredAlone).filter {
      $0.isParted && (Self.fewestLeaves...Self.mostLeaves).contains($0.leaves.count)
    }
    results.parted = trees.count
    progress.begin("compare", total: trees.count)
    let (seeds, arms) = (seeds, CertaintyArm.allCases)
    try inOrder(
      0..<trees.count, jobs: jobs, worker: { () throws(WinnowError) in () },
      work: { (_, number) throws(WinnowError) -> [[CertaintyMeasure?]] in
        try Interrupt.check()
        let tree = trees[number]
        let bias = corpus.bias(for: tree)
        return Self.budgets.map { budget in
          arms.map { arm in
            let found = (0..<seeds).compactMap {
              arm.measure(tree, bias: bias, perResponse: budget, seed: UInt64($0))
            }
            guard found.count == seeds, seeds > 0 else { return nil }
            return CertaintyMeasure(
              distance: found.reduce(0) { $0 + $1.distance } / Double(seeds),
              accuracy: found.reduce(0) { $0 + $1.accuracy } / Double(seeds))
          }
        }
      },
      consume: { (number, found) throws(WinnowError) in
        results.add(found)
        progress.advance(
          "compare", done: number + 1, unit: "trees",
          share: Double(number + 1) / Double(trees.count))
      })
  }

  /// Labels that are there and withheld, told by the others.
  private func withhold(
    _ corpus: CertaintyCorpus, into results: inout CertaintyResults, _ progress: any ProgressSink
  ) throws(WinnowError) {
    let trees = corpus.trees.filter {
      $0.isParted && $0.comparisons.count > 2 && $0.leaves.count <= 400
    }
    progress.begin("withhold", total: trees.count)
    try inOrder(
      0..<trees.count, jobs: jobs, worker: { () throws(WinnowError) in () },
      work: { (_, number) throws(WinnowError) -> [[Double]] in
        try Interrupt.check()
        return Self.withheld(trees[number], corpus.bias(for: trees[number]))
      },
      consume: { (number, margins) throws(WinnowError) in
        results.addWithheld(margins, group: trees[number].group)
        progress.advance(
          "withhold", done: number + 1, unit: "trees",
          share: Double(number + 1) / Double(trees.count))
      })
  }

  /// Margins of the labels of a quarter of the comparisons, drawn by their ids, by the other three: with the tree, without,
  /// and with the responses at other places.
  private static func withheld(_ tree: ScoredTree, _ bias: BranchBias) -> [[Double]] {
    let ordered = tree.comparisons.sorted { one, other in
      func key(_ pair: (better: Int, worse: Int)) -> UInt64 {
        let (a, b) = (tree.leaves[pair.better].id, tree.leaves[pair.worse].id)
        return Sampling.word(a < b ? .pair(a, b) : .pair(b, a), 0x3E1D)
      }
      return key(one) < key(other)
    }
    let count = max(1, ordered.count / 4)
    let (asked, known) = (ordered.prefix(count), ordered.dropFirst(count))
    return [(tree, BranchBias.Kind.tree), (tree, .flat), (tree.shuffled(0x5AFF), .tree)].map {
      (own, kind) in
      let graph = bias.graph(own, kind)
      let posterior = RewardPosterior(
        count: graph.count, bias: graph.edges,
        comparisons: known.map { (graph.leaves[$0.better], graph.leaves[$0.worse]) })
      return asked.map {
        posterior.difference(graph.leaves[$0.better], graph.leaves[$0.worse])
      }
    }
  }
}
