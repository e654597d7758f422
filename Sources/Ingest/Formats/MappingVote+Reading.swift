internal import Records

// Reading the votes of a record.
extension MappingVote {
  func read(
    _ record: inout RecordBuilder, _ scope: inout MappingScope, _ groups: [MappingResponses.Group]
  ) throws(RecordError) {
    if let condition, try !condition.holds(for: &record, in: &scope) { return }
    switch judgement {
    case .better(let winners, let losers):
      let better = winners.flatMap { Array(groups[$0].indices) }
      let worse = losers.flatMap { Array(groups[$0].indices) }
      try record.checkVotes(better.count * worse.count)
      for first in better {
        for second in worse { try vote(first, second, .first, &record, &scope) }
      }
    case .between(let a, let b, let lookups):
      guard case .vote(let winner) = try decide(lookups, 0, &record, &scope) else { return }
      try vote(
        groups[a].indices.lowerBound, groups[b].indices.lowerBound, winner, &record, &scope)
    case .single(let position, let lookups):
      for (i, response) in groups[position].indices.enumerated() {
        guard case .vote(let winner) = try decide(lookups, i, &record, &scope) else { continue }
        try vote(response, -1, winner, index: i, &record, &scope)
      }
    case .ranked(let position, let score, let pairs, let lowestIsBest):
      let values = score.map { groups[position].scores[$0] } ?? groups[position].ranks
      var ranked: [(response: Int32, value: Double)] = []
      for (response, value) in zip(groups[position].indices, values) {
        if let value { ranked.append((response, lowestIsBest ? -value : value)) }
      }
      let weight = try weight(.first, 0, &record, &scope)
      let (name, reason) = try judge(0, &record, &scope)
      try record.votes(pairs, of: ranked) { (first, second, winner, record) in
        record.vote(
          first, second, winner, strength: weight, kind: kind, annotator: name, rationale: reason)
      }
    }
  }

  private func decide(
    _ lookups: [MappingLookup<Outcome>], _ index: Int, _ record: inout RecordBuilder,
    _ scope: inout MappingScope
  ) throws(RecordError) -> Outcome {
    for lookup in lookups {
      if let outcome = try record.find(lookup, index, in: &scope) { return outcome }
    }
    guard let last = lookups.last else { return .none }
    throw record.unknownValue(last.value, index, in: &scope)
  }

  private func vote(
    _ first: Int32, _ second: Int32, _ winner: Winner, index: Int = 0,
    _ record: inout RecordBuilder, _ scope: inout MappingScope
  ) throws(RecordError) {
    let weight = try weight(winner, index, &record, &scope)
    let (name, reason) = try judge(index, &record, &scope)
    record.vote(
      first, second, winner, strength: weight, kind: kind, annotator: name, rationale: reason)
  }

  private func judge(
    _ index: Int, _ record: inout RecordBuilder, _ scope: inout MappingScope
  ) throws(RecordError) -> (name: ByteSlice, reason: ByteSlice) {
    var name = ByteSlice.empty
    var reason = ByteSlice.empty
    if let annotator { name = try record.text(annotator, index, in: &scope) ?? .empty }
    if let rationale { reason = try record.text(rationale, index, in: &scope) ?? .empty }
    return (name, reason)
  }

  /// The strength of a vote, 1 where nothing is said.
  private func weight(
    _ winner: Winner, _ index: Int, _ record: inout RecordBuilder, _ scope: inout MappingScope
  ) throws(RecordError) -> Double {
    guard let strength, let value = try record.number(strength, index, in: &scope) else { return 1 }
    if value > 0 { return value }
    // A tie by equal scores often comes with a difference of 0.
    if value == 0, winner == .tie || winner == .bothBad { return 1 }
    throw RecordError(.badValue, "the strength of a vote is not above 0: `\(value)`")
  }
}
