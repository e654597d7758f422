internal import GRDB
package import Records

/// Writes what stages find, a batch at a time, each with its ledger row in one transaction.
package struct StageWriter {
  let store: Store
  /// The stage's run in the ledger.
  let run: Int64

  package init(_ store: Store, run: Int64) {
    self.store = store
    self.run = run
  }

  /// Commits the findings of batch `number`.
  ///
  /// - Parameters:
  ///   - made: pairs and responses the stage made, and the selection it saw.
  ///   - relabel: the selection in which pairs that lost votes are decided anew; `nil` when the stage drops
  ///     no votes.
  /// - Returns: what became of `made`.
  @discardableResult
  package func commit(
    _ findings: [Finding], dynamics: [DynamicsRow] = [], noise: [NoiseRow] = [],
    scores: [ResponseScore] = [], scales: [ScoreScale] = [], labels: [LabelRow] = [],
    rubrics: [Rubric] = [], judgements: [Judgement] = [], trees: [PreferenceTree] = [],
    made: (pairs: [DerivedPair], responses: [MadeResponses], selection: Selection)? = nil,
    number: Int, counts: Counts,
    relabel: Selection?
  ) throws(WinnowError) -> Counts {
    try store.write { db in
      try write(db, dynamics)
      try write(db, noise)
      try write(db, scores)
      for scale in scales { try write(db, scale) }
      let rubricWriter = RubricWriter(db: db, run: run)
      try rubricWriter.write(rubrics)
      try rubricWriter.write(judgements)
      var derived = try made.flatMap { made in
        made.pairs.isEmpty && made.responses.isEmpty
          ? nil : try DerivedWriter(db, run: run, made.selection)
      }
      let rows = try derived?.write(made?.responses ?? [])
      try TreeWriter(db: db, run: run, made: rows ?? [:]).write(trees)
      try write(db, labels, FlippedPairs(db, made?.selection.flips ?? []))
      let insert = try RawStatement(
        db,
        """
        INSERT INTO verdict(kind, subject, run, record, action, weight, reason, evidence)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """)
      for finding in findings {
        insert.bind(1, finding.kind.rawValue)
        insert.bind(2, finding.subject)
        insert.bind(3, run)
        insert.bind(4, finding.record)
        insert.bind(5, finding.verdict.action.word)
        if case .weight(let weight) = finding.verdict.action {
          insert.bind(double: weight, 6)
        } else {
          insert.bindNull(6)
        }
        insert.bind(7, finding.verdict.reason.description)
        if finding.verdict.evidence.isEmpty {
          insert.bindNull(8)
        } else {
          insert.bind(8, finding.verdict.evidence)
        }
        try insert.run()
      }
      if var relabel {
        relabel.verdicts.append(run)
        let pairs = Set(findings.filter { $0.kind == .vote }.map(\.subject)).sorted()
        try MajorityLabels.write(db, run: run, rows: pairs, relabel)
      }
      guard let made, !made.pairs.isEmpty else {
        try Ledger.commit(db, run: run, number: number, position: "", counts: counts)
        return Counts()
      }
      guard let done = try derived?.write(made.pairs) else { return Counts() }
      var counts = counts
      counts.add(done.counts)
      try Ledger.commit(
        db, run: run, number: number, pairs: done.rows, position: "", counts: counts)
      return done.counts
    }
  }

  private func write(_ db: Database, _ rows: [ResponseScore]) throws {
    guard !rows.isEmpty else { return }
    let insert = try RawStatement(
      db,
      "INSERT INTO score(response, name, record, run, ordinal, value) VALUES (?, ?, 0, ?, 0, ?)")
    var names: [String: Int64] = [:]
    for row in rows where row.value.isFinite {
      let name = try names[row.name] ?? Self.scoreName(db, row.name)
      names[row.name] = name
      insert.bind(1, row.response)
      insert.bind(2, name)
      insert.bind(3, run)
      insert.bind(double: row.value, 4)
      try insert.run()
    }
  }

  private static func scoreName(_ db: Database, _ name: String) throws -> Int64 {
    try db.execute(
      sql: "INSERT INTO score_name(name) VALUES (?) ON CONFLICT DO NOTHING", arguments: [name])
    return try Int64.fetchOne(
      db, sql: "SELECT id FROM score_name WHERE name = ?", arguments: [name])
      ?? 0
  }

  private func write(_ db: Database, _ scale: ScoreScale) throws {
    try db.execute(
      sql: """
        INSERT INTO score_scale(run, name, low, high, anchored) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT DO NOTHING
        """,
      arguments: [
        run, try Self.scoreName(db, scale.name), scale.range?.lowerBound, scale.range?.upperBound,
        scale.isAnchored,
      ])
  }

  private func write(_ db: Database, _ rows: [LabelRow], _ flipped: FlippedPairs) throws {
    guard !rows.isEmpty else { return }
    let insert = try RawStatement(
      db, "INSERT INTO label(pair, run, decision, probability) VALUES (?, ?, ?, ?)")
    for seen in rows {
      let row = try seen.isAsSeen && flipped.contains(seen.pair) ? seen.turned : seen
      insert.bind(1, row.pair)
      insert.bind(2, run)
      insert.bind(3, Int64(row.decision.rawValue))
      insert.bind(double: row.probability, 4)
      try insert.run()
    }
  }

  private func write(_ db: Database, _ rows: [DynamicsRow]) throws {
    guard !rows.isEmpty else { return }
    let insert = try RawStatement(
      db, "INSERT INTO dynamics(pair, run, peer, fold, margins) VALUES (?, ?, ?, ?, ?)")
    for row in rows {
      insert.bind(1, row.pair)
      insert.bind(2, run)
      insert.bind(3, row.peer)
      insert.bind(4, row.fold)
      try unsafe row.blob.withUnsafeBytes { bytes in
        unsafe insert.bind(blob: bytes, 5)
        try insert.run()
      }
    }
  }

  private func write(_ db: Database, _ rows: [NoiseRow]) throws {
    guard !rows.isEmpty else { return }
    let insert = try RawStatement(
      db, "INSERT INTO noise(pair, run, wrong, ambiguity) VALUES (?, ?, ?, ?)")
    for row in rows {
      insert.bind(1, row.pair)
      insert.bind(2, run)
      insert.bind(double: row.wrong, 3)
      insert.bind(double: row.ambiguity, 4)
      try insert.run()
    }
  }

  /// Commits a batch of first labels: the majority of the votes of every pair of `slice`.
  package func commitLabels(
    _ slice: PairSlice, number: Int, _ selection: Selection
  ) throws(WinnowError) {
    try store.write { db in
      let counts = try MajorityLabels.write(db, run: run, slice: slice, selection)
      try Ledger.commit(db, run: run, number: number, position: "", counts: counts)
    }
  }
}
