internal import GRDB
package import Records

/// The votes of a selection with who gave them: 17 bytes a vote, 80 a pair.
///
/// Pairs stand in the order of their public ids, annotators by source, kind and name, responses as the pairs
/// name them: nothing depends on the order of files.
package struct VoteTable: Sendable {
  /// A live pair of two responses.
  package struct Pair: Sendable {
    package var row: Int64
    package var id: PublicID
    /// Row of the prompt.
    package var prompt: Int64
    /// Places in `responses`.
    package var a: Int32
    package var b: Int32
    /// As the labels have it, flips left out: they turn whatever label a pair has.
    package var decision: Decision
  }

  package struct Annotator: Sendable, Equatable {
    package var source: String
    package var kind: AnnotatorKind
    /// Empty if unknown: all of that source and kind together.
    package var name: String
  }

  package private(set) var pairs: [Pair] = []
  package private(set) var annotators: [Annotator] = []
  /// Private row ids.
  package private(set) var responses: [Int64] = []
  /// Live pairs of other splits.
  package private(set) var heldOut = 0
  /// Place of each vote's pair in `pairs`.
  package private(set) var pair: [Int32] = []
  /// Place of each vote's annotator in `annotators`.
  package private(set) var annotator: [Int32] = []
  /// `Winner.rawValue`: first is a.
  package private(set) var verdict: [UInt8] = []
  /// Above 0.
  package private(set) var strength: [Double] = []

  /// Reads the votes on the live pairs of the selection; about 2 µs a vote.
  ///
  /// - Parameter named: whether votes of annotators without a name are left out.
  package static func read(
    _ store: Store, _ selection: Selection, named: Bool
  ) throws(WinnowError) -> VoteTable {
    try store.perform { db in
      var table = VoteTable()
      var plain = selection
      plain.flips = []
      try table.readPairs(db, plain)
      let places = try table.readAnnotators(db)
      try table.readVotes(db, selection, places, named: named)
      table.keepVoting()
      return table
    }
  }

  private mutating func readPairs(_ db: Database, _ selection: Selection) throws {
    var arguments: StatementArguments = ["ingests": selection.ingestsJSON]
    if !selection.verdicts.isEmpty { arguments += ["verdicts": selection.verdictsJSON] }
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT p.id, p.digest, p.prompt, p.a, p.b, \(selection.decision), prompt_group.split
        FROM pair AS p JOIN prompt ON prompt.id = p.prompt
        JOIN prompt_group ON prompt_group.id = prompt."group"
        WHERE p.b IS NOT NULL AND \(Selection.isSelected) AND \(selection.isLive)
        """, arguments: arguments)
    var found: [(pair: Pair, a: Int64, b: Int64)] = []
    while let row = try rows.next() {
      if let splits = selection.splits, !splits.contains(row[6]) {
        heldOut += 1
        continue
      }
      let decided: UInt8? = row[5]
      let pair = Pair(
        row: row[0], id: HistoryQueries.id(row[1]), prompt: row[2], a: 0, b: 0,
        decision: decided.flatMap(Decision.init(rawValue:)) ?? .undecided)
      found.append((pair, row[3], row[4]))
    }
    found.sort { $0.pair.id < $1.pair.id }
    var numbers: [Int64: Int32] = [:]
    func number(_ response: Int64) -> Int32 {
      if let known = numbers[response] { return known }
      let next = Int32(truncatingIfNeeded: responses.count)
      numbers[response] = next
      responses.append(response)
      return next
    }
    pairs.reserveCapacity(found.count)
    for own in found {
      var pair = own.pair
      pair.a = number(own.a)
      pair.b = number(own.b)
      pairs.append(pair)
    }
  }

  /// - Returns: places by row id.
  private mutating func readAnnotators(_ db: Database) throws -> [Int64: Int32] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT annotator.id, source.name, annotator.kind, annotator.name
        FROM annotator JOIN source ON source.id = annotator.source
        ORDER BY source.name, annotator.kind, annotator.name
        """)
    var places: [Int64: Int32] = [:]
    for (place, row) in rows.enumerated() {
      let kind: UInt8 = row[2]
      annotators.append(
        Annotator(source: row[1], kind: AnnotatorKind(rawValue: kind) ?? .unknown, name: row[3]))
      places[row[0]] = Int32(truncatingIfNeeded: place)
    }
    return places
  }

  private mutating func readVotes(
    _ db: Database, _ selection: Selection, _ places: [Int64: Int32], named: Bool
  ) throws {
    let byRow = pairs.indices.sorted { pairs[$0].row < pairs[$1].row }
    var next = 0
    let rows = try RawStatement(db, Self.votes)
    rows.bind(1, selection.ingestsJSON)
    rows.bind(2, selection.verdictsJSON)
    defer { rows.reset() }
    while try rows.next() {
      let row = rows.int(0)
      while next < byRow.count, pairs[byRow[next]].row < row { next += 1 }
      guard next < byRow.count else { return }
      guard pairs[byRow[next]].row == row, let place = places[rows.int(1)] else { continue }
      if named && annotators[Int(place)].name.isEmpty { continue }
      pair.append(Int32(truncatingIfNeeded: byRow[next]))
      annotator.append(place)
      verdict.append(UInt8(truncatingIfNeeded: rows.int(2)))
      strength.append(min(rows.double(3), 1e200))
    }
  }

  /// Leaves out annotators without a vote here: what else the store holds must change nothing.
  private mutating func keepVoting() {
    var votes = [Bool](repeating: false, count: annotators.count)
    for place in annotator { votes[Int(place)] = true }
    var next: Int32 = 0
    let places = votes.map { isIn -> Int32 in
      defer { next += isIn ? 1 : 0 }
      return next
    }
    annotators = zip(annotators, votes).filter(\.1).map(\.0)
    for i in annotator.indices { annotator[i] = places[Int(annotator[i])] }
  }

  /// In the order of the table's key, so that a pass over the pairs by row finds each pair's votes.
  static let votes = """
    SELECT vote.pair, vote.annotator, vote.winner, vote.strength FROM vote
    WHERE (SELECT run FROM member WHERE member.id = vote.record >> 32)
        IN (SELECT value FROM json_each(?1))
      AND NOT EXISTS (SELECT 1 FROM verdict AS v WHERE v.kind = 3 AND v.subject = vote.pair
        AND v.record = vote.record AND v.action = 'drop'
        AND v.run IN (SELECT value FROM json_each(?2)))
    ORDER BY vote.pair
    """
}
