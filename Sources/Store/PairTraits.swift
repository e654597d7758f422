internal import GRDB
package import Records

/// Who is behind a pair, for reports on whom a decision hits; detectors never read it.
package struct PairTraits: Sendable {
  package var source: String
  /// Of the first record that has the pair: its `category`, `subset`, `domain` or `task`; `nil` if none.
  package var category: String?
  /// Models that wrote a and b, as the votes' records say; sorted, each once.
  package var generators: [String]
  /// Those who judged it; sorted, each once.
  package var annotators: [String]

  /// Members of a record's `extra` that are taken for its category, the first that is there.
  private static let categories = [
    "category", "category_path", "subset", "domain", "task", "task_type", "source", "dataset",
  ]

  /// The traits of the pairs in `rows`, in that order. About 10 µs a pair.
  package static func read(_ store: Store, _ rows: [Int64]) throws(WinnowError) -> [PairTraits] {
    try store.perform { db in
      let places = try RawStatement(
        db,
        """
        SELECT source.name, CASE WHEN json_valid(record.extra) THEN \(category) END
        FROM pair JOIN record ON record.id = pair.record JOIN member ON member.id = record.id >> 32
        JOIN source ON source.id = member.source WHERE pair.id = ?
        """)
      let votes = try RawStatement(
        db,
        """
        SELECT annotator.name, coalesce(a.name, ''), coalesce(b.name, '') FROM vote
        JOIN annotator ON annotator.id = vote.annotator
        LEFT JOIN model AS a ON a.id = a_model LEFT JOIN model AS b ON b.id = b_model
        WHERE pair = ?
        """)
      return try rows.map { row in
        var traits = PairTraits(source: "", category: nil, generators: [], annotators: [])
        places.bind(1, row)
        if try places.next() {
          traits.source = places.string(0)
          traits.category = places.isNull(1) ? nil : places.string(1)
          places.reset()
        }
        var generators = Set<String>()
        var annotators = Set<String>()
        votes.bind(1, row)
        while try votes.next() {
          annotators.insert(votes.string(0))
          generators.formUnion([votes.string(1), votes.string(2)])
        }
        traits.generators = generators.subtracting([""]).sorted()
        traits.annotators = annotators.subtracting([""]).sorted()
        return traits
      }
    }
  }

  private static var category: String {
    "coalesce("
      + categories.map { "json_extract(record.extra, '$.\($0)')" }.joined(separator: ", ") + ")"
  }
}
