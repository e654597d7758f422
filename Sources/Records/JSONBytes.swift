/// A place in JSON bytes: steps over values without reading them.
package struct JSONBytes {
  package var at: Int

  package init(_ at: Int) { self.at = at }

  /// A message by where its content lies.
  package struct Message {
    package var isUser = false
    /// With quotes or brackets; empty if there is none.
    package var content = 0..<0
  }

  /// Steps over an object with `role` and `content`; `nil` for what is none.
  package mutating func message(_ json: Span<UInt8>) -> Message? {
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
  package mutating func peek(_ json: Span<UInt8>) -> UInt8? {
    while at < json.count, Self.isBlank(json[at]) { at += 1 }
    return at < json.count ? json[at] : nil
  }

  /// Steps over `character` and blanks before it, if it is there.
  package mutating func take(_ character: Unicode.Scalar, _ json: Span<UInt8>) -> Bool {
    guard peek(json) == UInt8(ascii: character) else { return false }
    at += 1
    return true
  }

  /// Steps over a value and returns where it lies; `nil` if it does not end.
  package mutating func value(_ json: Span<UInt8>) -> Range<Int>? {
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

extension Span<UInt8> {
  /// Where the value at `pointer` of the JSON value that begins at `start` lies; `nil` if the way there
  /// breaks off.
  package func place(of pointer: JSONPointer, from start: Int = 0) -> Range<Int>? {
    var json = JSONBytes(start)
    for token in pointer.tokens {
      if json.take("{", self) {
        guard step(&json, intoMember: token.key) else { return nil }
      } else if json.take("[", self), let position = token.position {
        guard json.peek(self) != UInt8(ascii: "]") else { return nil }
        for _ in 0..<position {
          guard json.value(self) != nil, json.take(",", self) else { return nil }
        }
      } else {
        return nil
      }
    }
    return json.value(self)
  }

  /// Moves `json` from behind a brace to the value of the member `key`.
  private func step(_ json: inout JSONBytes, intoMember key: [UInt8]) -> Bool {
    guard json.peek(self) != UInt8(ascii: "}") else { return false }
    var own: [UInt8] = []
    repeat {
      guard let name = json.value(self), json.take(":", self) else { return false }
      own.removeAll(keepingCapacity: true)
      appendUnescaped(name, to: &own)
      if own == key { return true }
      guard json.value(self) != nil else { return false }
    } while json.take(",", self)
    return false
  }
}
