internal import GRDB
package import Records

/// What a reader hands to the writer, in order: a batch of one member, and at its end what it came to.
package struct MemberBatch: Sendable {
  package var member: MemberHeader
  package var records: DigestedBatch
  /// Set with the last batch of the member.
  package var end: MemberEnd?

  package init(member: MemberHeader, records: DigestedBatch, end: MemberEnd? = nil) {
    self.member = member
    self.records = records
    self.end = end
  }
}

/// What a member came to when it was read to its end.
package struct MemberEnd: Sendable {
  /// Records the reader met, those read before a resume among them.
  package var records: Int
  /// Expanded size.
  package var bytes: Int64

  package init(records: Int, bytes: Int64) {
    self.records = records
    self.bytes = bytes
  }
}

/// How far the ingest of a file has come.
package struct IngestPosition: Sendable, Equatable {
  /// Members before this one are done.
  package var member: Int
  /// Records of that member that are done.
  package var records: UInt32

  package init(member: Int = 0, records: UInt32 = 0) {
    self.member = member
    self.records = records
  }

  var text: String { "\(member) \(records)" }

  package init(text: String) {
    let parts = text.split(separator: " ")
    member = parts.first.flatMap { Int($0) } ?? 0
    records = parts.dropFirst().first.flatMap { UInt32($0) } ?? 0
  }
}

extension IngestWriter {
  /// Writes batches, each with its ledger row, in one transaction.
  ///
  /// Several at once where several wait: a commit writes every page of the indexes anew that it touched,
  /// which for random digests is most of them.
  ///
  /// - Parameter number: of the first batch in the run's ledger.
  /// - Returns: what became of their records.
  /// - Throws: `WinnowError` `records-lost` when, at the end of a member, what is stored, duplicate or in
  ///   quarantine is not what was read: the batches are rolled back.
  package mutating func commit(
    _ batches: [MemberBatch], number: Int, to store: Store
  ) throws(WinnowError) -> IngestCounts {
    try store.write { db in
      var counts = IngestCounts()
      for (offset, batch) in batches.enumerated() {
        counts.add(try commit(db, batch, number: number + offset))
      }
      return counts
    }
  }

  private mutating func commit(
    _ db: Database, _ batch: MemberBatch, number: Int
  ) throws -> IngestCounts {
    let firstPair = next.pair
    let member = try self.member(db, batch.member)
    var counts = try write(db, batch.records, member: member)
    let last = batch.records.batch.records.last?.number ?? 0
    var position = IngestPosition(member: batch.member.position, records: last)
    if let end = batch.end {
      position = IngestPosition(member: batch.member.position + 1)
      try finish(db, member: member, batch: batch, end: end, counts: &counts)
    }
    try Ledger.commit(
      db, run: run, number: number, pairs: (firstPair, next.pair - 1), position: position.text,
      counts: counts.ledger)
    return counts
  }

  /// Counts what stands in the store against what was read, and closes the member.
  private func finish(
    _ db: Database, member: Int64, batch: MemberBatch, end: MemberEnd, counts: inout IngestCounts
  ) throws {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT count(*) FILTER (WHERE outcome = 0), count(*) FILTER (WHERE outcome = 1),
          count(*) FILTER (WHERE outcome = 2)
        FROM record WHERE id BETWEEN ? AND ?
        """, arguments: [member << 32, member << 32 | 0xffff_ffff])
    let (stored, duplicates, quarantined): (Int, Int, Int) =
      row.map { ($0[0], $0[1], $0[2]) } ?? (0, 0, 0)
    guard stored + duplicates + quarantined == end.records else {
      throw WinnowError(
        WinnowError.Code("records-lost", exitStatus: 1),
        """
        \(stored) stored + \(duplicates) duplicates + \(quarantined) quarantined are not the \
        \(end.records) records read: `\(batch.member.name)`
        """, hint: "this is a fault of winnow; please report it")
    }
    var repairs = counts.repairs
    // Most members of large archives are one batch: there is nothing to look for.
    let isFirstBatch = batch.records.batch.records.count == end.records
    let earlier =
      isFirstBatch
      ? []
      : try String.fetchAll(
        db, sql: "SELECT counts FROM run_batch WHERE run = ? AND position LIKE ?",
        arguments: [run, "\(batch.member.position) %"])
    for json in earlier { repairs.add(IngestCounts(ledger: Counts(json: json)).repairs) }
    let repairJSON = Counts(
      Dictionary(uniqueKeysWithValues: repairs.byWord.map { ($0.word, Int($0.count)) })
    ).json
    try db.execute(
      sql: """
        UPDATE member SET records = ?, stored = ?, duplicates = ?, quarantined = ?, bytes = ?,
          repairs = ? WHERE id = ?
        """,
      arguments: [end.records, stored, duplicates, quarantined, end.bytes, repairJSON, member])
  }
}

extension IngestCounts {
  /// As the ledger keeps it.
  package var ledger: Counts {
    var counts = Counts([
      "records": records, "stored": stored, "duplicates": duplicates, "quarantined": quarantined,
    ])
    if splitMoved > 0 { counts["split_moved"] = splitMoved }
    for (word, count) in repairs.byWord { counts["repair \(word)"] = Int(count) }
    for (reason, count) in reasons { counts["quarantined \(reason)"] = count }
    for (licence, count) in licences { counts["licence \(licence)"] = count }
    return counts
  }

  /// Reads what `ledger` gave.
  package init(ledger: Counts) {
    records = ledger["records"]
    stored = ledger["stored"]
    duplicates = ledger["duplicates"]
    quarantined = ledger["quarantined"]
    splitMoved = ledger["split_moved"]
    for (word, count) in ledger.values where word.hasPrefix("quarantined ") {
      reasons[String(word.dropFirst("quarantined ".count))] = count
    }
    for repair in Repair.allCases { repairs[repair] = UInt64(ledger["repair \(repair.word)"]) }
  }
}
