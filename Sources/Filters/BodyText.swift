internal import Records

/// What a body says besides its text.
struct BodyFacts {
  /// Messages whose text was taken.
  var messages = 1
  /// Whether one of them says something that is no text: a tool call, an image.
  var saysMore = false
}

extension PairBatch {
  /// Lends `use` the text of `body`.
  ///
  /// The text of a body of the form `.text` is lent where it lies. Of messages it is the contents
  /// of those with one of `roles`, unescaped, joined by a line feed, made in `scratch`.
  ///
  /// - Complexity: O(1) for `.text`, O(n) in bytes for `.messages`.
  func withText<Result>(
    of body: Body, roles: Roles = .all, _ scratch: inout [UInt8],
    _ use: (Span<UInt8>, BodyFacts) -> Result
  ) -> Result {
    switch body.form {
    case .text: return withBytes(body.slice) { use($0, BodyFacts()) }
    case .messages:
      scratch.removeAll(keepingCapacity: true)
      let facts = withBytes(body.slice) { $0.contents(roles, into: &scratch) }
      return use(scratch.span, facts)
    }
  }

  /// Lends `use` the bytes of `slice`.
  func withBytes<Result>(_ slice: ByteSlice, _ use: (Span<UInt8>) -> Result) -> Result {
    let bytes = unsafe arena[slice].assumingMemoryBound(to: UInt8.self)
    return unsafe use(bytes.span)
  }
}

extension Span<UInt8> {
  /// Appends the contents of the messages with one of `roles`, with a line feed between them.
  fileprivate func contents(_ roles: Roles, into text: inout [UInt8]) -> BodyFacts {
    var facts = BodyFacts(messages: 0)
    forEachMessage { message in
      guard roles.contains(message.role) else { return true }
      if facts.messages > 0 { text.append(0x0A) }
      facts.messages += 1
      if appendContent(of: message, to: &text) { facts.saysMore = true }
      return true
    }
    return facts
  }

  /// Appends the text of a message; the texts of content parts follow one another.
  ///
  /// - Returns: whether the message says something that is no text.
  func appendContent(of message: Message, to text: inout [UInt8]) -> Bool {
    guard let first = message.content.first else { return message.saysMore }
    switch self[first] {
    case UInt8(ascii: "\""):
      appendUnescaped(message.content, to: &text)
      return message.saysMore
    case UInt8(ascii: "["):
      let hasOthers = forEachPart(of: message.content) { appendUnescaped($0, to: &text) }
      return hasOthers || message.saysMore
    default: return message.saysMore
    }
  }
}
