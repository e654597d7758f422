internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// How well single cues predict the labels of a corpus.
struct AuditCues {
  /// A cue with what it came to.
  struct Found {
    var name: String
    /// `the longer answer wins`.
    var words: String
    var why: String
    var result: CueResult

    /// Whether it differs so seldom that it can tell nothing.
    var isSilent: Bool { result.equal * 50 >= result.pairs * 49 }
  }

  /// Of those read from the texts, most predictive first.
  var texts: [Found] = []
  /// Which answer stood first, by votes; `nil` without any.
  var side: CueResult?
  /// Names of generators, by votes; `nil` where they are not given.
  var generators: CueResult?
  /// By share of wins.
  var ranking: [(name: String, wins: Int, pairs: Int)] = []

  /// Whether the file lists the better answer always first, or always second, as its format has it.
  var isOrderedByLabel: Bool {
    guard let side, side.pairs > 0 else { return false }
    return side.accuracy.value == 1
  }

  init(
    store: Store, plan: RunPlan, runs: PlanRuns, _ resources: Resources
  ) throws(WinnowError) {
    texts = try Self.texts(store, runs, resources)
    var sides = CueTally()
    var names = GeneratorTally()
    try VoteSides.forEach(store) { vote in
      let partition = CueTally.partition(vote.group)
      sides.add(vote.firstWon ? .up : .down, partition: partition)
      guard !vote.winner.isEmpty, !vote.loser.isEmpty, vote.winner != vote.loser else { return }
      names.add(winner: vote.winner, loser: vote.loser, partition: partition)
    }
    side = sides.result.pairs > 0 ? sides.result : nil
    generators = names.result
    ranking = names.ranking()
  }

  /// Reads all decided pairs, on several threads; sums do not depend on how many.
  private static func texts(
    _ store: Store, _ runs: PlanRuns, _ resources: Resources
  ) throws(WinnowError) -> [Found] {
    let selection = Selection(
      ingests: runs.ingests,
      labels: runs.stages.filter { $0.stage == "labels.majority" }.map(\.run))
    let slices = try PairSlice.all(store)
    var tallies = [CueTally](repeating: CueTally(), count: Cue.all.count)
    let progress = resources.progressSink
    progress.begin("cues", total: slices.count)
    try inOrder(
      0..<slices.count, jobs: max(1, resources.jobs),
      worker: { () throws(WinnowError) in (try PairReader(store), CueReader()) },
      work: { (own, number) throws(WinnowError) -> [CueTally] in
        var found = [CueTally](repeating: CueTally(), count: Cue.all.count)
        let reader = own.1
        _ = try own.0.read(slices[number], selection, .texts) { batch in
          Self.count(batch, reader, into: &found)
        }
        return found
      },
      consume: { (number, found) throws(WinnowError) in
        for i in tallies.indices { tallies[i].add(found[i]) }
        progress.advance(
          "cues", done: number + 1, unit: "slices read",
          share: Double(number + 1) / Double(slices.count))
      })
    return zip(Cue.all, tallies).map { cue, tally in
      let result = tally.result
      return Found(
        name: cue.name, words: "the better one \(result.pointsUp ? cue.words : cue.opposite)",
        why: cue.why, result: result)
    }.sorted { a, b in
      (a.result.accuracy.value ?? 0, b.name) > (b.result.accuracy.value ?? 0, a.name)
    }
  }

  private static func count(
    _ batch: PairBatch, _ reader: CueReader, into tallies: inout [CueTally]
  ) {
    for i in batch.rows.indices {
      guard let b = batch.b[i], batch.decisions[i] == .a || batch.decisions[i] == .b else {
        continue
      }
      let differences = reader.differences(
        prompt: batch.prompts[i], batch.a[i], b, in: batch.arena)
      let partition = CueTally.partition(batch.groups[i])
      let isA = batch.decisions[i] == .a
      for (k, difference) in differences.enumerated() {
        let more = isA ? difference : -difference
        tallies[k].add(more > 0 ? .up : more < 0 ? .down : .equal, partition: partition)
      }
    }
  }
}
