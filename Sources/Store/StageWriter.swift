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
    _ findings: [Finding], number: Int, counts: Counts, relabel: Selection?
  ) throws(WinnowError) {
    try store.write { db in
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
