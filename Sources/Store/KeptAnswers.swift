internal import GRDB
package import Records

/// Answers of model endpoints in the store, each by its request and sample.
package enum KeptAnswers {
  /// An answer with what it is known by.
  package struct Row: Sendable {
    package var request: PublicID
    /// 0, 1, 2 …
    package var sample: Int
    /// Of the protocol.
    package var path: String
    package var model: String
    package var answer: [UInt8]

    package init(request: PublicID, sample: Int, path: String, model: String, answer: [UInt8]) {
      self.request = request
      self.sample = sample
      self.path = path
      self.model = model
      self.answer = answer
    }
  }

  /// The digest of a request: path, model and body, whatever the server's address.
  package static func request(path: String, model: String, body: [UInt8]) -> PublicID {
    var digest = DigestBuilder("winnow answer 1")
    digest.add(path)
    digest.add(model)
    unsafe body.withUnsafeBytes { unsafe digest.add($0) }
    return digest.finish()
  }

  /// The answer to a request; `nil` if there is none.
  package static func read(
    _ store: Store, _ request: PublicID, sample: Int
  ) throws(WinnowError) -> [UInt8]? {
    try store.perform { db in
      let statement = try RawStatement(
        db, "SELECT answer FROM answer WHERE request = ? AND sample = ?")
      statement.bind(1, request)
      statement.bind(2, Int64(sample))
      guard try statement.next() else { return nil }
      defer { statement.reset() }
      return unsafe Array(statement.bytes(0))
    }
  }

  /// Keeps answers in one transaction; those that are there stay as they are.
  package static func keep(_ store: Store, _ rows: [Row]) throws(WinnowError) {
    try store.write { db in
      let insert = try RawStatement(
        db,
        """
        INSERT INTO answer(request, sample, path, model, answer) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """)
      for row in rows {
        insert.bind(1, row.request)
        insert.bind(2, Int64(row.sample))
        insert.bind(3, row.path)
        insert.bind(4, row.model)
        try unsafe row.answer.withUnsafeBytes { bytes in
          unsafe insert.bind(blob: bytes, 5)
          try insert.run()
        }
      }
    }
  }
}
