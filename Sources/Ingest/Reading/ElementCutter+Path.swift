internal import Records

// The way to elements that lie deeper in a document.
extension ElementCutter {
  /// Goes to the array or object at `path` and sets the layout by what is there.
  ///
  /// Values on the way are passed over without being held or checked.
  func descend(_ path: JSONPointer, _ buffer: BlockBuffer) -> RecordError? {
    for token in path.tokens {
      guard let opening = skipBlanks(buffer), isOpening(opening) else { return missing(path) }
      pass(1, buffer)
      let found =
        opening == UInt8(ascii: "{")
        ? passMembers(to: token.key, buffer) : passElements(to: token.position, buffer)
      if !found { return missing(path) }
      around.append(opening)
    }
    guard let byte = skipBlanks(buffer), isOpening(byte) else { return missing(path) }
    layout = byte == UInt8(ascii: "{") ? .members : .array
    return nil
  }

  private func isOpening(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
  }

  private func missing(_ path: JSONPointer) -> RecordError {
    RecordError(.missingField, "no array and no object at `\(path)`")
  }

  /// Goes to the value of the member `key`, inside an object.
  private func passMembers(to key: [UInt8], _ buffer: BlockBuffer) -> Bool {
    while let own = passKey(buffer) {
      if own == key { return true }
      guard passValue(buffer), passComma(buffer) else { return false }
    }
    return false
  }

  /// Goes to the element at `position`, inside an array.
  private func passElements(to position: Int?, _ buffer: BlockBuffer) -> Bool {
    guard let position else { return false }
    for _ in 0..<position {
      guard passValue(buffer), passComma(buffer) else { return false }
    }
    return true
  }

  private func passComma(_ buffer: BlockBuffer) -> Bool {
    guard skipBlanks(buffer) == UInt8(ascii: ",") else { return false }
    pass(1, buffer)
    return true
  }

  /// Takes a key and its `:`, and returns the key; `nil` if none is there.
  func passKey(_ buffer: BlockBuffer) -> [UInt8]? {
    guard skipBlanks(buffer) == UInt8(ascii: "\"") else { return nil }
    var scan = ValueScan()
    while true {
      if case .complete(let end) = unsafe scan.advance(buffer.bytes), end <= limits.maxRecordBytes {
        let key = unescapedKey(buffer, count: end)
        pass(end, buffer)
        guard let key, skipBlanks(buffer) == UInt8(ascii: ":") else { return nil }
        pass(1, buffer)
        return key
      }
      guard buffer.count <= limits.maxRecordBytes, buffer.fill() else { return nil }
    }
  }

  private func unescapedKey(_ buffer: BlockBuffer, count: Int) -> [UInt8]? {
    let quoted = unsafe Array(buffer.bytes[..<count])
    guard quoted.contains(UInt8(ascii: "\\")) else { return Array(quoted.dropFirst().dropLast()) }
    let arena = ByteArena(capacity: count)
    let padded = quoted + Array(repeating: 0, count: ByteArena.padding)
    var repairs = RepairCounts()
    let document = JSONDocument()
    return unsafe padded.withUnsafeBytes { bytes in
      let text = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<count])
      let value = try? unsafe document.parse(text, into: arena, repairs: &repairs)
      return value?.string.map { unsafe Array(arena[$0]) }
    }
  }

  /// Takes one value without holding it; false if it does not end.
  private func passValue(_ buffer: BlockBuffer) -> Bool {
    guard let byte = skipBlanks(buffer) else { return false }
    if isOpening(byte) || byte == UInt8(ascii: "\"") { return pass(ValueScan(), buffer) }
    repeat {
      let end = unsafe buffer.bytes.firstIndex { byte in
        byte.isBlank || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}")
          || byte == UInt8(ascii: "]")
      }
      pass(end ?? buffer.count, buffer)
      if end != nil { return true }
    } while buffer.fill()
    return false
  }

  /// Takes what is left of the values around the elements.
  func passRest(_ buffer: BlockBuffer) -> RecordCut? {
    let start = (line: line, offset: buffer.offset)
    let scan = ValueScan(inside: around)
    around = []
    if pass(scan, buffer) { return nil }
    repeat { pass(buffer.count, buffer) } while buffer.fill()
    return RecordCut(
      back: 0, count: 0, line: start.line, offset: start.offset,
      defect: RecordError(.truncated, "the document does not end"), unterminated: true)
  }

  /// Takes what stands behind the one document, and refuses it: a document as a whole, without holding it; anything
  /// else up to the end of the stream.
  func another(_ byte: UInt8, _ buffer: BlockBuffer) -> RecordCut {
    guard isOpening(byte) else {
      return rest(buffer, RecordError(.invalidJSON, "content after the end of the document"))
    }
    let cut = RecordCut(
      back: 0, count: 0, line: line, offset: buffer.offset,
      defect: RecordError(
        .invalidJSON, "one more document: `records_at` reads the records of one document a file"))
    return pass(ValueScan(), buffer)
      ? cut : rest(buffer, RecordError(.truncated, "a document does not end"), from: cut)
  }

  /// Takes what `scan` looks at, to its end; false if there is none.
  func pass(_ scan: ValueScan, _ buffer: BlockBuffer) -> Bool {
    var scan = scan
    while buffer.count > 0 || buffer.fill() {
      switch unsafe scan.advance(buffer.bytes) {
      case .complete(let end):
        pass(end, buffer)
        return true
      case .mismatch: return false
      case .more:
        pass(buffer.count, buffer)
        scan.rebase()
      }
    }
    return false
  }
}
