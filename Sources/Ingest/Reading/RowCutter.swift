internal import Records

/// Cuts a stream into CSV rows; a newline inside quotes belongs to its row.
final class RowCutter: RecordCutter {
  var blankLines: UInt64 = 0
  private let delimiter: UInt8
  private let limits: RecordLimits
  /// The physical line that begins at the buffer's position.
  private var line: UInt64 = 1

  init(delimiter: UInt8, limits: RecordLimits) {
    self.delimiter = delimiter
    self.limits = limits
  }

  func next(_ buffer: BlockBuffer) -> RecordCut? {
    var scan = RowScan(delimiter: delimiter)
    while true {
      if let newline = unsafe scan.advance(buffer.bytes) {
        if let cut = take(newline, ending: 1, scan, of: buffer) { return cut }
        scan = RowScan(delimiter: delimiter)
        continue
      }
      if buffer.count > limits.maxRecordBytes { return takeTooLong(scan, buffer) }
      if !buffer.fill() {
        guard var cut = take(buffer.count, ending: 0, scan, of: buffer) else { return nil }
        cut.unterminated = true
        return cut
      }
    }
  }

  /// Takes a row of `count` bytes and its ending; `nil` if nothing stands on the line.
  private func take(
    _ count: Int, ending: Int, _ scan: RowScan, of buffer: BlockBuffer
  ) -> RecordCut? {
    var cut = RecordCut(back: count + ending, count: count, line: line, offset: buffer.offset)
    if count > limits.maxRecordBytes {
      cut.defect = limits.tooLong
    } else {
      if count > 0, buffer[count - 1] == UInt8(ascii: "\r"), !scan.isOpen {
        cut.count -= 1
        cut.crlf = ending > 0
      }
      cut.defect = quoteDefect(scan)
    }
    buffer.take(count + ending)
    line += scan.newlines + UInt64(ending)
    if cut.count == 0 { blankLines += UInt64(ending) }
    return cut.count == 0 ? nil : cut
  }

  private func quoteDefect(_ scan: RowScan) -> RecordError? {
    if scan.isOpen {
      let opened = line + scan.newlinesBeforeQuote
      return RecordError(
        .badQuote,
        "the quote opened on line \(opened) is not closed, so the rest of the file is one row")
    }
    return scan.strayQuote.map {
      RecordError(
        .badQuote,
        "quote inside an unquoted field or after a closing quote, at byte \($0) of the row")
    }
  }

  /// Passes over a row that is longer than the limit, without keeping it.
  private func takeTooLong(_ scan: RowScan, _ buffer: BlockBuffer) -> RecordCut {
    let cut = RecordCut(
      back: 0, count: 0, line: line, offset: buffer.offset, defect: limits.tooLong)
    var scan = scan
    buffer.take(scan.scanned)
    while buffer.count > 0 || buffer.fill() {
      scan.rebase()
      if let newline = unsafe scan.advance(buffer.bytes) {
        buffer.take(newline + 1)
        line += scan.newlines + 1
        return cut
      }
      buffer.take(buffer.count)
    }
    line += scan.newlines
    return cut
  }
}
