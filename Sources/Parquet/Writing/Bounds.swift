/// The least and the greatest value of a page or a column chunk, as statistics and page indexes have them.
///
/// Of long texts the beginning is kept: it is at most as great as the least, and made greater in its last character it
/// is greater than the greatest.
struct Bounds: Sendable, Equatable {
  /// Plainly encoded, a text without its length.
  var least: [UInt8]
  var greatest: [UInt8]
  var leastIsExact = true
  var greatestIsExact = true

  /// Most bytes of a bound.
  static let limit = 64

  /// Bounds of both.
  func union(_ other: Bounds, _ kind: LeafKind) -> Bounds {
    var union = self
    if Self.isLess(other.least, least, kind) {
      union.least = other.least
      union.leastIsExact = other.leastIsExact
    } else if other.least == least {
      union.leastIsExact = leastIsExact || other.leastIsExact
    }
    if Self.isLess(greatest, other.greatest, kind) {
      union.greatest = other.greatest
      union.greatestIsExact = other.greatestIsExact
    } else if other.greatest == greatest {
      union.greatestIsExact = greatestIsExact || other.greatestIsExact
    }
    return union
  }

  /// In the order that readers suppose: numbers by value, bytes as unsigned numbers.
  static func isLess(_ a: [UInt8], _ b: [UInt8], _ kind: LeafKind) -> Bool {
    func word(_ bytes: [UInt8]) -> UInt64 {
      bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    switch kind {
    case .truth: return word(a) < word(b)
    case .int32:
      return Int32(truncatingIfNeeded: word(a)) < Int32(truncatingIfNeeded: word(b))
    case .int64: return Int64(bitPattern: word(a)) < Int64(bitPattern: word(b))
    case .float:
      return Float(bitPattern: UInt32(truncatingIfNeeded: word(a)))
        < Float(bitPattern: UInt32(truncatingIfNeeded: word(b)))
    case .double: return Double(bitPattern: word(a)) < Double(bitPattern: word(b))
    case .text, .bytes: return a.lexicographicallyPrecedes(b)
    }
  }
}

extension Bounds {
  /// Bounds of texts or bytes from their least and greatest.
  init(least: UnsafeRawBufferPointer, greatest: UnsafeRawBufferPointer, _ kind: LeafKind) {
    self.least = unsafe Array(least.prefix(Self.cut(least, kind)))
    leastIsExact = least.count <= Self.limit
    let start = unsafe Array(greatest.prefix(Self.cut(greatest, kind)))
    let above = kind == .text ? Self.nextText(start) : Self.nextBytes(start)
    if greatest.count > Self.limit, let above {
      self.greatest = above
      greatestIsExact = false
    } else {
      // All of it, too, where nothing of that length is greater.
      self.greatest = unsafe Array(greatest)
    }
  }

  /// How much of a value is kept: all of a short one, of a long text whole characters.
  private static func cut(_ value: UnsafeRawBufferPointer, _ kind: LeafKind) -> Int {
    guard value.count > limit, kind == .text else { return min(value.count, limit) }
    var end = limit
    while end > 0, unsafe value[end] & 0xC0 == 0x80 { end -= 1 }
    return end
  }

  /// The least bytes of that length that are greater; `nil` if all are 0xFF.
  private static func nextBytes(_ bytes: [UInt8]) -> [UInt8]? {
    guard let last = bytes.lastIndex(where: { $0 != 0xFF }) else { return nil }
    var next = Array(bytes[...last])
    next[last] += 1
    return next
  }

  /// A text whose last character that can be greater is; what stands behind it falls away. `nil` if none can, or the
  /// bytes are not UTF-8.
  private static func nextText(_ bytes: [UInt8]) -> [UInt8]? {
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    var scalars = Array(text.unicodeScalars)
    while let last = scalars.popLast() {
      // Surrogates are no characters.
      let value = last.value == 0xD7FF ? 0xE000 : last.value + 1
      guard let next = Unicode.Scalar(value) else { continue }
      var above = String.UnicodeScalarView()
      above.append(contentsOf: scalars)
      above.append(next)
      return Array(String(above).utf8)
    }
    return nil
  }
}

extension Bounds {
  /// Bounds of numbers or truth values; `nil` if there are none that compare.
  ///
  /// NaN does not count. Zero is −0 as least and +0 as greatest, as the format asks.
  init?(_ words: Span<UInt64>, _ kind: LeafKind) {
    switch kind {
    case .truth, .int64, .int32:
      guard !words.isEmpty else { return nil }
      var least = Int64.max
      var greatest = Int64.min
      for i in words.indices {
        let value = Int64(bitPattern: words[i])
        least = min(least, value)
        greatest = max(greatest, value)
      }
      self.init(UInt64(bitPattern: least), UInt64(bitPattern: greatest), kind)
    case .double, .float:
      var range: (least: Double, greatest: Double)?
      for i in words.indices {
        let value =
          kind == .double
          ? Double(bitPattern: words[i])
          : Double(Float(bitPattern: UInt32(truncatingIfNeeded: words[i])))
        guard !value.isNaN else { continue }
        let known = range ?? (value, value)
        range = (min(known.least, value), max(known.greatest, value))
      }
      guard var (least, greatest) = range else { return nil }
      if least == 0 { least = -0.0 }
      if greatest == 0 { greatest = 0 }
      func bits(_ value: Double) -> UInt64 {
        kind == .double ? value.bitPattern : UInt64(Float(value).bitPattern)
      }
      self.init(bits(least), bits(greatest), kind)
    case .text, .bytes: return nil
    }
  }

  private init(_ least: UInt64, _ greatest: UInt64, _ kind: LeafKind) {
    func plain(_ word: UInt64) -> [UInt8] {
      (0..<kind.width).map { UInt8(truncatingIfNeeded: word >> UInt64(8 * $0)) }
    }
    self.least = plain(least)
    self.greatest = plain(greatest)
  }
}
