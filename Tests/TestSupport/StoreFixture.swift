import GRDB
import Records
package import Store

/// A store in a folder of its own, filled record by record.
package final class StoreFixture {
  package let folder: TemporaryFolder
  package let store: Store
  private var ingests: [Int64] = []

  package init(splits: [(String, Double)] = [("train", 1)]) throws {
    folder = try TemporaryFolder()
    store = try Store(path: folder.file("store.sqlite"))
    shares = splits
  }

  private let shares: [(String, Double)]

  /// The selection of all that was read so far.
  package var selection: Selection { Selection(ingests: ingests) }

  /// Reads records as the one member of a file; gives the ingest run.
  @discardableResult
  package func ingest(
    _ records: [RecordFixture], source: String = "corpus", quarantined: Int = 0, batch: Int = 100
  ) throws -> (run: Int64, counts: IngestCounts) {
    let key = RunKey(stage: "ingest", part: source, options: "{}", seed: 0, inputs: [])
    let run = try Ledger.begin(store, key)
    var writer = try IngestWriter(
      store, splits: SplitAssigner(shares: shares.map { (name: $0.0, share: $0.1) }, seed: 1))
    try writer.begin(store, run: run.id, sourceName: source, declaredSplit: nil)
    let header = MemberHeader(
      position: 0, name: "\(source).jsonl", uri: "\(source).jsonl.gz",
      sha256: String(repeating: "0", count: 64), format: "test", licence: nil)
    var counts = IngestCounts()
    let total = records.count + quarantined
    var number = 0
    for start in stride(from: 0, to: max(total, 1), by: batch) {
      var rows = RecordBatch()
      for index in start..<min(start + batch, total) {
        if index < records.count {
          rows.append(records[index], number: UInt32(index + 1))
        } else {
          rows.quarantine(.invalidJSON, "not JSON", number: UInt32(index + 1))
        }
      }
      let isLast = start + batch >= total
      counts.add(
        try writer.commit(
          [
            MemberBatch(
              member: header, records: DigestedBatch(rows),
              end: isLast ? MemberEnd(records: total, bytes: Int64(total * 100)) : nil)
          ],
          number: number, to: store))
      number += 1
    }
    try Ledger.finish(store, run: run.id, counts: counts.ledger, seconds: 0)
    ingests.append(run.id)
    return (run.id, counts)
  }

  /// The rows of a query as text, columns joined by `|`, NULL as `-`.
  package func rows(_ sql: String) throws -> [String] {
    try store.perform { db in
      try Row.fetchAll(db, sql: sql).map { row in
        row.databaseValues.map { value in
          value.isNull ? "-" : String.fromDatabaseValue(value) ?? value.description
        }.joined(separator: "|")
      }
    }
  }

  /// Labels all pairs by majority; gives the label run.
  @discardableResult
  package func label() throws -> Int64 {
    let key = RunKey(
      stage: "labels.majority", part: "", options: "{\"of\":\(ingests.count)}", seed: 0, inputs: [])
    let run = try Ledger.begin(store, key)
    let writer = StageWriter(store, run: run.id)
    var number = 0
    for ingest in ingests {
      for slice in try PairSlice.slices(store, of: ingest) {
        try writer.commitLabels(slice, number: number, selection)
        number += 1
      }
    }
    try Ledger.finish(store, run: run.id, counts: Counts(), seconds: 0)
    return run.id
  }
}
