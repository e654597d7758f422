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
  let condition: MappingCondition?
  let strength: MappingNumber?
  let annotator: MappingValue?
  let kind: AnnotatorKind
  let rationale: MappingValue?

  init(
    _ node: ConfigNode, of responses: [MappingResponses], _ context: inout MappingContext
  ) throws(WinnowError) {
    var reader = try OptionReader(node, of: "a vote of the mapping")
    let when = try reader.node("when", doc: "condition under which there is a vote")
    let names = VoteNames(responses: responses)
    judgement = try Self.judgement(&reader, names, node, &context)
    let strengthNode = try reader.node(
      "strength", doc: "weight of the judgement, above 0; default 1")
    let annotatorNode = try reader.node("annotator", doc: "who judged")
    kind = try reader.choice(
      "kind", default: AnnotatorWord.unknown, doc: "what kind of judge it was"
    ).kind
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
    let between = try reader.node(
      "between", doc: "two responses of which `winner` names the better")
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
      return try names.better(better, worse)
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
        "a vote has `better` and `worse`, `between` and `winner`, `response` and `good`, "
          + "or `ranked`",
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
            (.text("true", number: nil), .vote(.first)),
            (.text("false", number: nil), .vote(.second)),
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

extension MappingLookup {
  init(value: MappingValue, cases: [(key: MappingKey, outcome: Outcome)]) {
    self.value = value
    self.cases = cases
  }
}
