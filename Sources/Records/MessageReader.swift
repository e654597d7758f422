/// Who a message is from.
package struct Roles: OptionSet, Sendable {
  package let rawValue: UInt8
  package static let system = Roles(rawValue: 1)
  package static let user = Roles(rawValue: 2)
  package static let assistant = Roles(rawValue: 4)
  /// Tools, functions, and whatever else stands there.
  package static let others = Roles(rawValue: 8)
  package static let all: Roles = [.system, .user, .assistant, .others]

  /// The role a message names, given with its quotes.
  package init(_ json: Span<UInt8>, _ range: Range<Int>) {
    if json.holds("\"assistant\"", range) {
      self = .assistant
    } else if json.holds("\"user\"", range) {
      self = .user
    } else if json.holds("\"system\"", range) || json.holds("\"developer\"", range) {
      self = .system
    } else {
      self = .others
    }
  }

  package init(rawValue: UInt8) { self.rawValue = rawValue }
}

/// A message in a body of the form `.messages`, by where its parts lie in the JSON.
package struct Message {
  package var role: Roles = .others
  /// The value of `role`, with its quotes.
  package var roleText = 0..<0
  /// The value of `content`, with its quotes or brackets; empty if there is none.
  package var content = 0..<0
  /// From the first member that is neither `role` nor `content` to the closing brace; empty if
  /// there is none.
  package var rest = 0..<0
  /// Whether it says something besides its text, such as a tool call.
  package var saysMore = false
}

extension Span<UInt8> {
  /// Passes the messages of `[{"role":"…","content":"…"},…]` to `use`, in order, until it gives
  /// false.
  ///
  /// Reads the bytes in place and keeps no tree. What is no such list ends the walk early and never
  /// traps: our readers write bodies, but a store is a file that anyone can write.
  ///
  /// - Complexity: O(n) in bytes.
  package func forEachMessage(_ use: (Message) -> Bool) {
    var at = 0
    guard take("[", &at) else { return }
    repeat {
      guard let message = message(&at), use(message) else { return }
    } while take(",", &at)
  }

  private func message(_ at: inout Int) -> Message? {
    guard take("{", &at) else { return nil }
    var message = Message()
    guard !take("}", &at) else { return message }
    repeat {
      let start = at
      guard let key = value(&at), take(":", &at), let value = value(&at) else { return nil }
      if holds("\"role\"", key) {
        message.roleText = value
        message.role = Roles(self, value)
      } else if holds("\"content\"", key) {
        message.content = value
      } else {
        message.rest = (message.rest.isEmpty ? start : message.rest.lowerBound)..<value.upperBound
        if !isEmptyValue(value), !holds("\"name\"", key) { message.saysMore = true }
      }
    } while take(",", &at)
    return take("}", &at) ? message : nil
  }

  /// Passes the values of the objects' `text` members in a list of content parts to `use`.
  ///
  /// - Returns: whether a part is something else than text, such as an image.
  package func forEachPart(of list: Range<Int>, _ use: (Range<Int>) -> Void) -> Bool {
    var at = list.lowerBound
    var saysMore = false
    guard take("[", &at), !take("]", &at) else { return false }
    repeat {
      guard at < list.upperBound else { return saysMore }
      if self[at] == UInt8(ascii: "\"") {
        guard let text = value(&at) else { return saysMore }
        use(text)
        continue
      }
      guard take("{", &at) else { return true }
      var isText = false
      guard !take("}", &at) else { continue }
      repeat {
        guard let key = value(&at), take(":", &at), let value = value(&at) else { return saysMore }
        if holds("\"text\"", key), self[value.lowerBound] == UInt8(ascii: "\"") {
          isText = true
          use(value)
        }
      } while take(",", &at)
      guard take("}", &at) else { return saysMore }
      if !isText { saysMore = true }
    } while take(",", &at)
    return saysMore
  }

  private func isEmptyValue(_ range: Range<Int>) -> Bool {
    ["null", "\"\"", "[]", "{}", "false"].contains { holds($0, range) }
  }

  /// Whether the bytes in `range` are `text`.
  package func holds(_ text: StaticString, _ range: Range<Int>) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { wanted in
      for i in 0..<range.count where unsafe wanted[i] != self[range.lowerBound + i] { return false }
      return true
    }
  }

  /// Steps over `character` and blanks before it, if it is there.
  private func take(_ character: Unicode.Scalar, _ at: inout Int) -> Bool {
    var next = at
    while next < count, isJSONBlank(self[next]) { next += 1 }
    guard next < count, self[next] == UInt8(ascii: character) else { return false }
    at = next + 1
    while at < count, isJSONBlank(self[at]) { at += 1 }
    return true
  }

  /// Steps over a value and returns where it lies; `nil` if it does not end.
  private func value(_ at: inout Int) -> Range<Int>? {
    let start = at
    var depth = 0
    while at < count {
      switch self[at] {
      case UInt8(ascii: "\""):
        guard let end = endOfString(from: at) else { return nil }
        at = end
        if depth == 0 { return finish(start, &at) }
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        depth += 1
        at += 1
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        if depth == 0 { return finish(start, &at) }
        depth -= 1
        at += 1
        if depth == 0 { return finish(start, &at) }
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        if depth == 0 { return finish(start, &at) }
        at += 1
      default: at += 1
      }
    }
    return nil
  }

  private func finish(_ start: Int, _ at: inout Int) -> Range<Int>? {
    var end = at
    while end > start, isJSONBlank(self[end - 1]) { end -= 1 }
    while at < count, isJSONBlank(self[at]) { at += 1 }
    return end > start ? start..<end : nil
  }

  /// The offset past the closing quote of the string that opens at `start`.
  private func endOfString(from start: Int) -> Int? {
    var i = start + 1
    while i < count {
      let byte = self[i]
      if byte == UInt8(ascii: "\"") { return i + 1 }
      i += byte == UInt8(ascii: "\\") ? 2 : 1
    }
    return nil
  }
}

private func isJSONBlank(_ byte: UInt8) -> Bool {
  byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
}
