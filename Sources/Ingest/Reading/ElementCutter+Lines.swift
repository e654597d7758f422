// Where the cutter stands: line by line, and how far indented.
extension ElementCutter {
  /// Takes blanks and returns the byte after them, which stays; `nil` at the end.
  func skipBlanks(_ buffer: BlockBuffer) -> UInt8? {
    while true {
      var i = 0
      while i < buffer.count, buffer[i].isBlank { i += 1 }
      pass(i, buffer)
      if buffer.count > 0 { return buffer[0] }
      if !buffer.fill() { return nil }
    }
  }

  /// Takes `count` bytes and keeps account of lines and indent.
  func pass(_ count: Int, _ buffer: BlockBuffer) {
    var lineStart: Int?
    while let newline = buffer.newline(from: lineStart ?? 0, to: count) {
      line += 1
      lineStart = newline + 1
    }
    if elementIndent == .unknown { noteIndent(from: lineStart, to: count, buffer) }
    buffer.take(count)
  }

  /// Sees what stands before the element to come, if it is the first.
  private func noteIndent(from lineStart: Int?, to end: Int, _ buffer: BlockBuffer) {
    let start = lineStart ?? 0
    var blanks: [UInt8] = []
    if lineStart == nil {
      guard case .blanks(let before) = indent else { return }
      blanks = before
    }
    // More is no indent anyone can mean.
    guard blanks.count + end - start <= 1024, (start..<end).allSatisfy({ buffer[$0].isBlank })
    else {
      indent = .none
      return
    }
    for i in start..<end { blanks.append(buffer[i]) }
    indent = .blanks(blanks)
  }
}
