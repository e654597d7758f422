internal import GRDB
package import Records

/// Lends the texts of pairs in place, on a connection of its own; used by one thread.
///
/// Nothing is copied and nothing is kept: a pair of responses of 100 MB costs what SQLite needs for
/// it.
package final class PairTexts {
  private let store: Store

  /// Where the texts of a pair lie.
  package struct Place: Sendable {
    /// Private row id of the prompt's text.
    package var prompt: Int64
    /// Private row ids of the two responses; `b` is 0 for a single one.
    package var a: Int64
    package var b: Int64

    package init(prompt: Int64, a: Int64, b: Int64) {
      self.prompt = prompt
      self.a = a
      self.b = b
    }
  }

  /// A body as SQLite lends it.
  @safe package struct Text {
    package var form: Body.Form
    package var bytes: UnsafeRawBufferPointer
  }

  package init(_ store: Store) throws(WinnowError) {
    self.store = try Store(reading: store.path)
  }

  /// Calls `body` with the index and the texts of each place, in order: prompt, a, and b or `nil`.
  ///
  /// The bytes are valid until `body` returns.
  package func forEach(
    _ places: [Place],
    _ body: (Int, Text, Text, Text?) throws(WinnowError) -> Void
  ) throws(WinnowError) {
    try store.perform { db in
      let prompt = try RawStatement(db, "SELECT form, body FROM text WHERE id = ?")
      let a = try RawStatement(db, Self.response + " /* a */")
      let b = try RawStatement(db, Self.response + " /* b */")
      defer { for statement in [prompt, a, b] { statement.reset() } }
      for index in places.indices {
        let place = places[index]
        try body(
          index, Self.text(prompt, place.prompt), Self.text(a, place.a),
          place.b == 0 ? nil : Self.text(b, place.b))
      }
    }
  }

  /// Calls `body` with the index and the text of each prompt, in order; the bytes are valid until it returns.
  ///
  /// - Parameter prompts: private row ids of their texts.
  package func forEach(
    prompts: [Int64], _ body: (Int, Text) throws(WinnowError) -> Void
  ) throws(WinnowError) {
    try store.perform { db in
      let prompt = try RawStatement(db, "SELECT form, body FROM text WHERE id = ?")
      defer { prompt.reset() }
      for (index, row) in prompts.enumerated() { try body(index, Self.text(prompt, row)) }
    }
  }

  // Two statements, so that both texts are lent at once.
  static let response = """
    SELECT form, body FROM response CROSS JOIN text ON text.id = response.text WHERE response.id = ?
    """

  private static func text(_ statement: RawStatement, _ row: Int64) throws -> Text {
    statement.reset()
    statement.bind(1, row)
    guard try statement.next() else {
      throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a text is missing")
    }
    return unsafe Text(
      form: Body.Form(rawValue: UInt8(truncatingIfNeeded: statement.int(0))) ?? .text,
      bytes: statement.bytes(1))
  }
}
