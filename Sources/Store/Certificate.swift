internal import Foundation
internal import GRDB
package import Records

/// What a blind check of some pairs came to.
package struct Certificate: Sendable, Equatable {
  package var digest: PublicID
  /// JSON: rates with their intervals.
  package var result: String
  /// Sentences for people.
  package var words: [String]

  /// Keeps what the answers to a sample come to; said again it is the same.
  ///
  /// - Parameters:
  ///   - sample: its row.
  ///   - answers: JSON list of [item, rater, verdict]; a judge's answer to the other order says so behind them.
  package static func keep(
    _ store: Store, sample: Int64, answers: String, result: String, words: [String]
  ) throws(WinnowError) {
    var builder = DigestBuilder("winnow certificate 1")
    builder.add(UInt64(bitPattern: sample))
    builder.add(answers)
    let digest = Data(builder.finish().bytes)
    try store.write { db in
      let last = try Data.fetchOne(
        db, sql: "SELECT digest FROM certificate WHERE sample = ? ORDER BY id DESC LIMIT 1",
        arguments: [sample])
      guard last != digest else { return }
      try db.execute(
        sql: """
          INSERT INTO certificate(digest, sample, answers, result, words) VALUES (?, ?, ?, ?, ?)
          """, arguments: [digest, sample, answers, result, words.joined(separator: "\n")])
    }
  }

  /// The last certificate that checks one of the runs with these digests; `nil` if there is none.
  package static func last(
    _ store: Store, of runs: [PublicID]
  ) throws(WinnowError) -> Certificate? {
    try store.perform { db in
      let list = runs.map { "\"\($0.description)\"" }.joined(separator: ",")
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT certificate.digest, result, words FROM certificate
          JOIN certify_sample ON certify_sample.id = certificate.sample
          JOIN run ON run.id = certify_sample.run
          WHERE lower(hex(run.digest)) IN (SELECT value FROM json_each(?))
          ORDER BY certificate.id DESC LIMIT 1
          """, arguments: ["[\(list)]"])
      return row.map { row in
        let words: String = row[2]
        return Certificate(
          digest: HistoryQueries.id(row[0]), result: row[1],
          words: words.split(separator: "\n").map(String.init))
      }
    }
  }
}
