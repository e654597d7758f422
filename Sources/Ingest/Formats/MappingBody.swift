internal import Pipeline
internal import Records

/// Where a mapping finds a prompt or response: a value, messages, or a transcript.
enum MappingBody: Sendable {
  /// A text; or messages with the usual names, if a place holds them.
  case value(MappingValue)
  case messages(MappingPlace, MessageShape)
  /// `\n\nHuman: …\n\nAssistant: …`.
  case transcript(MappingPlace)

  /// The first place that goes through a list.
  var listPlace: MappingPlace? {
    switch self {
    case .value(let value): value.places.first { $0.tail != nil }
    case .messages(let place, _), .transcript(let place): place.tail == nil ? nil : place
    }
  }

  /// Reads a value, `{messages: /a, role: …, content: …, roles: {…}}` or `{transcript: /a}`.
  init(_ node: ConfigNode, _ context: inout MappingContext) throws(WinnowError) {
    guard let entries = node.entries,
      let kind = entries.first(where: { $0.name == "messages" || $0.name == "transcript" })
    else {
      self = .value(try MappingValue(node, &context))
      return
    }
    var reader = try OptionReader(node, of: "`\(kind.name)` of the mapping")
    let place = try MappingPlace(kind.value.text ?? "", at: kind.value, &context)
    if kind.name == "transcript" {
      _ = try reader.node("transcript", doc: "place of a text with `Human:` and `Assistant:`")
      try reader.finish()
      self = .transcript(place)
      return
    }
    _ = try reader.node("messages", doc: "place of a list of messages, or of one message")
    var shape = MessageShape()
    shape.role = try reader.string(
      optional: "role", doc: "key of a message's role; default `role` or `from`")
    shape.content = try reader.string(
      optional: "content", doc: "key of a message's content; default `content` or `value`")
    let roles = try reader.node("roles", doc: "words for roles beyond the usual ones")
    try reader.finish()
    for entry in try Mapping.entries(of: roles) {
      shape.roles[entry.name] = try Self.role(entry.value)
    }
    self = .messages(place, shape)
  }

  private static func role(_ node: ConfigNode) throws(WinnowError) -> Role {
    let roles: [Role] = [.system, .user, .assistant, .tool]
    guard let role = roles.first(where: { "\($0.word)" == node.text }) else {
      throw WinnowError(
        .badOption, "a role must be `system`, `user`, `assistant` or `tool`", mark: node.mark)
    }
    return role
  }
}

extension RecordBuilder {
  /// The prompt is what `body` finds, after a system turn with the text of `system`, if there is
  /// one.
  mutating func prompt(
    _ body: MappingBody, system: MappingValue?, in scope: inout MappingScope
  ) throws(RecordError) {
    var before = ByteSlice.empty
    if let system { before = try text(system, 0, in: &scope) ?? .empty }
    switch body {
    case .value(.place(let place)):
      let value = try found(place, 0, in: &scope)
      isJoined = place.isJoined
      defer { isJoined = false }
      try prompt(value, system: before)
    case .value(let value):
      prompt(text: try text(value, 0, in: &scope) ?? .empty, system: before)
    case .messages(let place, let shape):
      let value = try found(place, 0, in: &scope)
      isJoined = place.isJoined
      defer { isJoined = false }
      guard value.kind == .array else { throw wrongType(value, "a list of messages") }
      let range = try messages(value, shape)
      // A whole dialogue as prompt would ask a model for what follows its own answer.
      if let last = range.last, turns[last].role == .assistant {
        throw RecordError(
          .badTranscript, "the messages of the prompt end with an answer")
      }
      prompt(turns: prepend(before, to: range))
    case .transcript(let place):
      var range = try transcript(place, 0, in: &scope)
      // The last marker asks for the answer; it is no turn.
      if let last = range.last, turns[last].role == .assistant,
        turns[last].plainText?.isEmpty ?? false
      {
        range = range.dropLast()
      }
      prompt(turns: prepend(before, to: range))
    }
  }

  /// Adds the response that `body` finds.
  mutating func response(
    _ body: MappingBody, _ index: Int, model: ByteSlice, in scope: inout MappingScope
  ) throws(RecordError) -> Int32 {
    switch body {
    case .value(.place(let place)):
      let value = try found(place, index, in: &scope)
      isJoined = place.isJoined
      defer { isJoined = false }
      return try response(value, model: model)
    case .value(let value):
      return response(text: try text(value, index, in: &scope) ?? .empty, model: model)
    case .messages(let place, let shape):
      let value = try found(place, index, in: &scope)
      isJoined = place.isJoined
      defer { isJoined = false }
      return response(turns: try messages(value, shape), model: model)
    case .transcript(let place):
      return response(turns: try transcript(place, index, in: &scope), model: model)
    }
  }

  private mutating func transcript(
    _ place: MappingPlace, _ index: Int, in scope: inout MappingScope
  ) throws(RecordError) -> Range<Int> {
    let value = try found(place, index, in: &scope)
    isJoined = place.isJoined
    defer { isJoined = false }
    guard let range = transcript(try text(value)) else {
      throw RecordError(
        .badTranscript, "`\(path(of: value))` does not begin with `\\n\\nHuman:`")
    }
    return range
  }

  /// The value at `place`, which must be there.
  private func found(
    _ place: MappingPlace, _ index: Int, in scope: inout MappingScope
  ) throws(RecordError) -> JSONValue {
    guard let value = scope.value(at: place, index) else { throw missing(place, index) }
    return value
  }
}
