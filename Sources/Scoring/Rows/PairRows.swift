package import Records

/// What a learner knows of a pair beside its features.
package struct PairFact: Sendable {
  /// Public id of the pair.
  package var id: PublicID
  /// Public id of its group: folds and resampling take a group as a whole.
  package var group: PublicID
  /// Row id of the pair in the store.
  package var row: Int64
  /// The given label: whether the answer that stands first (`a`, before b by digest) is the better one.
  ///
  /// Ids are digests, so which answer stands first is random with respect to the label.
  package var firstIsBetter: Bool
  /// Whether models may learn from the pair; of held-out splits they only judge.
  package var isFitted: Bool

  package init(
    id: PublicID, group: PublicID, row: Int64, firstIsBetter: Bool, isFitted: Bool = true
  ) {
    self.id = id
    self.group = group
    self.row = row
    self.firstIsBetter = firstIsBetter
    self.isFitted = isFitted
  }
}

/// Features of pairs: in every view row i is φ(prompt, first) − φ(prompt, second) of pair i.
///
/// Rows stand in the order of a seeded digest of the pair's public id: the same for any order of files
/// and any number of workers, and unrelated to the label, so that walking them in order is a shuffle.
package struct PairRows: Sendable {
  package var facts: [PairFact]
  /// `words`, `characters`.
  package var sparse: [(name: String, rows: SparseRows)]
  /// `answer` (the named dense features), `embedding`, `scores`.
  package var dense: [(name: String, rows: DenseRows)]

  package var count: Int { facts.count }

  package init(
    facts: [PairFact], sparse: [(name: String, rows: SparseRows)],
    dense: [(name: String, rows: DenseRows)]
  ) {
    self.facts = facts
    self.sparse = sparse
    self.dense = dense
  }
}
