internal import Foundation
internal import GRDB
package import Records

/// A pair that a detector judged, as a blind check may draw it.
package struct CertifiedPair: Sendable {
  /// Row id.
  package var pair: Int64
  package var id: PublicID
  package var aIsBetter: Bool
  package var wrong: Double
  /// `drop`, `flip`, `weight` or `mark` of the detector's run; `nil` if it said nothing.
  package var action: String?

  /// The decided pairs that `detector` judged, by public id.
  package static func read(
    _ store: Store, _ runs: PlanRuns, detector: Int64
  ) throws(WinnowError) -> [CertifiedPair] {
    try store.perform { db in
      let decisions = try PlanDecisions(db, runs)
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT noise.pair, p.digest, wrong,
            (SELECT action FROM verdict WHERE kind = 2 AND subject = noise.pair AND run = noise.run)
          FROM noise JOIN pair AS p ON p.id = noise.pair WHERE noise.run = ? ORDER BY p.digest
          """, arguments: [detector])
      var pairs: [CertifiedPair] = []
      while let row = try rows.next() {
        let decision = try decisions.decision(row[0])
        guard decision == .a || decision == .b else { continue }
        pairs.append(
          CertifiedPair(
            pair: row[0], id: HistoryQueries.id(row[1]), aIsBetter: decision == .a, wrong: row[2],
            action: row[3]))
      }
      return pairs
    }
  }

  /// Prompt, a and b of a pair, whole.
  package static func texts(
    _ store: Store, of pair: Int64
  ) throws(WinnowError) -> [(form: Body.Form, body: String)] {
    try store.perform { db in
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT text.form, text.body FROM pair JOIN prompt ON prompt.id = pair.prompt
          JOIN response AS a ON a.id = pair.a JOIN response AS b ON b.id = pair.b
          JOIN json_each(json_array(prompt.text, a.text, b.text)) AS wanted
          JOIN text ON text.id = wanted.value WHERE pair.id = ? ORDER BY wanted.key
          """, arguments: [pair])
      return rows.map { (Body.Form(rawValue: $0[0]) ?? .text, $0[1]) }
    }
  }
}

/// A blind sample as the store keeps it: strata, and the key to its items.
package struct KeptSample: Sendable, Equatable {
  /// Row of the detector's run.
  package var run: Int64
  /// `drop`, `flip` or `highest`.
  package var basis: String
  package var seed: UInt64
  package var strata: [Stratum]
  package var items: [Item]

  package struct Stratum: Sendable, Equatable {
    package var isDropped: Bool
    package var low: Double
    package var high: Double
    package var size: Int
    package var sampled: Int

    package init(isDropped: Bool, low: Double, high: Double, size: Int, sampled: Int) {
      self.isDropped = isDropped
      self.low = low
      self.high = high
      self.size = size
      self.sampled = sampled
    }
  }

  package struct Item: Sendable, Equatable {
    package var id: PublicID
    /// Row id.
    package var pair: Int64
    package var stratum: Int
    package var aIsBetter: Bool
    package var bIsFirst: Bool

    package init(id: PublicID, pair: Int64, stratum: Int, aIsBetter: Bool, bIsFirst: Bool) {
      self.id = id
      self.pair = pair
      self.stratum = stratum
      self.aIsBetter = aIsBetter
      self.bIsFirst = bIsFirst
    }
  }

  package init(run: Int64, basis: String, seed: UInt64, strata: [Stratum], items: [Item]) {
    self.run = run
    self.basis = basis
    self.seed = seed
    self.strata = strata
    self.items = items
  }

  private var digest: PublicID {
    var digest = DigestBuilder("winnow sample 1")
    digest.add(basis)
    digest.add(seed)
    digest.add(UInt64(bitPattern: run))
    digest.add(strataJSON)
    digest.add(items.count)
    for item in items { digest.add(item.id) }
    return digest.finish()
  }

  private var strataJSON: String {
    "["
      + strata.map {
        "[\($0.isDropped ? 1 : 0),\($0.low),\($0.high),\($0.size),\($0.sampled)]"
      }.joined(separator: ",") + "]"
  }

  /// Keeps the sample; one that is kept already stays as it is.
  package func keep(in store: Store) throws(WinnowError) {
    let digest = Data(digest.bytes)
    try store.write { db in
      try db.execute(
        sql: """
          INSERT INTO certify_sample(digest, run, basis, seed, strata) VALUES (?, ?, ?, ?, ?)
          ON CONFLICT DO NOTHING
          """, arguments: [digest, run, basis, Int64(bitPattern: seed), strataJSON])
      guard db.changesCount > 0 else { return }
      let sample = db.lastInsertedRowID
      for item in items {
        try db.execute(
          sql: """
            INSERT INTO certify_item(sample, item, pair, stratum, a_is_better, b_is_first)
            VALUES (?, ?, ?, ?, ?, ?)
            """,
          arguments: [
            sample, Data(item.id.bytes), item.pair, item.stratum, item.aIsBetter, item.bIsFirst,
          ])
      }
    }
  }

  /// All samples of the store, the newest first, with their rows.
  package static func all(
    _ store: Store
  ) throws(WinnowError) -> [(row: Int64, sample: KeptSample)] {
    try store.perform { db in
      try Row.fetchAll(
        db, sql: "SELECT id, run, basis, seed, strata FROM certify_sample ORDER BY id DESC"
      ).map { row in
        let items = try Row.fetchAll(
          db,
          sql: """
            SELECT item, pair, stratum, a_is_better, b_is_first FROM certify_item
            WHERE sample = ? ORDER BY item
            """, arguments: [row[0] as Int64])
        return (
          row[0],
          KeptSample(
            run: row[1], basis: row[2], seed: UInt64(bitPattern: row[3]), strata: strata(row[4]),
            items: items.map {
              Item(
                id: HistoryQueries.id($0[0]), pair: $0[1], stratum: $0[2], aIsBetter: $0[3],
                bIsFirst: $0[4])
            })
        )
      }
    }
  }

  private static func strata(_ json: String) -> [Stratum] {
    let read = try? JSONDecoder().decode([[Double]].self, from: Data(json.utf8))
    return (read ?? []).compactMap { row in
      guard row.count == 5 else { return nil }
      return Stratum(
        isDropped: row[0] != 0, low: row[1], high: row[2], size: Int(row[3]), sampled: Int(row[4]))
    }
  }
}
