internal import Pipeline
internal import Records
internal import Store

/// Brings the margins of each pair together and commits them, pair by pair in the order of public ids.
///
/// Pairs are gathered in parts whose margins take at most a quarter of `--memory`; the scratch file is
/// read once to count them and once for each part. Batches do not depend on the parts.
struct MarginGathering {
  let corpus: Corpus
  let matching: PairMatching
  /// Place of each training in the order of names, by its number.
  let peers: [Int]

  /// Pairs to a batch.
  private static let width = 5000
  /// Bytes of memory that a margin takes while its part is sorted.
  private static let bytesPerMargin: Int64 = 64

  private struct Margin {
    var place: Int32
    var peer: Int32
    var moment: LogMoment
    var number: Int
    var margin: Float

    /// By pair, training and moment, those of one moment as they came.
    static func < (a: Margin, b: Margin) -> Bool {
      if a.place != b.place { return a.place < b.place }
      if a.peer != b.peer { return a.peer < b.peer }
      if a.moment.isEpoch != b.moment.isEpoch { return b.moment.isEpoch }
      if a.moment.value != b.moment.value { return a.moment.value < b.moment.value }
      return a.number < b.number
    }

    func replaces(_ other: Margin) -> Bool {
      place == other.place && peer == other.peer && moment == other.moment
    }
  }

  /// - Returns: pairs and margins of each training, by its place.
  func commit(
    _ spill: MarginSpill, _ counts: inout LogCounts
  ) throws(WinnowError) -> [(pairs: Int, margins: Int)] {
    let sizes = try count(spill, &counts)
    var totals = [(pairs: Int, margins: Int)](repeating: (0, 0), count: peers.count)
    var batch = CorpusBatch(pairs: 0)
    let most = max(1, Int(corpus.memory / 4 / Self.bytesPerMargin))
    for part in Self.parts(sizes, most: most) {
      var margins: [Margin] = []
      margins.reserveCapacity(sizes[part].reduce(0) { $0 + Int($1) })
      try spill.forEach { (number, entry) in
        let name = Int(entry.name)
        let place = matching.places[name]
        guard place >= 0, part.contains(Int(place)) else { return }
        margins.append(
          Margin(
            place: place, peer: Int32(peers[Int(entry.run)]), moment: entry.moment, number: number,
            margin: matching.states[name] == .turned ? -entry.margin : entry.margin))
      }
      margins.sort(by: <)
      try Interrupt.check()
      var start = 0
      while start < margins.count {
        var end = start
        while end < margins.count, margins[end].place == margins[start].place { end += 1 }
        add(margins[start..<end], to: &batch, &totals, &counts)
        start = end
        if batch.pairs == Self.width {
          try corpus.commit(batch)
          batch = CorpusBatch(pairs: 0)
        }
      }
    }
    if batch.pairs > 0 { try corpus.commit(batch) }
    return totals
  }

  /// Margins by place of the pair; the others are counted by what became of their names.
  private func count(
    _ spill: MarginSpill, _ counts: inout LogCounts
  ) throws(WinnowError) -> [UInt32] {
    var sizes = [UInt32](repeating: 0, count: matching.pairs.count)
    var others = LogCounts()
    try spill.forEach { (_, entry) in
      let name = Int(entry.name)
      switch matching.states[name] {
      case .unmatched: others.unmatched += 1
      case .ambiguous: others.ambiguous += 1
      case .undecided: others.undecided += 1
      case .unseen: others.unseen += 1
      case .asDecided, .turned: sizes[Int(matching.places[name])] += 1
      }
    }
    counts.unmatched += others.unmatched
    counts.ambiguous += others.ambiguous
    counts.undecided += others.undecided
    counts.unseen += others.unseen
    return sizes
  }

  /// Ranges of places with at most `most` margins together; a pair is never cut.
  static func parts(_ sizes: [UInt32], most: Int) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var (start, sum) = (0, 0)
    for (place, size) in sizes.enumerated() {
      if sum > 0, sum + Int(size) > most {
        parts.append(start..<place)
        (start, sum) = (place, 0)
      }
      sum += Int(size)
    }
    if start < sizes.count { parts.append(start..<sizes.count) }
    return parts
  }

  /// Adds the margins of one pair.
  private func add(
    _ margins: ArraySlice<Margin>, to batch: inout CorpusBatch,
    _ totals: inout [(pairs: Int, margins: Int)], _ counts: inout LogCounts
  ) {
    guard let first = margins.first else { return }
    let row = matching.pairs[Int(first.place)].row
    batch.pairs += 1
    var start = margins.startIndex
    while start < margins.endIndex {
      let peer = margins[start].peer
      var kept: [Float] = []
      var next = start
      while next < margins.endIndex, margins[next].peer == peer {
        // Of several for one moment the last counts.
        if next > start, margins[next].replaces(margins[next - 1]) {
          kept.removeLast()
          counts.repeated += 1
        }
        kept.append(margins[next].margin)
        next += 1
      }
      counts.stored += kept.count
      totals[Int(peer)].pairs += 1
      totals[Int(peer)].margins += kept.count
      batch.dynamics.append(
        DynamicsRow(pair: row, peer: Int64(peer), fold: -1, margins: kept))
      start = next
    }
  }
}
