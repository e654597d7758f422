package import Records
package import Store

extension ResponseBatch {
  /// Prompts that do not state a goal or direction which an earlier stage put there.
  ///
  /// Scores are of answers to the prompt as it was: under one that asks for a poor answer they would mean
  /// something else, so that stages which read scores leave such pairs as they are.
  package var plainPrompts: [Prompt] {
    prompts.filter { prompt in
      prompt.pairs.isEmpty
        || !pairs[prompt.pairs].allSatisfy(\.isConditioned)
    }
  }
}

extension ResponseBatch.Pair {
  /// Whether its prompt states what is wanted of the answer.
  package var isConditioned: Bool {
    role == "goal_chosen" || role == "goal_rejected" || role == "direction"
      || role == "principles"
  }

  /// That the preferred answer is the better one, by the last label; below 0.5 where that doubts itself.
  package var sure: Double { decision == .b ? 1 - probability : probability }
}

/// What becomes of the pairs a prompt has when a stage makes others of its responses.
package enum OldPairs: String, CaseIterable, Sendable {
  /// They are dropped, except those that are made again.
  case replace
  case keep

  package init(_ options: inout OptionReader) throws(WinnowError) {
    self = try options.choice(
      "old_pairs", default: OldPairs.replace,
      doc:
        "`replace` drops the pairs a prompt had, except one that is made again; `keep` adds to them"
    )
  }
}

/// The pairs that are made of one prompt, and what its old ones come to.
package struct MadePairs {
  package let prompt: ResponseBatch.Prompt
  package let batch: ResponseBatch
  /// Rows of the responses of what was made of responses as they are; `b` is 0 for a single one.
  private var made: Set<Key> = []

  private struct Key: Hashable {
    var low: Int64
    var high: Int64

    init(_ a: Int64, _ b: Int64) {
      low = min(a, b)
      high = max(a, b)
    }
  }

  package init(_ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch) {
    self.prompt = prompt
    self.batch = batch
  }

  /// Where a new pair stands in the order of exports; `nil` where nothing tells.
  package var place: DerivedPair.Place? {
    if prompt.record != 0 { return .record(prompt.record) }
    return batch.pairs[prompt.pairs].first.map { .pair($0.row) }
  }

  /// Whether an earlier stage dropped the pair of two responses, by their places in the batch: made again it
  /// stays dropped.
  package func isFallen(_ one: Int, _ other: Int?) -> Bool {
    let key = Key(batch.responses[one].row, other.map { batch.responses[$0].row } ?? 0)
    return prompt.fallen.contains { Key($0.a, $0.b) == key }
  }

  /// Notes that the pair of two responses is made, or the judgement of one.
  package mutating func note(_ one: Int, _ other: Int?) {
    made.insert(Key(batch.responses[one].row, other.map { batch.responses[$0].row } ?? 0))
  }

  /// Drops the old pairs that were not made again.
  package func drop(_ reason: Reason, to out: inout CorpusBatch) {
    for pair in batch.pairs[prompt.pairs] {
      let other = pair.b >= 0 ? batch.responses[pair.b].row : 0
      if pair.a >= 0, made.contains(Key(batch.responses[pair.a].row, other)) { continue }
      out.findings.append(Finding(.pair, pair.row, .drop(reason)))
    }
  }
}

/// Numbers in evidence: JSON has no infinities.
package enum Evidence {
  package static func number(_ value: Double) -> String { value.isFinite ? "\(value)" : "null" }
}
