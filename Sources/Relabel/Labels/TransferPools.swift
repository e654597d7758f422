internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Reads the two pools of pairs between which labels are carried.
struct TransferPools {
  let stage: TransferStage
  let corpus: Corpus

  /// A pair of a pool.
  struct Pair: Sendable {
    var row: Int64
    var id: PublicID
    var group: PublicID
    var responses: (a: Int64, b: Int64)
    /// That a is better: 1 or 0; ½ where nothing is decided.
    var label: Double
    /// Whether nothing is decided of it.
    var isOpen: Bool { label == 0.5 }
    /// Places of the two responses among the pool's items.
    var first = 0
    var second = 0
    /// Bytes of a less bytes of b.
    var longer = 0
  }

  /// Pairs with their responses' features.
  struct Pool: Sendable {
    var pairs: [Pair] = []
    /// Shape (items, `AnswerFeatures.dimension`).
    var features: [Float] = []
    /// Pairs that there are.
    var all = 0

    var items: Int { features.count / max(1, AnswerFeatures.dimension) }

    func distances(_ workers: Int) -> PoolDistances {
      PoolDistances(points: features, dimension: AnswerFeatures.dimension, workers: workers)
    }
  }

  struct Found: Sendable {
    var source: Pool
    var target: Pool
    /// Live pairs that the stage sees.
    var pairs: Int
    var heldOut: Int
    /// Drawn target pairs that share a prompt with the source.
    var shared: Int

    var comparisons: [LabelTransfer.Comparison] {
      source.pairs.map { .init(first: $0.first, second: $0.second, probability: $0.label) }
    }
  }

  func read() throws(WinnowError) -> Found {
    let items = Int64(stage.maxItems)
    // Distances of both pools, twice for the source, and four matrices of both.
    guard 28 * items * items < corpus.memory else {
      throw WinnowError(
        WinnowError.Code("too-little-memory", exitStatus: 2),
        "aligning \(items) responses a side needs more memory than the pipeline allows",
        hint: "raise `memory:`, or lower `max_items`")
    }
    let (source, target, pairs, heldOut) = try divide()
    guard source.count > 1 else {
      throw problem("source", "no decided pairs that `from` takes are in sight", option: "from")
    }
    guard !target.isEmpty else {
      throw problem("target", "no pairs are left to carry labels to", option: "to")
    }
    try Interrupt.check()
    var found = Found(
      source: try pool(draw(source, room: stage.maxItems), of: source.count),
      target: try pool(drawTarget(target), of: target.count), pairs: pairs, heldOut: heldOut,
      shared: 0)
    let groups = Set(found.source.pairs.map(\.group))
    found.shared = found.target.pairs.count { groups.contains($0.group) }
    return found
  }

  private func problem(_ code: String, _ words: String, option: String) -> WinnowError {
    WinnowError(
      WinnowError.Code("no-\(code)", exitStatus: 2), words,
      hint: "is a name of `\(option)` misspelt? `winnow status` lists sources and members")
  }

  // MARK: Who is in which pool

  private func divide() throws(WinnowError) -> (
    source: [Pair], target: [Pair], pairs: Int, heldOut: Int
  ) {
    var seen: [(pair: Pair, decision: Decision, split: String)] = []
    var pairs = 0
    let heldOut = try corpus.forEachBatch(
      [], worker: { () throws(WinnowError) in () },
      { (_, batch) throws(WinnowError) in
        let own = batch.rows.indices.filter { batch.responseRows[$0].b != 0 }.map { i in
          (
            pair: Pair(
              row: batch.rows[i], id: batch.ids[i], group: batch.groups[i],
              responses: batch.responseRows[i], label: 0.5), decision: batch.decisions[i],
            split: batch.splits[i]
          )
        }
        return (pairs: batch.count, own: own)
      },
      consume: {
        pairs += $0.pairs
        seen += $0.own
      })
    var judged: [Int64: JudgedPair] = [:]
    for pair in try JudgedPair.read(corpus.store, corpus.selection) { judged[pair.row] = pair }
    var (source, target): ([Pair], [Pair]) = ([], [])
    for (pair, decision, split) in seen {
      let own = judged[pair.row]
      if let own, own.votes.contains(where: stage.from.takes) {
        // Nothing is learned from held-out labels.
        guard corpus.selection.fits(split),
          let label = label(of: own, decision, by: stage.from)
        else { continue }
        source.append(labelled(pair, label))
      } else if stage.to.map({ clause in own?.votes.contains(where: clause.takes) ?? false })
        ?? true, decision != .bothBad
      {
        let label = own.flatMap { self.label(of: $0, decision, by: stage.to) }
        target.append(labelled(pair, label ?? 0.5))
      }
    }
    return (source, target, pairs, heldOut)
  }

  private func labelled(_ pair: Pair, _ label: Double) -> Pair {
    var pair = pair
    pair.label = label
    return pair
  }

  /// 1 where a is better, 0 where b is; `nil` where neither.
  private func label(of pair: JudgedPair, _ decision: Decision, by clause: WhereClause?) -> Double?
  {
    if let clause, !clause.annotators.isEmpty {
      return pair.firstIsBetter(by: clause).map { $0 ? 1 : 0 }
    }
    return decision == .a ? 1 : decision == .b ? 0 : nil
  }

  // MARK: Drawing

  /// Pairs in the order of a hash of their ids, as long as their responses have room; then in that of their ids.
  private func draw(_ pairs: [Pair], room: Int, beside taken: Set<Int64> = []) -> [Pair] {
    let seed = corpus.seed
    let keyed = pairs.map { (key: Draw.word($0.id, seed), pair: $0) }
      .sorted { $0.key != $1.key ? $0.key < $1.key : $0.pair.id < $1.pair.id }
    var items = taken
    var drawn: [Pair] = []
    for (_, pair) in keyed {
      let more = [pair.responses.a, pair.responses.b].count { !items.contains($0) }
      guard items.count + more <= room else { break }
      items.formUnion([pair.responses.a, pair.responses.b])
      drawn.append(pair)
    }
    return drawn.sorted { $0.id < $1.id }
  }

  /// A quarter of the room is left to pairs that are decided, so that the transfer can be looked at.
  private func drawTarget(_ pairs: [Pair]) -> [Pair] {
    guard !stage.overwrites else { return draw(pairs, room: stage.maxItems) }
    let (open, decided) = (pairs.filter(\.isOpen), pairs.filter { !$0.isOpen })
    let room = decided.isEmpty ? stage.maxItems : stage.maxItems * 3 / 4
    let first = draw(open, room: room)
    let taken = Set(first.flatMap { [$0.responses.a, $0.responses.b] })
    let second = draw(decided, room: stage.maxItems, beside: taken)
    return (first + second).sorted { $0.id < $1.id }
  }

  // MARK: Features

  private static let chunk = 200

  private func pool(_ pairs: [Pair], of all: Int) throws(WinnowError) -> Pool {
    var pool = Pool(pairs: pairs, all: all)
    let (store, selection) = (corpus.store, corpus.selection)
    let reader = try PairReader(store)
    let features = AnswerFeatures(longest: 1 << 20)
    var batch = PairBatch()
    var places: [Int64: Int] = [:]
    for start in stride(from: 0, to: pairs.count, by: Self.chunk) {
      try Interrupt.check()
      let range = start..<min(start + Self.chunk, pairs.count)
      try reader.read(rows: pairs[range].map(\.row), selection, .texts, into: &batch)
      for (i, own) in zip(range, batch.rows.indices) {
        guard batch.rows[own] == pairs[i].row, let b = batch.b[own] else { continue }
        let a = batch.a[own]
        features.read(prompt: batch.prompts[own], in: batch.arena)
        func place(_ row: Int64, _ body: Body) -> Int {
          if let known = places[row] { return known }
          places[row] = places.count
          pool.features += features.features(of: body, in: batch.arena)
          return places.count - 1
        }
        pool.pairs[i].first = place(pairs[i].responses.a, a)
        pool.pairs[i].second = place(pairs[i].responses.b, b)
        pool.pairs[i].longer = Int(a.slice.count) - Int(b.slice.count)
      }
    }
    return pool
  }
}
