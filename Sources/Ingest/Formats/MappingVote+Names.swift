internal import Pipeline
internal import Records

/// The names of responses in the votes of a mapping.
struct VoteNames {
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

  /// Responses of which none is on both sides.
  func better(
    _ better: ConfigNode, _ worse: ConfigNode
  ) throws(WinnowError) -> MappingVote.Judgement {
    let (winners, losers) = (try positions(better), try positions(worse))
    if let both = winners.first(where: { losers.contains($0) }) {
      throw WinnowError(
        .badOption, "a response cannot beat itself: `\(responses[both].name)`", mark: worse.mark)
    }
    return .better(winners, than: losers)
  }

  /// Two different responses, neither of them a list.
  func pair(_ node: ConfigNode) throws(WinnowError) -> (Int, Int) {
    let positions = try positions(node)
    guard positions.count == 2, positions[0] != positions[1] else {
      throw WinnowError(.badOption, "`between` names two responses", mark: node.mark)
    }
    if let list = positions.first(where: { responses[$0].isList }) {
      throw WinnowError(
        .badOption,
        "`between` compares single responses, and this is a list: `\(responses[list].name)`",
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
        "a winner must be `\(responses[pair.0].name)`, `\(responses[pair.1].name)`, "
          + "`tie`, `both_bad` or `none`",
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
