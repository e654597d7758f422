// JSON strings in place.

extension Span<UInt8> {
  /// Whether the bytes in `range` are `text`.
  func holds(_ text: StaticString, _ range: Range<Int>) -> Bool {
    guard range.count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { wanted in
      for i in 0..<range.count where unsafe wanted[i] != self[range.lowerBound + i] { return false }
      return true
    }
  }
}
