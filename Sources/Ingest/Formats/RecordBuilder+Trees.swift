internal import Records

// What of messages fits nowhere else.
extension RecordBuilder {
  /// What is left of a message of a tree, of its `replies`, and whole what hangs on it and was left out.
  mutating func appendRest(
    of place: Int, _ messages: [TreeMessage], _ places: Places, replies: [Int]
  ) -> ByteSlice {
    let arena = arena
    let start = arena.count
    arena.append(byte: UInt8(ascii: "{"))
    var isFirst = true
    if !messages[place].tree.isEmpty {
      arena.append("\"tree\":")
      _ = arena.append(messages[place].tree)
      isFirst = false
    }
    appendMembers(of: messages[place].rest, to: arena, &isFirst)
    // Below replies, too: their own records do not know of it.
    let left = places.children[place].filter { places.leftOut[$0] }
    if !replies.isEmpty || !left.isEmpty {
      arena.append(isFirst ? "\"replies\":[" : ",\"replies\":[")
      for (number, reply) in (replies + left).enumerated() {
        if number > 0 { arena.append(byte: UInt8(ascii: ",")) }
        if number < replies.count {
          appendReply(reply, messages, places, to: arena)
        } else {
          appendWhole(reply, messages, places, to: arena)
        }
      }
      arena.append(byte: UInt8(ascii: "]"))
    }
    arena.append(byte: UInt8(ascii: "}"))
    return arena.slice(from: start)
  }

  /// The rest of a reply, with what hangs on it and was left out.
  private func appendReply(
    _ place: Int, _ messages: [TreeMessage], _ places: Places, to arena: ByteArena
  ) {
    arena.append(byte: UInt8(ascii: "{"))
    var isFirst = true
    appendMembers(of: messages[place].rest, to: arena, &isFirst)
    let left = places.children[place].filter { places.leftOut[$0] }
    appendAll(left, messages, places, to: arena, isFirst: isFirst)
    arena.append(byte: UInt8(ascii: "}"))
  }

  /// A message with its text and all below it.
  private func appendWhole(
    _ place: Int, _ messages: [TreeMessage], _ places: Places, to arena: ByteArena
  ) {
    let message = messages[place]
    arena.append("{\"text\":")
    arena.appendQuoted(message.text, of: arena)
    arena.append(message.isAssistant ? ",\"role\":\"assistant\"" : ",\"role\":\"prompter\"")
    if let rank = message.rank { _ = arena.append(",\"rank\":\(rank)") }
    var isFirst = false
    appendMembers(of: message.rest, to: arena, &isFirst)
    appendAll(places.children[place], messages, places, to: arena, isFirst: false)
    arena.append(byte: UInt8(ascii: "}"))
  }

  private func appendAll(
    _ list: [Int], _ messages: [TreeMessage], _ places: Places, to arena: ByteArena, isFirst: Bool
  ) {
    guard !list.isEmpty else { return }
    arena.append(isFirst ? "\"replies\":[" : ",\"replies\":[")
    for (number, reply) in list.enumerated() {
      if number > 0 { arena.append(byte: UInt8(ascii: ",")) }
      appendWhole(reply, messages, places, to: arena)
    }
    arena.append(byte: UInt8(ascii: "]"))
  }

  /// The members of a JSON object, without its braces.
  private func appendMembers(of object: ByteSlice, to arena: ByteArena, _ isFirst: inout Bool) {
    guard object.count > 2 else { return }
    if !isFirst { arena.append(byte: UInt8(ascii: ",")) }
    isFirst = false
    _ = arena.append(ByteSlice(start: object.start + 1, count: object.count - 2))
  }
}
