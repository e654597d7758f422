package import Records

extension JSONValue {
  /// Appends the value to `target` as JSON without blanks and returns where it lies.
  ///
  /// Keys keep their order, numbers their digits; texts stay UTF-8 and only `"`, `\` and control
  /// characters are escaped. `target` may be the arena of the document.
  @discardableResult
  package func appendCompact(to target: ByteArena) -> ByteSlice {
    let start = target.count
    write(to: target)
    return target.slice(from: start)
  }

  private func write(to target: ByteArena) {
    switch kind {
    case .null: target.append("null")
    case .true: target.append("true")
    case .false: target.append("false")
    case .int64, .double, .huge:
      if let digits = rawNumber { copy(digits, to: target) }
    case .string:
      if let text = string { appendQuoted(text, to: target) }
    case .array:
      target.append(byte: UInt8(ascii: "["))
      var first = true
      for element in elements {
        if !first { target.append(byte: UInt8(ascii: ",")) }
        first = false
        element.write(to: target)
      }
      target.append(byte: UInt8(ascii: "]"))
    case .object:
      target.append(byte: UInt8(ascii: "{"))
      var first = true
      for (key, value) in members {
        if !first { target.append(byte: UInt8(ascii: ",")) }
        first = false
        appendQuoted(key, to: target)
        target.append(byte: UInt8(ascii: ":"))
        value.write(to: target)
      }
      target.append(byte: UInt8(ascii: "}"))
    }
  }

  private func copy(_ slice: ByteSlice, to target: ByteArena) {
    unsafe target.append(arena[slice])
  }

  private func appendQuoted(_ text: ByteSlice, to target: ByteArena) {
    target.appendQuoted(text, of: arena)
  }
}

extension ByteArena {
  /// Appends `text`, which lies in `source`, as a JSON string with its quotes.
  ///
  /// `source` may be this arena.
  package func appendQuoted(_ text: ByteSlice, of source: ByteArena) {
    append(byte: UInt8(ascii: "\""))
    var plain = text.start
    while let escaped = source.firstToEscape(plain..<text.end) {
      unsafe append(source[ByteSlice(start: plain, count: escaped - plain)])
      appendEscape(unsafe source[ByteSlice(start: escaped, count: 1)][0])
      plain = escaped + 1
    }
    unsafe append(source[ByteSlice(start: plain, count: text.end - plain)])
    append(byte: UInt8(ascii: "\""))
  }

  /// The first byte in `range` that may not stand in a JSON string as it is.
  private func firstToEscape(_ range: Range<UInt32>) -> UInt32? {
    let bytes = unsafe self[ByteSlice(start: range.lowerBound, count: UInt32(range.count))]
    for i in 0..<bytes.count {
      let byte = unsafe bytes[i]
      if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
        return range.lowerBound + UInt32(i)
      }
    }
    return nil
  }

  private func appendEscape(_ byte: UInt8) {
    append(byte: UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): append(byte: byte)
    case 0x08: append(byte: UInt8(ascii: "b"))
    case 0x09: append(byte: UInt8(ascii: "t"))
    case 0x0A: append(byte: UInt8(ascii: "n"))
    case 0x0C: append(byte: UInt8(ascii: "f"))
    case 0x0D: append(byte: UInt8(ascii: "r"))
    default:
      append("u00")
      append(byte: byte >= 0x10 ? UInt8(ascii: "1") : UInt8(ascii: "0"))
      let low = byte & 15
      append(byte: low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
    }
  }
}
