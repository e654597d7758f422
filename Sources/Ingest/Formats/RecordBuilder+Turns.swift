internal import Records

// Reading dialogues.
extension RecordBuilder {
  /// Takes a list of messages, or one message, and appends its turns to `turns`.
  ///
  /// - Throws: `wrong_type`, `missing_field`, or `bad_value` for an unknown role.
  mutating func messages(
    _ value: JSONValue, _ shape: MessageShape = .standard
  ) throws(RecordError) -> Range<Int> {
    let first = turns.count
    switch value.kind {
    case .object: try message(value, shape)
    case .array: for element in value.elements { try message(element, shape) }
    default: throw wrongType(value, "a list of messages")
    }
    return first..<turns.count
  }

  private mutating func message(_ value: JSONValue, _ shape: MessageShape) throws(RecordError) {
    guard value.kind == .object else { throw wrongType(value, "a message") }
    var role: JSONValue?
    var content: JSONValue?
    var toolCalls = false
    var keeps = false
    for (key, member) in value.members {
      if isKey(key, shape.role, "role", "from") {
        role = member
      } else if isKey(key, shape.content, "content", "value") {
        content = member
      } else if isKept(key) {
        if !member.isNull {
          keeps = true
          if arena.is(key, "tool_calls") || arena.is(key, "function_call") { toolCalls = true }
        }
        take(member)
      }
    }
    guard let role else { throw missing(shape.role ?? "role", in: value) }
    var turn = try self.turn(role, content, in: value, toolCalls: toolCalls, shape)
    if keeps { turn.message = value }
    turns.append(turn)
  }

  private mutating func turn(
    _ role: JSONValue, _ content: JSONValue?, in message: JSONValue, toolCalls: Bool,
    _ shape: MessageShape
  ) throws(RecordError) -> Turn {
    let (speaker, isToolCall) = try self.role(role, shape)
    take(role)
    if let content { take(content) }
    switch content?.kind {
    case .string?:
      var turn = Turn(speaker, .text(content?.string ?? .empty))
      turn.isToolCall = isToolCall
      return turn
    case .array?:
      guard let content else { return Turn(speaker, .none) }
      for part in content.elements where part.kind != .object && part.kind != .string {
        throw wrongType(part, "a content part")
      }
      return Turn(speaker, .parts(content))
    case .null? where toolCalls, nil where toolCalls:
      return Turn(speaker, .none)
    case nil: throw missing(shape.content ?? "content", in: message)
    default: throw wrongType(content ?? message, "a text or a list of content parts")
    }
  }

  /// The role `value` names, and whether the content is a tool call.
  private func role(
    _ value: JSONValue, _ shape: MessageShape
  ) throws(RecordError) -> (Role, isToolCall: Bool) {
    guard let word = value.string else { throw wrongType(value, "a role") }
    if shape.roles.isEmpty {
      if arena.is(word, "user") || arena.is(word, "human") { return (.user, false) }
      if arena.is(word, "assistant") || arena.is(word, "gpt") { return (.assistant, false) }
    }
    let text = arena.string(word)
    if let role = shape.roles[text] { return (role, false) }
    let folded = text.lowercased()
    guard let known = Role.words.first(where: { $0.word == folded }) else {
      throw badValue(value, "a role")
    }
    return (known.role, folded == "function_call" || folded == "tool_call")
  }

  private func isKey(
    _ key: ByteSlice, _ given: String?, _ first: StaticString, _ second: StaticString
  ) -> Bool {
    guard let given else { return arena.is(key, first) || arena.is(key, second) }
    return Int(key.count) == given.utf8.count && arena.string(key) == given
  }

  private func isKept(_ key: ByteSlice) -> Bool {
    guard key.count >= 4, key.count <= 17 else { return false }
    let text = arena.string(key)
    return MessageShape.kept.contains(text)
  }
}

// Dialogues as prompts and responses.
extension RecordBuilder {
  /// The prompt is the dialogue of `range`.
  mutating func prompt(turns range: Range<Int>) {
    let system = turns[range].first { $0.role == .system }
    let user =
      turns[range].first { $0.role == .user } ?? turns[range].first { $0.role != .system }
    if range.count == 1, turns[range.lowerBound].role == .user,
      let text = turns[range.lowerBound].plainText
    {
      return prompt(text: text)
    }
    let body = Body.messages(appendMessages(range))
    prompt(
      body, system: system.map { contentBytes($0) } ?? .empty,
      user: user.map { contentBytes($0) } ?? .empty)
  }

  /// Adds a response that is the dialogue of `range`; returns its index within the record.
  mutating func response(turns range: Range<Int>, model: ByteSlice = .empty) -> Int32 {
    if range.count == 1, turns[range.lowerBound].role == .assistant,
      let text = turns[range.lowerBound].plainText
    {
      return response(text: text, model: model)
    }
    return response(.messages(appendMessages(range)), model: model)
  }

  /// The content of a turn: its text, or the JSON of its parts.
  private func contentBytes(_ turn: Turn) -> ByteSlice {
    switch turn.content {
    case .text(let slice): slice
    case .parts(let value): value.appendCompact(to: arena)
    case .none: .empty
    }
  }

  /// Appends the turns of `range` as a compact JSON list.
  private func appendMessages(_ range: Range<Int>) -> ByteSlice {
    let arena = arena
    let start = arena.count
    arena.append(byte: UInt8(ascii: "["))
    for i in range {
      if i > range.lowerBound { arena.append(byte: UInt8(ascii: ",")) }
      appendMessage(turns[i], to: arena)
    }
    arena.append(byte: UInt8(ascii: "]"))
    return arena.slice(from: start)
  }

  private func appendMessage(_ turn: Turn, to arena: ByteArena) {
    arena.append("{\"role\":\"")
    arena.append(turn.role.word)
    arena.append("\",\"content\":")
    switch turn.content {
    case .text(let slice) where turn.isToolCall:
      arena.append("\"\",\"tool_calls\":")
      arena.appendQuoted(slice, of: arena)
    case .text(let slice): arena.appendQuoted(slice, of: arena)
    case .parts(let value): value.appendCompact(to: arena)
    case .none: arena.append("null")
    }
    if let message = turn.message {
      for (key, member) in message.members where isKept(key) && !member.isNull {
        arena.append(byte: UInt8(ascii: ","))
        arena.appendQuoted(key, of: arena)
        arena.append(byte: UInt8(ascii: ":"))
        member.appendCompact(to: arena)
      }
    }
    arena.append(byte: UInt8(ascii: "}"))
  }

  /// Whether two turns say the same.
  func areEqual(_ a: Turn, _ b: Turn) -> Bool {
    guard a.role == b.role else { return false }
    if let a = a.plainText, let b = b.plainText { return arena.areEqual(a, b) }
    let arena = arena
    let start = arena.count
    appendMessage(a, to: arena)
    let first = arena.slice(from: start)
    appendMessage(b, to: arena)
    let second = arena.slice(from: Int(first.end))
    defer { arena.truncate(to: start) }
    return arena.areEqual(first, second)
  }

  /// How many turns two dialogues begin with in common.
  func commonTurns(_ a: Range<Int>, _ b: Range<Int>) -> Int {
    var count = 0
    while count < min(a.count, b.count),
      areEqual(turns[a.lowerBound + count], turns[b.lowerBound + count])
    {
      count += 1
    }
    return count
  }
}
