internal import Records

/// A stretch of the stream that is one record, or is quarantined as one.
struct RecordCut {
  /// Where it begins, counted backwards from the buffer's position.
  var back: Int
  /// Bytes of it that lie in the buffer.
  var count: Int
  /// 1-based line on which it begins.
  var line: UInt64
  /// Offset in the stream of its first byte.
  var offset: UInt64
  /// Set if it is no record.
  var defect: RecordError?
  /// The line ended with CR LF.
  var crlf = false
  /// The stream ended before the record was closed by a newline.
  var unterminated = false
}

/// Cuts a stream into records; what it passes over, it counts.
protocol RecordCutter: AnyObject {
  /// The next record in `buffer`, which has been taken; `nil` at the end of the stream.
  func next(_ buffer: BlockBuffer) -> RecordCut?
  /// Blank lines passed over since this was last set to 0.
  var blankLines: UInt64 { get set }
}
