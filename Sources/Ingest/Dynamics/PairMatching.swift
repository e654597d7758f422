internal import Pipeline
internal import Records
internal import Store

/// By what a log's names are taken for pairs.
enum DynamicsMatch: String, CaseIterable, Sendable {
  case auto, id, content
}

/// Which pair each name of the logs stands for.
struct PairMatching {
  /// What became of a name.
  enum State: UInt8 {
    case unmatched, asDecided, turned, ambiguous, undecided, unseen
  }

  /// By number of the name.
  private(set) var states: [State]
  /// By number of the name: place of its pair in `pairs`; −1 for none.
  private(set) var places: [Int32] = []
  /// The pairs with margins, by public id.
  private(set) var pairs: [(id: PublicID, row: Int64)] = []
  /// Pairs the stage sees, and live ones of other splits.
  private(set) var seen = 0
  private(set) var heldOut = 0

  private var rows: [Int64]
  private var ids: [Int64: PublicID] = [:]

  /// A name that was found on a pair.
  private struct Hit: Sendable {
    var name: UInt32
    var row: Int64
    var id: PublicID
    var state: State
  }

  /// Looks at every pair of the pipeline's sources, dropped and held-out ones too, so that their margins
  /// are not taken for those of strangers.
  init(_ names: NameIndex, _ corpus: Corpus, by match: DynamicsMatch) throws(WinnowError) {
    states = [State](repeating: .unmatched, count: names.count)
    rows = [Int64](repeating: 0, count: names.count)
    let live = try liveRows(corpus)
    var everything = corpus.selection
    everything.verdicts = []
    everything.splits = nil
    _ = try corpus.forEachBatch(
      match == .id ? [] : .texts, of: everything, worker: { ContentForms() },
      { (forms, batch) in Self.hits(batch, names, forms, match) },
      consume: { (hits) throws(WinnowError) in
        try Interrupt.check()
        for hit in hits { add(hit, isSeen: live.contains(hit.row)) }
      })
    refusePrefixes(names)
    order()
  }

  private mutating func liveRows(_ corpus: Corpus) throws(WinnowError) -> RowSet {
    var live = RowSet()
    var count = 0
    heldOut = try corpus.forEachBatch(
      [], worker: {}, { (_, batch) in batch.rows },
      consume: { rows in
        for row in rows { live.insert(row) }
        count += rows.count
      })
    seen = count
    return live
  }

  private static func hits(
    _ batch: PairBatch, _ names: NameIndex, _ forms: ContentForms, _ match: DynamicsMatch
  ) -> [Hit] {
    var hits: [Hit] = []
    for i in batch.rows.indices {
      guard let b = batch.b[i] else { continue }
      let (row, id, decision) = (batch.rows[i], batch.ids[i], batch.decisions[i])
      let isDecided = decision == .a || decision == .b
      if match != .content {
        for name in names.numbers(ofID: id) {
          hits.append(Hit(name: name, row: row, id: id, state: isDecided ? .asDecided : .undecided))
        }
      }
      guard match != .id else { continue }
      for (key, firstIsChosen) in forms.keys(
        prompt: batch.prompts[i], a: batch.a[i], b: b, in: batch.arena)
      {
        guard let name = names.number(ofKey: key) else { continue }
        let agrees = firstIsChosen == (decision == .a)
        let state = isDecided ? (agrees ? State.asDecided : .turned) : .undecided
        hits.append(Hit(name: name, row: row, id: id, state: state))
      }
    }
    return hits
  }

  private mutating func add(_ hit: Hit, isSeen: Bool) {
    let name = Int(hit.name)
    let state = isSeen ? hit.state : .unseen
    if rows[name] == 0 {
      rows[name] = hit.row
      states[name] = state
      if state == .asDecided || state == .turned { ids[hit.row] = hit.id }
    } else if rows[name] != hit.row || states[name] != state {
      // Two pairs, or one in both orders: nobody can say which is meant.
      states[name] = .ambiguous
    }
  }

  /// Short numbers that happen to be the beginning of an id are no names: where most prefixes find nothing,
  /// none is taken.
  private mutating func refusePrefixes(_ names: NameIndex) {
    let prefixes = names.prefixNumbers
    let found = prefixes.count { states[Int($0)] != .unmatched }
    guard found * 2 < prefixes.count else { return }
    for name in prefixes { states[Int(name)] = .unmatched }
  }

  private mutating func order() {
    var used: Set<Int64> = []
    for (name, state) in states.enumerated() where state == .asDecided || state == .turned {
      used.insert(rows[name])
    }
    pairs = used.compactMap { row in ids[row].map { ($0, row) } }.sorted { $0.0 < $1.0 }
    let byRow = Dictionary(uniqueKeysWithValues: pairs.enumerated().map { ($1.row, Int32($0)) })
    places = states.enumerated().map { name, state in
      state == .asDecided || state == .turned ? byRow[rows[name]] ?? -1 : -1
    }
    rows = []
    ids = [:]
  }
}

/// A set of row ids: a bit each.
private struct RowSet {
  private var words: [UInt64] = []

  mutating func insert(_ row: Int64) {
    let word = Int(row >> 6)
    while words.count <= word { words.append(0) }
    words[word] |= 1 << UInt64(row & 63)
  }

  func contains(_ row: Int64) -> Bool {
    let word = Int(row >> 6)
    return word < words.count && words[word] & 1 << UInt64(row & 63) != 0
  }
}
