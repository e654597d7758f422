/// A text as scalars with their classes, made once and read by every check.
///
/// - Complexity: O(bytes) to make; about 9 bytes a scalar.
package struct ScalarText: Sendable {
  let scalars: [Unicode.Scalar]
  /// In lower case, one scalar for one; a scalar whose lower case is longer stays as it is.
  let folded: [Unicode.Scalar]
  let classes: [ScalarClass]

  /// Reads `text`.
  package init(_ text: String) {
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars { scalars.append(scalar) }
    self.init(scalars)
  }

  private init(_ scalars: [Unicode.Scalar]) {
    self.scalars = scalars
    folded = scalars.map(Self.folded)
    classes = scalars.map(ScalarClass.of)
  }

  var count: Int { scalars.count }

  static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    if scalar.value < 128 {
      return (0x41...0x5A).contains(scalar.value)
        ? Unicode.Scalar(UInt8(scalar.value + 32)) : scalar
    }
    let mapping = scalar.properties.lowercaseMapping.unicodeScalars
    return mapping.count == 1 ? mapping.first ?? scalar : scalar
  }

  /// `text` without blanks at both ends.
  var trimmed: Range<Int> { trim(0..<count) }

  /// `range` without blanks at both ends.
  func trim(_ range: Range<Int>) -> Range<Int> {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high, classes[low].contains(.blank) { low += 1 }
    while low < high, classes[high - 1].contains(.blank) { high -= 1 }
    return low..<high
  }

  func isBlank(_ range: Range<Int>) -> Bool { trim(range).isEmpty }

  func has(_ index: Int, _ kind: ScalarClass) -> Bool {
    index >= 0 && index < count && classes[index].contains(kind)
  }

  /// The scalars of `range` as a string.
  func string(_ range: Range<Int>) -> String {
    var view = String.UnicodeScalarView()
    view.append(contentsOf: scalars[range])
    return String(view)
  }

  /// The parts between places of `separator`, found from the left without overlap.
  func split(_ separator: String) -> [Range<Int>] {
    let wanted = Array(separator.unicodeScalars)
    var parts: [Range<Int>] = []
    var start = 0
    var i = 0
    while i + wanted.count <= count {
      if starts(scalars, at: i, wanted) {
        parts.append(start..<i)
        i += wanted.count
        start = i
      } else {
        i += 1
      }
    }
    parts.append(start..<count)
    return parts
  }

  /// The lines, without their `\n`.
  var lines: [Range<Int>] { split("\n") }

  /// Whether `wanted` lies in `text`, which is `scalars` or `folded`, at `index`.
  func starts(_ text: [Unicode.Scalar], at index: Int, _ wanted: [Unicode.Scalar]) -> Bool {
    guard index >= 0, index + wanted.count <= text.count else { return false }
    for offset in wanted.indices where text[index + offset] != wanted[offset] { return false }
    return true
  }
}
