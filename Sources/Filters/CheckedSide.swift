internal import Records

/// Which responses of a pair a filter reads; the option `side`.
enum CheckedSide: String, CaseIterable, Sendable {
  case chosen, either

  /// Whether `a` and `b` of the pair at `index` are to be read.
  ///
  /// Of a pair without a winner both are. Of a single response it is read unless it was voted down
  /// and only what is chosen counts.
  func covers(_ batch: PairBatch, at index: Int) -> (a: Bool, b: Bool) {
    let hasB = batch.responseRows[index].b != 0
    guard self == .chosen else { return (true, hasB) }
    return switch batch.decisions[index] {
    case .a: (true, false)
    case .b: (false, hasB)
    case .tie, .bothBad, .undecided: (true, hasB)
    }
  }
}
