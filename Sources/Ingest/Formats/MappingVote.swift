internal import Pipeline
internal import Records

/// One kind of judgement a mapping draws from a record.
struct MappingVote: Sendable {
  /// What is judged, by the positions of responses among those of the case.
  enum Judgement: Sendable {
    /// Each of the first responses beats each of the second.
    case better([Int], than: [Int])
    /// Two responses, and lookups of which the first that knows the value decides.
    case between(Int, Int, [MappingLookup<Outcome>])
    /// Thumbs up or down on each response of the group.
    case single(Int, [MappingLookup<Outcome>])
    /// Comparisons by rank (`score` is `nil`) or by a score.
    case ranked(Int, score: Int?, RankedPairs, lowestIsBest: Bool)
  }

  /// What a value means for a vote.
  enum Outcome: Sendable {
    case vote(Winner)
    /// No vote.
    case none
  }

  let judgement: Judgement
  private let condition: MappingCondition?
  private let strength: MappingNumber?
  private let annotator: MappingValue?
  private let kind: AnnotatorKind
  private let rationale: MappingValue?

  init(
    _ node: ConfigNode, of responses: [MappingResponses], _ context: inout MappingContext
  ) throws(WinnowError) {
    var reader = try OptionReader(node, of: "a vote of the mapping")
    let when = try reader.node("when", doc: "condition under which there is a vote")
    let names = VoteNames(responses: responses)
    judgement = try Self.judgement(&reader, names, node, &context)
    let strengthNode = try reader.node("strength", doc: "weight of the judgement, above 0; default 1")
    let annotatorNode = try reader.node("annotator", doc: "who judged")
    kind = try reader.choice(
      "kind", default: AnnotatorWord.unknown, doc: "what kind of judge it was").kind
    let rationaleNode = try reader.node("rationale", doc: "why, in the judge's words")
    try reader.finish()
    condition = try when.map { node throws(WinnowError) in try MappingCondition(node, &context) }
    strength = try strengthNode.map { node throws(WinnowError) in
      try MappingNumber(node, &context)
    }
    annotator = try annotatorNode.map { node throws(WinnowError) in
      try MappingValue(node, &context)
    }
    rationale = try rationaleNode.map { node throws(WinnowError) in
      try MappingValue(node, &context)
    }
  }

  private static func judgement(
    _ reader: inout OptionReader, _ names: VoteNames, _ node: ConfigNode,
    _ context: inout MappingContext
  ) throws(WinnowError) -> Judgement {
    let better = try reader.node("better", doc: "responses that beat those of `worse`")
    let worse = try reader.node("worse", doc: "responses that are beaten by those of `better`")
    let between = try reader.node("between", doc: "two responses of which `winner` names the better")
    let winner = try reader.node("winner", doc: "lookup of the better one of `between`")
    let single = try reader.node("response", doc: "response that got thumbs up or down")
    let good = try reader.node("good", doc: "whether `response` got thumbs up")
    let ranked = try reader.node("ranked", doc: "responses compared by their ranks or a score")
    let by = try reader.node("by", doc: "`rank`, or the name of a score; default `rank`")
    let pairs = try reader.choice(
      optional: "pairs", of: RankedPairs.self, doc: "which of `ranked` are compared; default `all`")
    let best = try reader.choice(
      optional: "best", of: Best.self, doc: "default `lowest` for ranks, `highest` for scores")
    switch (better, worse, between, winner, single, good, ranked) {
    case (let better?, let worse?, nil, nil, nil, nil, nil):
      return .better(try names.positions(better), than: try names.positions(worse))
    case (nil, nil, let between?, let winner?, nil, nil, nil):
      let pair = try names.pair(between)
      return .between(
        pair.0, pair.1,
        try Self.lookups(winner, &context) { (node) throws(WinnowError) in
          try names.outcome(node, pair)
        })
    case (nil, nil, nil, nil, let single?, let good?, nil):
      return .single(try names.position(single), try Self.thumbs(good, &context))
    case (nil, nil, nil, nil, nil, nil, let ranked?):
      let position = try names.position(ranked)
      let score = try names.score(by, of: position, ranked)
      let lowest = best.map { $0 == .lowest } ?? (score == nil)
      return .ranked(position, score: score, pairs ?? .all, lowestIsBest: lowest)
    default:
      throw WinnowError(
        .badOption,
        "a vote has `better` and `worse`, `between` and `winner`, `response` and `good`, or `ranked`",
        mark: node.mark)
    }
  }

  private enum Best: String, CaseIterable { case lowest, highest }

  /// Reads one lookup or a list of them.
  private static func lookups(
    _ node: ConfigNode, _ context: inout MappingContext,
    _ outcome: (ConfigNode) throws(WinnowError) -> Outcome
  ) throws(WinnowError) -> [MappingLookup<Outcome>] {
    var lookups: [MappingLookup<Outcome>] = []
    for part in node.elements ?? [node] {
      lookups.append(try MappingLookup(part, &context, outcome))
    }
    return lookups
  }

  /// Reads a place that holds true or false, or lookups with `true` and `false` as outcomes.
  private static func thumbs(
    _ node: ConfigNode, _ context: inout MappingContext
  ) throws(WinnowError) -> [MappingLookup<Outcome>] {
    if node["of"] == nil, node.elements == nil {
      let value = try MappingValue(node, &context)
      return [
        MappingLookup(
          value: value,
          cases: [
            (.text("true", number: nil), .vote(.first)), (.text("false", number: nil), .vote(.second)),
            (.text("1", number: 1), .vote(.first)), (.text("0", number: 0), .vote(.second)),
          ])
      ]
    }
    return try lookups(node, &context) { (node) throws(WinnowError) in
      switch node.text {
      case "true": return .vote(.first)
      case "false": return .vote(.second)
      case "tie": return .vote(.tie)
      case "none": return .none
      default:
        throw WinnowError(
          .badOption, "must be `true`, `false`, `tie` or `none`", mark: node.mark)
      }
    }
  }
}

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

/// The names of responses in the votes of a mapping.
private struct VoteNames {
  let responses: [MappingResponses]

  func position(_ node: ConfigNode) throws(WinnowError) -> Int {
    if let i = responses.firstIndex(where: { $0.name == node.text }) { return i }
    let names = responses.map(\.name)
    let meant = node.text.flatMap { didYouMean($0, among: names) }
    throw WinnowError(
      .badOption, "no response has the name: `\(node.text ?? "")`", mark: node.mark,
      hint: meant.map { "did you mean `\($0)`?" }
        ?? "the responses are \(names.map { "`\($0)`" }.joined(separator: ", "))")
  }

  func positions(_ node: ConfigNode) throws(WinnowError) -> [Int] {
    var positions: [Int] = []
    for element in node.elements ?? [node] { positions.append(try position(element)) }
    return positions
  }

  /// Two different responses, neither of them a list.
  func pair(_ node: ConfigNode) throws(WinnowError) -> (Int, Int) {
    let positions = try positions(node)
    guard positions.count == 2, positions[0] != positions[1] else {
      throw WinnowError(.badOption, "`between` names two responses", mark: node.mark)
    }
    if let list = positions.first(where: { responses[$0].isList }) {
      throw WinnowError(
        .badOption, "`between` compares single responses, and this is a list: `\(responses[list].name)`",
        mark: node.mark, hint: "use `better` and `worse`, or `ranked`")
    }
    return (positions[0], positions[1])
  }

  /// What a word on the right of a lookup means.
  func outcome(
    _ node: ConfigNode, _ pair: (Int, Int)
  ) throws(WinnowError) -> MappingVote.Outcome {
    switch node.text {
    case responses[pair.0].name: return .vote(.first)
    case responses[pair.1].name: return .vote(.second)
    case "tie": return .vote(.tie)
    case "both_bad": return .vote(.bothBad)
    case "none": return .none
    default:
      throw WinnowError(
        .badOption,
        "a winner must be `\(responses[pair.0].name)`, `\(responses[pair.1].name)`, `tie`, `both_bad` or `none`",
        mark: node.mark)
    }
  }

  /// The position of the score called `node`; `nil` for the rank.
  func score(
    _ node: ConfigNode?, of position: Int, _ ranked: ConfigNode
  ) throws(WinnowError) -> Int? {
    let responses = responses[position]
    guard let node, node.text != "rank" else {
      guard responses.hasRank else {
        throw WinnowError(
          .badOption, "the response `\(responses.name)` has no `rank`", mark: ranked.mark,
          hint: "give it one, or say which score decides with `by`")
      }
      return nil
    }
    if let i = responses.scoreNames.firstIndex(where: { $0 == node.text }) { return i }
    let meant = node.text.flatMap { didYouMean($0, among: responses.scoreNames + ["rank"]) }
    throw WinnowError(
      .badOption, "the response `\(responses.name)` has no score: `\(node.text ?? "")`",
      mark: node.mark, hint: meant.map { "did you mean `\($0)`?" })
  }
}

extension MappingLookup {
  init(value: MappingValue, cases: [(key: MappingKey, outcome: Outcome)]) {
    self.value = value
    self.cases = cases
  }
}
