internal import Foundation
internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// The trees of responses that the last plan of a store has, with the bias that holds for each.
struct CertaintyCorpus: Sendable {
  /// In the order of their prompts' ids.
  let trees: [ScoredTree]
  /// Fitted on the prompts of the other half; by half.
  let biases: [BranchBias]

  init(_ store: Store, _ selection: Selection, jobs: Int, progress: any ProgressSink)
    throws(WinnowError)
  {
    let last = try TreeSearch.lastPrompt(store)
    let slices = stride(from: Int64(1), through: max(0, last), by: 1024).map {
      $0...min($0 + 1023, last)
    }
    var found: [ScoredTree] = []
    progress.begin("trees", total: slices.count)
    try inOrder(
      0..<slices.count, jobs: jobs,
      worker: { () throws(WinnowError) in
        (
          try ResponseReader(store, selection, .init(texts: false)),
          try TreeReader(store, selection)
        )
      },
      work: { (own, number) throws(WinnowError) -> [ScoredTree] in
        try Interrupt.check()
        var trees: [ScoredTree] = []
        _ = try own.0.read(prompts: slices[number], largest: 10_000) { batch in
          for prompt in batch.prompts {
            guard let tree = try own.1.tree(of: prompt.row, .pieces) else { continue }
            if let scored = ScoredTree(tree.tree, prompt, batch) { trees.append(scored) }
          }
        }
        return trees
      },
      consume: { (number, trees) throws(WinnowError) in
        found += trees
        progress.advance(
          "trees", done: number + 1, unit: "slices read",
          share: Double(number + 1) / Double(slices.count))
      })
    let sorted = found.sorted { $0.prompt.id < $1.prompt.id }
    guard !sorted.isEmpty else {
      throw WinnowError(
        WinnowError.Code("no-tree", exitStatus: 1),
        "the last plan of the store has no trees of responses",
        hint: "they are made by `trees.shared_prefix` or `trees.generate`")
    }
    var biases: [BranchBias] = []
    for half in 0..<2 {
      guard let bias = BranchBias(sorted.filter { Self.half($0.group) != half }) else {
        throw WinnowError(
          WinnowError.Code("no-scores", exitStatus: 1),
          "what a shared beginning is worth cannot be fitted: there are no decided pairs whose responses have different scores, of which the greater wins more often",
          hint:
            "trees get scores by `score:` of `trees.shared_prefix`, or from pairs that were decided before it"
        )
      }
      biases.append(bias)
    }
    trees = sorted
    self.biases = biases
  }

  private static func half(_ group: PublicID) -> Int { Int(Sampling.word(group, 0x4A1F) % 2) }

  /// Fitted without the tree's own group.
  func bias(for tree: ScoredTree) -> BranchBias { biases[Self.half(tree.group)] }
}
