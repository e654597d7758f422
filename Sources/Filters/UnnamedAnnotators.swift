internal import Pipeline
internal import Records

/// Whether annotators without a name count as one; the option `unnamed` of the filters that read
/// votes.
enum UnnamedAnnotators: String, CaseIterable, Sendable {
  case same, distinct

  init(_ options: inout OptionReader) throws(WinnowError) {
    self = try options.choice(
      "unnamed", default: UnnamedAnnotators.same,
      doc: """
        whether votes of annotators of one kind without a name, in different records, count as one \
        person's
        """
    )
  }

  /// The annotator of `vote` as far as votes of different records are compared; `nil` if it is
  /// nobody else's.
  func annotator(of vote: PairVote) -> Int64? {
    if vote.annotatorIsNamed { return vote.annotator }
    // Row ids begin at 1. A model and a human are two, whoever they are.
    return self == .same ? -Int64(vote.annotatorKind.rawValue) : nil
  }
}
