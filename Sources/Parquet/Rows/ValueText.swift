/// How a value of a column is written in JSON.
enum ValueText: Equatable {
  case boolean
  case int32, uint32, int64, uint64
  /// Shortest digits that read back the same; `null` where it is no number.
  case float, double, half
  /// A number with exact digits.
  case decimal32(scale: Int)
  case decimal64(scale: Int)
  case decimalBytes(scale: Int)
  /// ISO 8601.
  case date
  case time32
  case time64(perSecond: Int64)
  case timestamp(perSecond: Int64, isUTC: Bool)
  case julian
  case interval
  case uuid
  /// Text by its type.
  case text
  /// Text where it is UTF-8, else base64.
  case bytes

  init(_ type: PrimitiveType) {
    switch (type.physical, type.logical) {
    case (.boolean, _): self = .boolean
    case (.int32, .integer(_, isSigned: false)): self = .uint32
    case (.int64, .integer(_, isSigned: false)): self = .uint64
    case (.int32, .decimal(let scale, _)): self = .decimal32(scale: Int(scale))
    case (.int64, .decimal(let scale, _)): self = .decimal64(scale: Int(scale))
    case (_, .decimal(let scale, _)): self = .decimalBytes(scale: Int(scale))
    case (.int32, .date): self = .date
    case (.int32, .time): self = .time32
    case (.int64, .time(_, let unit)): self = .time64(perSecond: unit.perSecond)
    case (.int64, .timestamp(let isUTC, let unit)):
      self = .timestamp(perSecond: unit.perSecond, isUTC: isUTC)
    case (.int32, _): self = .int32
    case (.int64, _): self = .int64
    case (.int96, _): self = .julian
    case (.float, _): self = .float
    case (.double, _): self = .double
    case (.fixedLengthByteArray, .float16): self = .half
    case (.fixedLengthByteArray, .uuid): self = .uuid
    case (.fixedLengthByteArray, .interval): self = .interval
    case (.byteArray, .string), (.byteArray, .enumeration), (.byteArray, .json): self = .text
    case (.byteArray, _), (.fixedLengthByteArray, _): self = .bytes
    }
  }
}

extension RowBytes {
  /// Writes a value of 32 bits.
  mutating func append(_ word: UInt32, as text: ValueText) {
    switch text {
    case .boolean: word == 0 ? append("false" as StaticString) : append("true" as StaticString)
    case .uint32: append(number: word)
    case .float: append(number: Float(bitPattern: word))
    case .decimal32(let scale): appendDecimal(Int32(bitPattern: word), scale: scale)
    case .date: appendDate(Int64(Int32(bitPattern: word)))
    case .time32: appendTime(Int64(Int32(bitPattern: word)), perSecond: 1000)
    default: append(number: Int32(bitPattern: word))
    }
  }

  /// Writes a value of 64 bits.
  mutating func append(_ word: UInt64, as text: ValueText) {
    switch text {
    case .uint64: append(number: word)
    case .double: append(number: Double(bitPattern: word))
    case .decimal64(let scale): appendDecimal(Int64(bitPattern: word), scale: scale)
    case .time64(let perSecond): appendTime(Int64(bitPattern: word), perSecond: perSecond)
    case .timestamp(let perSecond, let isUTC):
      appendTimestamp(Int64(bitPattern: word), perSecond: perSecond, isUTC: isUTC)
    default: append(number: Int64(bitPattern: word))
    }
  }

  /// Writes a value of bytes, which lie in a `PageBytes`.
  mutating func append(_ view: ByteView, as text: ValueText) {
    let start = unsafe view.start
    switch text {
    case .text: unsafe appendPadded(start, count: view.count)
    case .half where view.count == 2:
      append(number: Float16(bitPattern: unsafe UInt16(start[0]) | UInt16(start[1]) << 8))
    case .decimalBytes(let scale): appendDecimal(view, scale: scale)
    case .julian where view.count == 12: appendJulian(view)
    case .interval where view.count == 12: appendInterval(view)
    case .uuid where view.count == 16:
      append(0x22)
      for index in 0..<16 {
        if [4, 6, 8, 10].contains(index) { append(0x2d) }
        let byte = unsafe start[index]
        appendHexadecimal(byte >> 4)
        appendHexadecimal(byte & 15)
      }
      append(0x22)
    default:
      let bytes = unsafe UnsafeBufferPointer(start: start, count: view.count)
      if unsafe UTF8Check.isValid(bytes) {
        unsafe appendPadded(start, count: view.count)
      } else {
        unsafe appendBase64(bytes)
      }
    }
  }

  mutating func appendHexadecimal(_ digit: UInt8) {
    append(digit < 10 ? 0x30 + digit : 0x57 + digit)
  }

  /// JSON has no word for what is not a number, or infinite: `null` stands for it.
  mutating func append<T: BinaryFloatingPoint & CustomStringConvertible>(number: T) {
    guard number.isFinite else { return append("null" as StaticString) }
    append(number.description)
  }

  /// RFC 4648, with padding.
  mutating func appendBase64(_ bytes: UnsafeBufferPointer<UInt8>) {
    let letters: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    append(0x22)
    var index = 0
    while index < bytes.count {
      let some = min(3, bytes.count - index)
      var group: UInt32 = 0
      for place in 0..<3 {
        group = group << 8 | (place < some ? unsafe UInt32(bytes[index + place]) : 0)
      }
      for place in 0..<4 {
        let digit = Int(group >> UInt32(18 - 6 * place) & 63)
        append(place <= some ? unsafe letters.utf8Start[digit] : 0x3d)
      }
      index += 3
    }
    append(0x22)
  }
}

/// Tells UTF-8 from other bytes.
enum UTF8Check {
  static func isValid(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    unsafe (try? UTF8Span(validating: bytes.span)) != nil
  }
}
