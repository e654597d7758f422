internal import Records

/// Cuts the elements out of a JSON array, the values out of an object, or values that follow one
/// another, without ever holding more than one.
///
/// What is broken becomes one quarantined cut. Where its end cannot be known, the cutter goes on at
/// the next line that begins like the line of the first element; if elements do not begin lines,
/// the rest of the stream belongs to the broken cut.
final class ElementCutter: RecordCutter {
  /// What the stream is made of.
  enum Layout {
    /// `[a, b, c]`, one or several.
    case array
    /// `{"x": a, "y": b}`.
    case members
    /// `a b c`, with blanks or nothing between.
    case sequence
  }

  enum State {
    case opening, first, afterComma, afterElement, closed
  }

  /// What stands on the line before an element.
  enum Indent: Equatable {
    case unknown
    /// The first element does not begin its line.
    case none
    case blanks([UInt8])
  }

  var blankLines: UInt64 = 0
  var layout: Layout
  var state: State
  /// The way to the elements; `nil` when it has been gone.
  private var path: JSONPointer?
  /// Whether there was a way: then the stream is one document.
  private let hasPath: Bool
  /// The opening brackets of the values around the elements.
  var around: [UInt8] = []
  let limits: RecordLimits
  /// The line of the byte at the buffer's position.
  var line: UInt64 = 1
  /// What stands between the last newline and the buffer's position.
  var indent = Indent.blanks([])
  var elementIndent = Indent.unknown

  /// - Parameter path: Where in the one value of the stream the elements are; `nil` to find them at
  ///   its beginning.
  init(layout: Layout, path: JSONPointer? = nil, limits: RecordLimits) {
    self.layout = layout
    self.path = path
    hasPath = path != nil
    self.limits = limits
    state = layout == .sequence ? .first : .opening
  }

  func next(_ buffer: BlockBuffer) -> RecordCut? {
    if let path {
      self.path = nil
      let cut = RecordCut(back: 0, count: 0, line: line, offset: buffer.offset)
      if let defect = descend(path, buffer) { return rest(buffer, defect, from: cut) }
    }
    while let byte = skipBlanks(buffer) {
      if layout == .sequence { return element(byte, buffer) }
      if let cut = step(byte, buffer) { return cut }
    }
    // Where the stream broke off between two elements, no record is harmed.
    guard layout != .sequence, state != .closed || !around.isEmpty, buffer.failure == nil else {
      return nil
    }
    let message = state == .opening ? "nothing there" : "the \(container) does not end"
    (state, around) = (.closed, [])
    return RecordCut(
      back: 0, count: 0, line: line, offset: buffer.offset,
      defect: RecordError(.truncated, message), unterminated: true)
  }

  private var container: String { layout == .members ? "object" : "array" }
  private var closing: UInt8 { UInt8(ascii: layout == .members ? "}" : "]") }

  /// Goes on at `byte`, which stands at the buffer's position; `nil` if that made no cut.
  private func step(_ byte: UInt8, _ buffer: BlockBuffer) -> RecordCut? {
    switch (state, byte) {
    case (.opening, closing - 2):
      pass(1, buffer)
      state = .first
    case (.opening, _):
      return rest(
        buffer, RecordError(.invalidJSON, "the beginning of an \(container) expected"))
    case (.closed, _): return afterEnd(byte, buffer)
    case (.first, closing), (.afterElement, closing):
      pass(1, buffer)
      state = .closed
    case (.afterComma, closing):
      state = .closed
      return broken(1, buffer, "nothing between `,` and the end of the \(container)")
    case (.afterElement, UInt8(ascii: ",")):
      pass(1, buffer)
      state = .afterComma
    case (.first, UInt8(ascii: ",")), (.afterComma, UInt8(ascii: ",")):
      state = .afterComma
      return broken(1, buffer, "element expected before `,`")
    case (.afterElement, _): return unseparated(byte, buffer)
    default:
      guard layout == .members else { return element(byte, buffer) }
      guard passKey(buffer) != nil, let byte = skipBlanks(buffer) else {
        return rest(buffer, RecordError(.invalidJSON, "key in quotes with `:` expected"))
      }
      return element(byte, buffer)
    }
    return nil
  }

  /// An element that no comma separates from the one before.
  private func unseparated(_ byte: UInt8, _ buffer: BlockBuffer) -> RecordCut {
    let missing = RecordError(.invalidJSON, "`,` expected before this element")
    if layout == .members { return rest(buffer, missing) }
    var cut = element(byte, buffer)
    if cut.defect == nil { cut.defect = missing }
    return cut
  }

  /// What stands after the elements: the end of the values around them, or one more array.
  private func afterEnd(_ byte: UInt8, _ buffer: BlockBuffer) -> RecordCut? {
    if !around.isEmpty { return passRest(buffer) }
    if hasPath { return another(byte, buffer) }
    if byte == UInt8(ascii: "["), layout == .array {
      pass(1, buffer)
      state = .first
      return nil
    }
    return rest(buffer, RecordError(.invalidJSON, "content after the end of the \(container)"))
  }

  // MARK: Elements

  /// Cuts the value that begins at the buffer's position with `byte`.
  private func element(_ byte: UInt8, _ buffer: BlockBuffer) -> RecordCut {
    state = .afterElement
    guard byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") else { return scalar(buffer) }
    if elementIndent == .unknown { elementIndent = indent }
    var scan = ValueScan()
    while true {
      switch unsafe scan.advance(buffer.bytes) {
      case .complete(let end):
        return end > limits.maxRecordBytes ? tooLong(buffer) : taken(end, buffer)
      case .mismatch(let position):
        if position >= limits.maxRecordBytes { return tooLong(buffer) }
        let bracket = buffer[position] == UInt8(ascii: "}") ? "`}`" : "`]`"
        return lost(
          buffer,
          RecordError(.invalidJSON, "\(bracket) closes nothing, at byte \(position) of the record"))
      case .more:
        if buffer.count > limits.maxRecordBytes { return tooLong(buffer) }
        if !buffer.fill() {
          let what =
            scan.inString ? "a string" : byte == UInt8(ascii: "{") ? "an object" : "an array"
          var cut = lost(buffer, RecordError(.truncated, "\(what) does not end"))
          cut.unterminated = true
          return cut
        }
      }
    }
  }

  /// Cuts what is no array or object: up to the next comma or bracket outside a string.
  private func scalar(_ buffer: BlockBuffer) -> RecordCut {
    var end = 0
    var quoted = false
    var escaped = false
    while true {
      while end < buffer.count {
        let byte = buffer[end]
        if escaped {
          escaped = false
        } else if byte == UInt8(ascii: "\"") {
          quoted.toggle()
        } else if quoted {
          escaped = byte == UInt8(ascii: "\\")
        } else if endsScalar(byte) {
          break
        }
        end += 1
      }
      if end < buffer.count || buffer.count > limits.maxRecordBytes { break }
      if !buffer.fill() { break }
    }
    if end > limits.maxRecordBytes { return lost(buffer, limits.tooLong) }
    // A comma between values that need none, or a bracket that closes nothing, stands for itself.
    if end == 0 { return broken(1, buffer, "value expected") }
    return taken(end, buffer)
  }

  private func endsScalar(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
      UInt8(ascii: "}"):
      true
    default: layout == .sequence && byte.isBlank
    }
  }

  // MARK: Taking

  private func taken(_ count: Int, _ buffer: BlockBuffer) -> RecordCut {
    let cut = RecordCut(back: count, count: count, line: line, offset: buffer.offset)
    pass(count, buffer)
    return cut
  }

  private func broken(_ count: Int, _ buffer: BlockBuffer, _ message: String) -> RecordCut {
    var cut = taken(count, buffer)
    cut.defect = RecordError(.invalidJSON, message)
    return cut
  }

  /// Takes an element beyond the limit: up to the next one that begins its line, or to its own end.
  private func tooLong(_ buffer: BlockBuffer) -> RecordCut {
    if case .blanks = elementIndent, layout != .members { return lost(buffer, limits.tooLong) }
    let cut = RecordCut(
      back: 0, count: 0, line: line, offset: buffer.offset, defect: limits.tooLong)
    return pass(ValueScan(), buffer) ? cut : rest(buffer, limits.tooLong, from: cut)
  }

  /// Takes everything up to the end of the stream.
  func rest(
    _ buffer: BlockBuffer, _ defect: RecordError, from start: RecordCut? = nil
  ) -> RecordCut {
    var cut = start ?? RecordCut(back: 0, count: 0, line: line, offset: buffer.offset)
    cut.defect = defect
    repeat { pass(buffer.count, buffer) } while buffer.fill()
    (state, around) = (.closed, [])
    return cut
  }

  /// Takes a broken element, up to a line that begins as the first element's did.
  private func lost(_ buffer: BlockBuffer, _ defect: RecordError) -> RecordCut {
    guard case .blanks(let indent) = elementIndent, layout != .members else {
      return rest(buffer, defect)
    }
    let cut = RecordCut(back: 0, count: 0, line: line, offset: buffer.offset, defect: defect)
    let needed = indent.count + 1
    var last = UInt8(ascii: "{")
    while true {
      guard let newline = buffer.newline(from: 0) else {
        last = lastByte(buffer, count: buffer.count) ?? last
        pass(buffer.count, buffer)
        if buffer.fill() { continue }
        state = .closed
        return cut
      }
      last = lastByte(buffer, count: newline) ?? last
      pass(newline + 1, buffer)
      while buffer.count < needed, buffer.fill() {}
      guard buffer.count >= needed, buffer[indent.count] == UInt8(ascii: "{"),
        indent.indices.allSatisfy({ buffer[$0] == indent[$0] })
      else { continue }
      if layout == .sequence ? last == UInt8(ascii: "}") : last == UInt8(ascii: ",") {
        state = .afterComma
        return cut
      }
    }
  }

  /// The last byte of the first `count` that is not blank.
  private func lastByte(_ buffer: BlockBuffer, count: Int) -> UInt8? {
    var i = count - 1
    while i >= 0, buffer[i].isBlank { i -= 1 }
    return i < 0 ? nil : buffer[i]
  }
}
