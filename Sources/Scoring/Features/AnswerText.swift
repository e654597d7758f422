package import Records

/// Reads the plain text of stored bodies: plain text as it is, messages as their contents joined by a line feed.
///
/// Bodies are written by our readers, but a store is a file that anyone can write: what is no list of
/// messages gives the text read so far and never traps.
package struct AnswerText {
  /// Which messages are taken.
  package enum Part {
    case all
    /// The last message of the user, or the last of all where the user says nothing.
    case lastUserTurn
  }

  /// Replaces `text` by the text of a body of `form`.
  ///
  /// - Complexity: O(n) in bytes.
  package static func read(
    _ body: Span<UInt8>, _ form: Body.Form, _ part: Part = .all, into text: inout [UInt8]
  ) {
    text.removeAll(keepingCapacity: true)
    switch form {
    case .text: body.append(0..<body.count, to: &text)
    case .messages: readMessages(body, part, into: &text)
    }
  }

  /// Replaces `text` by the text of a body that lies in `arena`.
  package static func read(
    _ body: Body, in arena: ByteArena, _ part: Part = .all, into text: inout [UInt8]
  ) {
    let bytes = unsafe arena[body.slice].assumingMemoryBound(to: UInt8.self)
    unsafe read(bytes.span, body.form, part, into: &text)
  }

  /// The text of a body that lies in `arena`.
  package static func string(
    _ body: Body, in arena: ByteArena, _ part: Part = .all
  ) -> String {
    var text: [UInt8] = []
    read(body, in: arena, part, into: &text)
    return String(decoding: text, as: UTF8.self)
  }

  private static func readMessages(_ body: Span<UInt8>, _ part: Part, into text: inout [UInt8]) {
    var json = JSONBytes(0)
    guard json.take("[", body) else { return }
    var turns = 0
    var lastUser: Range<Int>?
    var last: Range<Int>?
    repeat {
      guard let message = json.message(body) else { break }
      if part == .all {
        if turns > 0 { text.append(0x0A) }
        append(message.content, of: body, to: &text)
      }
      if message.isUser { lastUser = message.content }
      last = message.content
      turns += 1
    } while json.take(",", body)
    if part == .lastUserTurn, let content = lastUser ?? last {
      append(content, of: body, to: &text)
    }
  }

  /// Appends a content: a string, or a list of parts of which those with a `text` count.
  private static func append(_ content: Range<Int>, of body: Span<UInt8>, to text: inout [UInt8]) {
    guard let first = content.first else { return }
    if body[first] == UInt8(ascii: "\"") {
      body.appendUnescaped(content, to: &text)
    } else if body[first] == UInt8(ascii: "[") {
      let list = body.extracting(content)
      var json = JSONBytes(0)
      guard json.take("[", list) else { return }
      repeat {
        if json.peek(list) == UInt8(ascii: "\"") {
          guard let value = json.value(list) else { return }
          list.appendUnescaped(value, to: &text)
          continue
        }
        guard json.take("{", list) else { return }
        guard !json.take("}", list) else { continue }
        repeat {
          guard let key = json.value(list), json.take(":", list), let value = json.value(list)
          else { return }
          if list.holds("\"text\"", key), list[value.lowerBound] == UInt8(ascii: "\"") {
            list.appendUnescaped(value, to: &text)
          }
        } while json.take(",", list)
        guard json.take("}", list) else { return }
      } while json.take(",", list)
    }
  }
}
