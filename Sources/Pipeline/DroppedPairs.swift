internal import Records

/// Which pairs of a batch a stage drops: themselves, or by way of a response or the prompt.
struct DroppedPairs {
  private var reasons: [SubjectKind: [Int64: Reason]] = [:]

  /// Notes that `finding` drops its subject; `false` if that was noted before.
  mutating func insert(_ finding: Finding) -> Bool {
    if reasons[finding.kind]?[finding.subject] != nil { return false }
    reasons[finding.kind, default: [:]][finding.subject] = finding.verdict.reason
    return true
  }

  /// Why each pair that itself was dropped is.
  var pairReasons: [Reason] { Array((reasons[.pair] ?? [:]).values) }

  /// Why each dropped pair of `batch` is dropped: its own reason before that of `a`, `b`, the prompt; the
  /// order of `pairs_view`.
  func reasons(in batch: PairBatch) -> [Reason] {
    if reasons.isEmpty { return [] }
    let (pairs, responses) = (reasons[.pair] ?? [:], reasons[.response] ?? [:])
    let prompts = reasons[.prompt] ?? [:]
    return batch.rows.indices.compactMap { i in
      pairs[batch.rows[i]] ?? responses[batch.responseRows[i].a]
        ?? responses[batch.responseRows[i].b] ?? prompts[batch.promptRows[i]]
    }
  }
}
