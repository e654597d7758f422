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
  /// - Parameter relabel: the selection in which pairs that lost votes are decided anew; `nil` when the
  ///   stage drops no votes.
  package func commit(
    _ findings: [Finding], dynamics: [DynamicsRow] = [], noise: [NoiseRow] = [], number: Int,
    counts: Counts, relabel: Selection?
  ) throws(WinnowError) {
    try store.write { db in
      try write(db, dynamics)
      try write(db, noise)
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
      try Ledger.commit(db, run: run, number: number, position: "", counts: counts)
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
