internal import GRDB
internal import Records

/// Writes the trees of a run, inside the transaction of their batch.
struct TreeWriter {
  let db: Database
  let run: Int64
  /// Rows of responses that the batch made.
  let made: [PublicID: Int64]

  func write(_ trees: [PreferenceTree]) throws {
    guard !trees.isEmpty else { return }
    let tree = try RawStatement(
      db,
      """
      INSERT INTO tree(digest, run, kind, "group", origin)
      SELECT ?1, ?2, ?3, "group", ?5 FROM prompt WHERE id = ?4
      """)
    let node = try RawStatement(
      db,
      """
      INSERT INTO node(tree, number, parent, depth, kind, text, prompt, response, value, leaves, spread, fuzzy, ends,
        score)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """)
    let texts = try NodeTexts(db)
    for own in trees {
      tree.bind(1, own.id)
      tree.bind(2, run)
      tree.bind(3, own.kind.rawValue)
      tree.bind(4, own.prompt)
      tree.bind(5, own.origin)
      try tree.run()
      let row = db.lastInsertedRowID
      node.bind(1, row)
      for (number, part) in own.nodes.enumerated() {
        let text = try texts.row(part.text)
        node.bind(2, Int64(number))
        Self.bind(part.parent < 0 ? nil : Int64(part.parent), 3, node)
        node.bind(4, Int64(part.depth))
        node.bind(5, part.kind.rawValue)
        node.bind(6, text)
        Self.bind(part.prompt, 7, node)
        let response = try part.made.map { id in
          guard let row = made[id] else { throw DerivedWriter.missing("response") }
          return row
        }
        Self.bind(response ?? part.response, 8, node)
        if let value = part.value {
          node.bind(double: value, 9)
          node.bind(double: part.spread, 11)
        } else {
          node.bindNull(9)
          node.bindNull(11)
        }
        node.bind(10, Int64(part.leaves))
        node.bind(12, Int64(part.fuzzy))
        if let ends = part.ends {
          node.bind(13, "[\(ends.map(String.init).joined(separator: ","))]")
        } else {
          node.bindNull(13)
        }
        if let score = part.score { node.bind(double: score, 14) } else { node.bindNull(14) }
        try node.run()
      }
    }
  }

  private static func bind(_ value: Int64?, _ index: Int32, _ statement: RawStatement) {
    if let value { statement.bind(index, value) } else { statement.bindNull(index) }
  }
}

/// Finds the rows of the texts of nodes, or makes them.
private struct NodeTexts {
  private let db: Database
  private let ofPrompt: RawStatement
  private let ofResponse: RawStatement
  private let find: RawStatement
  private let insert: RawStatement

  init(_ db: Database) throws {
    self.db = db
    ofPrompt = try RawStatement(db, "SELECT text FROM prompt WHERE id = ?")
    ofResponse = try RawStatement(db, "SELECT text FROM response WHERE id = ?")
    find = try RawStatement(db, "SELECT id FROM text WHERE digest = ?")
    insert = try RawStatement(db, "INSERT INTO text(digest, form, body) VALUES (?, ?, ?)")
  }

  func row(_ text: PreferenceTree.Node.Text) throws -> Int64 {
    switch text {
    case .ofPrompt(let row): return try known(ofPrompt, row)
    case .ofResponse(let row): return try known(ofResponse, row)
    case .new(let form, let bytes):
      return try unsafe bytes.withUnsafeBytes { body in
        let id = unsafe PublicID.text(form, body)
        find.bind(1, id)
        if try find.next() {
          defer { find.reset() }
          return find.int(0)
        }
        insert.bind(1, id)
        insert.bind(2, Int64(form.rawValue))
        unsafe insert.bind(text: body, 3)
        try insert.run()
        return db.lastInsertedRowID
      }
    }
  }

  private func known(_ statement: RawStatement, _ row: Int64) throws -> Int64 {
    statement.bind(1, row)
    guard try statement.next() else { throw DerivedWriter.missing("text") }
    defer { statement.reset() }
    return statement.int(0)
  }
}
