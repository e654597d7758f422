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

/// A place in JSON bytes: steps over values without reading them.
struct JSONBytes {
  var at: Int

  init(_ at: Int) { self.at = at }

  /// A message by where its content lies.
  struct Message {
    var isUser = false
    /// With quotes or brackets; empty if there is none.
    var content = 0..<0
  }

  /// Steps over an object with `role` and `content`; `nil` for what is none.
  mutating func message(_ json: Span<UInt8>) -> Message? {
    guard take("{", json) else { return nil }
    var message = Message()
    guard !take("}", json) else { return message }
    repeat {
      guard let key = value(json), take(":", json), let value = value(json) else { return nil }
      if json.holds("\"role\"", key) {
        message.isUser = json.holds("\"user\"", value)
      } else if json.holds("\"content\"", key) {
        message.content = value
      }
    } while take(",", json)
    return take("}", json) ? message : nil
  }

  /// The byte that comes next, blanks passed over.
  mutating func peek(_ json: Span<UInt8>) -> UInt8? {
    while at < json.count, Self.isBlank(json[at]) { at += 1 }
    return at < json.count ? json[at] : nil
  }

  /// Steps over `character` and blanks before it, if it is there.
  mutating func take(_ character: Unicode.Scalar, _ json: Span<UInt8>) -> Bool {
    guard peek(json) == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  /// Steps over a value and returns where it lies; `nil` if it does not end.
  mutating func value(_ json: Span<UInt8>) -> Range<Int>? {
    guard let first = peek(json) else { return nil }
    let start = at
    if first == UInt8(ascii: "\"") { return skipString(json) ? start..<at : nil }
    var depth = 0
    while at < json.count {
      switch json[at] {
      case UInt8(ascii: "\""):
        guard skipString(json) else { return nil }
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        at += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        guard depth > 0 else { return at > start ? start..<at : nil }
        depth -= 1
        at += 1
        if depth == 0 { return start..<at }
      case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x09, 0x0A, 0x0D:
        if depth == 0 { return at > start ? start..<at : nil }
        at += 1
      default: at += 1
      }
    }
    return depth == 0 && at > start ? start..<at : nil
  }

  private mutating func skipString(_ json: Span<UInt8>) -> Bool {
    at += 1
    while at < json.count {
      let byte = json[at]
      at += byte == UInt8(ascii: "\\") ? 2 : 1
      if byte == UInt8(ascii: "\"") { return true }
    }
    return false
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
