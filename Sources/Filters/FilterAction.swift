internal import Pipeline
internal import Records

/// What a filter does with the pairs it finds; the option `action` of every filter.
enum FilterAction: String, CaseIterable, Sendable {
  case drop, mark

  init(_ options: inout OptionReader) throws(WinnowError) {
    self = try options.choice(
      "action", default: FilterAction.drop,
      doc: "`drop` leaves the pairs out from here on, `mark` only notes the reason")
  }

  func verdict(_ reason: Reason, evidence: String = "") -> Verdict {
    switch self {
    case .drop: .drop(reason, evidence: evidence)
    case .mark: .mark(reason, evidence: evidence)
    }
  }
}

/// Which text of a pair a finding is about, as evidence names it.
enum Side: String, Sendable {
  case prompt, a, b, both

  /// The sides with a finding; `nil` if there is none.
  init?(a: Bool, b: Bool) {
    switch (a, b) {
    case (true, true): self = .both
    case (true, false): self = .a
    case (false, true): self = .b
    case (false, false): return nil
    }
  }

  /// The evidence that says no more than where.
  var evidence: String { #"{"side":"\#(rawValue)"}"# }
}

extension PairBatch {
  /// Appends what `filter` says of the pair at `index`.
  func note(
    _ reason: Reason, _ evidence: String = "", at index: Int, _ action: FilterAction,
    into findings: inout [Finding]
  ) {
    findings.append(Finding(.pair, rows[index], action.verdict(reason, evidence: evidence)))
  }
}
