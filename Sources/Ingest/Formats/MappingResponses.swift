internal import Pipeline
internal import Records

/// The responses a mapping calls by one name: one, or as many as a list has.
struct MappingResponses: Sendable {
  let name: String
  private let body: MappingBody
  private let model: MappingValue?
  private let rank: MappingNumber?
  private let scores: [(name: String, value: MappingNumber)]
  /// The list that says how many there are; `nil` for one.
  private let list: MappingPlace?

  var isList: Bool { list != nil }
  var hasRank: Bool { rank != nil }
  var scoreNames: [String] { scores.map(\.name) }

  /// Reads a body, or `{text: …, model: …, scores: {…}, rank: …}`.
  init(
    name: String, _ node: ConfigNode, _ context: inout MappingContext
  ) throws(WinnowError) {
    self.name = name
    guard node["text"] != nil || node.entries?.isEmpty ?? false else {
      body = try MappingBody(node, &context)
      (model, rank, scores, list) = (nil, nil, [], body.listPlace)
      return
    }
    var reader = try OptionReader(node, of: "the response `\(name)`")
    guard let text = try reader.node("text", doc: "text or messages of the response") else {
      throw WinnowError(.badOption, "the response `\(name)` needs `text`", mark: node.mark)
    }
    let modelNode = try reader.node("model", doc: "name of the model that wrote it")
    let rankNode = try reader.node("rank", doc: "its rank among the others, 1 or 0 for the best")
    let scoreNodes = try reader.node("scores", doc: "numbers given to it, by name")
    try reader.finish()
    body = try MappingBody(text, &context)
    model = try modelNode.map { node throws(WinnowError) in try MappingValue(node, &context) }
    rank = try rankNode.map { node throws(WinnowError) in try MappingNumber(node, &context) }
    var scores: [(String, MappingNumber)] = []
    for entry in try Mapping.entries(of: scoreNodes) {
      scores.append((entry.name, try MappingNumber(entry.value, &context)))
    }
    self.scores = scores
    list = body.listPlace
    try checkLists(node)
  }

  /// Only a response whose text goes through a list can have a model or score that does.
  private func checkLists(_ node: ConfigNode) throws(WinnowError) {
    var values: [MappingValue] = model.map { [$0] } ?? []
    for number in scores.map(\.value) + (rank.map { [$0] } ?? []) {
      switch number {
      case .value(let value): values.append(value)
      case .lookup(let lookup): values.append(lookup.value)
      }
    }
    guard list == nil, values.contains(where: { $0.places.contains { $0.tail != nil } }) else {
      return
    }
    throw WinnowError(
      .badOption, "`*` must stand in `text`, too, if it stands beside it", mark: node.mark)
  }

  /// The responses of one record that a name stands for.
  struct Group {
    var indices: Range<Int32>
    /// By response; `nil` where the record gives none.
    var ranks: [Double?] = []
    var scores: [[Double?]] = []
  }

  /// Adds the responses to the record.
  func read(
    _ record: inout RecordBuilder, _ scope: inout MappingScope, maxResponses: Int
  ) throws(RecordError) -> Group {
    let first = Int32(record.responseCount)
    let count = try self.count(record, scope)
    try record.checkResponses(Int(first) + count, limit: maxResponses)
    var group = Group(indices: first..<first)
    group.scores = .init(repeating: [], count: scores.count)
    for i in 0..<count {
      var model = ByteSlice.empty
      if let value = self.model { model = try record.text(value, i, in: &scope) ?? .empty }
      let response = try record.response(body, i, model: model, in: &scope)
      for (k, score) in scores.enumerated() {
        let value = try record.number(score.value, i, in: &scope)
        if let value { record.score(response, record.arena.append(score.name), value) }
        group.scores[k].append(value)
      }
      try record.checkSize()
      if let rank { group.ranks.append(try record.number(rank, i, in: &scope)) }
    }
    group.indices = first..<Int32(record.responseCount)
    return group
  }

  private func count(
    _ record: RecordBuilder, _ scope: MappingScope
  ) throws(RecordError) -> Int {
    guard let list else { return 1 }
    guard let value = scope.list(of: list), !value.isNull else {
      let place = (list.isJoined ? "@" : "") + list.head.description
      throw RecordError(.missingField, "`\(place)` is missing")
    }
    guard value.kind == .array || value.kind == .object else {
      throw record.wrongType(value, "a list")
    }
    return value.count
  }
}
