/// What an evaluation writes: every number it prints and every number behind them.
package struct EvaluationFile: Sendable, Codable, Equatable {
  /// Of the form of this file.
  package var format = "winnow noise evaluation 1"
  package var corpus: CorpusFacts
  /// One noise draw each, by key.
  package var cells: [CellResult] = []
  /// What is printed: cells of one setting averaged over seeds, with paired intervals.
  package var tables: [TableResult] = []

  package init(corpus: CorpusFacts) { self.corpus = corpus }
}

/// Which pairs were evaluated.
package struct CorpusFacts: Sendable, Codable, Equatable {
  package var store: String
  package var `where`: String
  package var trusted: String?
  package var folds: String
  package var pairs: Int
  package var groups: Int
  /// SHA-256 over the sorted public ids of the pairs.
  package var digest: String
  /// SHA-256 over pairs, labels and what else results depend on.
  package var state: String
  /// Where the difficulty of pairs comes from.
  package var difficulty: String
  /// Generators that stand in too many pairs to be held out.
  package var exemptGenerators: [String]
  /// Files read, with their SHA-256.
  package var files: [FileFacts]
}

/// A source file.
package struct FileFacts: Sendable, Codable, Equatable {
  package var source: String
  package var name: String
  package var sha256: String
}

/// The numbers of one noise draw.
package struct CellResult: Sendable, Codable, Equatable {
  /// Digest of everything the numbers depend on.
  package var key: String
  package var setting: String
  package var rate: Double
  package var seed: Int
  package var pairs: Int
  package var wrong: Int
  /// Values by measure, by method or arm.
  package var values: [String: [String: Double]]
}

/// The numbers of one setting.
package struct TableResult: Sendable, Codable, Equatable {
  /// Digest of everything the numbers depend on.
  package var key: String
  /// `symmetric`, `difficulty`, `longer`, `annotator`, `natural`, `trusted` or `downstream`.
  package var setting: String
  package var rate: Double
  package var seeds: Int
  /// Mean over the cells.
  package var pairs: Int
  package var wrong: Int
  package var groups: Int
  /// Best first.
  package var rows: [RowResult]
  /// Difference of winnow, or of each arm, against what `than` names.
  package var gains: [GainResult]
  /// What is to be known of this table, a sentence each.
  package var notes: [String]
}

/// A method or arm of a table.
package struct RowResult: Sendable, Codable, Equatable {
  package var name: String
  package var role: String
  /// By measure.
  package var measures: [String: IntervalResult]
}

/// A paired difference.
package struct GainResult: Sendable, Codable, Equatable {
  package var of: String
  package var than: String
  package var measure: String
  package var gain: IntervalResult
}

/// A value with its 95 % interval; `nil` where undefined.
package struct IntervalResult: Sendable, Codable, Equatable {
  package var value: Double?
  package var low: Double?
  package var high: Double?
}
