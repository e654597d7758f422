extension JSONPointer {
  /// The text at this place of a JSON value, or the texts of a list there; numbers by their digits, anything else not.
  package func texts(of json: [UInt8]) -> [[UInt8]] {
    let bytes = json.span
    var texts: [[UInt8]] = []
    guard let place = bytes.place(of: self), let first = place.first else { return [] }
    if bytes[first] != UInt8(ascii: "[") {
      Self.append(place, of: bytes, to: &texts)
    } else {
      var list = JSONBytes(first)
      guard list.take("[", bytes), list.peek(bytes) != UInt8(ascii: "]") else { return [] }
      repeat {
        guard let element = list.value(bytes) else { break }
        Self.append(element, of: bytes, to: &texts)
      } while list.take(",", bytes)
    }
    return texts
  }

  private static func append(
    _ value: Range<Int>, of json: Span<UInt8>, to texts: inout [[UInt8]]
  ) {
    guard let first = value.first else { return }
    if json[first] == UInt8(ascii: "\"") {
      var text: [UInt8] = []
      json.appendUnescaped(value, to: &text)
      texts.append(text)
    } else if json[first] == UInt8(ascii: "-") || json[first] &- 0x30 < 10 {
      texts.append(value.map { json[$0] }.filter { $0 > 0x20 })
    }
  }
}
