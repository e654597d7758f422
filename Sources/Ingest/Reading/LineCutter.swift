internal import Records

/// Cuts a stream at its newlines; only LF ends a line, a CR before it belongs to the ending.
final class LineCutter: RecordCutter {
  var blankLines: UInt64 = 0
  private let limits: RecordLimits
  /// The line that begins at the buffer's position.
  private var line: UInt64 = 1

  init(limits: RecordLimits) { self.limits = limits }

  func next(_ buffer: BlockBuffer) -> RecordCut? {
    var searched = 0
    while true {
      if let newline = buffer.newline(from: searched) {
        if let cut = take(newline, ending: 1, of: buffer) { return cut }
        searched = 0
        continue
      }
      searched = buffer.count
      if searched > limits.maxRecordBytes { return takeTooLong(buffer) }
      if !buffer.fill() {
        guard searched > 0, var cut = take(searched, ending: 0, of: buffer) else { return nil }
        cut.unterminated = true
        return cut
      }
    }
  }

  /// Takes a line of `count` bytes and its ending; `nil` if it is blank.
  private func take(_ count: Int, ending: Int, of buffer: BlockBuffer) -> RecordCut? {
    var cut = RecordCut(back: count + ending, count: count, line: line, offset: buffer.offset)
    if count > limits.maxRecordBytes {
      cut.defect = limits.tooLong
    } else if count > 0, buffer[count - 1] == UInt8(ascii: "\r") {
      cut.count -= 1
      cut.crlf = ending > 0
    }
    let blank = cut.defect == nil && (0..<cut.count).allSatisfy { buffer[$0].isBlank }
    buffer.take(count + ending)
    line += UInt64(ending)
    if blank { blankLines += UInt64(ending) }
    return blank ? nil : cut
  }

  /// Passes over a line that is longer than the limit, without keeping it.
  private func takeTooLong(_ buffer: BlockBuffer) -> RecordCut {
    let cut = RecordCut(
      back: 0, count: 0, line: line, offset: buffer.offset, defect: limits.tooLong)
    repeat {
      if let newline = buffer.newline(from: 0) {
        buffer.take(newline + 1)
        line += 1
        return cut
      }
      buffer.take(buffer.count)
    } while buffer.fill()
    return cut
  }
}
