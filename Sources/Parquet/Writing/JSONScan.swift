internal import Glibc

/// Steps through JSON whose form is known beforehand.
@safe struct JSONScan {
  /// What does not fit, and in which field.
  struct Misfit: Error {
    var reason: String
    var field: Int?
  }

  private let bytes: UnsafeRawBufferPointer
  private let count: Int
  private var place = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    unsafe self.bytes = bytes
    count = bytes.count
  }

  /// Whether nothing but blanks follows.
  var isAtEnd: Bool {
    mutating get {
      skipBlanks()
      return place == count
    }
  }

  func misfit(_ reason: String, _ field: Int?) -> Misfit { Misfit(reason: reason, field: field) }

  /// Passes over blanks, and over `byte` if it is next.
  mutating func take(_ byte: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard place < count, unsafe bytes[place] == UInt8(ascii: byte) else { return false }
    place += 1
    return true
  }

  /// Passes over `null` if it is next.
  mutating func takeNull() -> Bool { take(word: "null") }

  /// A truth value; `nil` if something else is next.
  mutating func truth() -> Bool? {
    if take(word: "true") { return true }
    return take(word: "false") ? false : nil
  }

  /// A number as it stands; `nil` if something else is next.
  mutating func number() -> Substring? {
    skipBlanks()
    let start = place
    while place < count, unsafe Self.isOfNumber(bytes[place]) { place += 1 }
    guard start < place else { return nil }
    return unsafe Substring(decoding: bytes[start..<place], as: UTF8.self)
  }

  /// The key of a member, escapes as they stand; passes over the colon, too.
  mutating func key() -> UnsafeRawBufferPointer? {
    guard let key = unsafe string(), take(":") else { return nil }
    return unsafe key
  }

  /// The inside of a string, escapes as they stand; `nil` if something else is next.
  mutating func string() -> UnsafeRawBufferPointer? {
    guard take("\""), let base = unsafe bytes.baseAddress else { return nil }
    let start = place
    var from = start
    while from < count,
      let quote = unsafe memchr(base + from, Int32(UInt8(ascii: "\"")), count - from)
    {
      let end = unsafe UnsafeRawPointer(quote) - base
      // It ends the string if an even number of backslashes is before it.
      var slashes = 0
      while end - slashes > start, unsafe bytes[end - slashes - 1] == UInt8(ascii: "\\") {
        slashes += 1
      }
      from = end + 1
      guard slashes % 2 == 0 else { continue }
      place = from
      return unsafe UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }
    return nil
  }

  private mutating func take(word: StaticString) -> Bool {
    skipBlanks()
    let length = word.utf8CodeUnitCount
    guard count - place >= length, let base = unsafe bytes.baseAddress,
      unsafe memcmp(base + place, word.utf8Start, length) == 0
    else { return false }
    place += length
    return true
  }

  private mutating func skipBlanks() {
    while place < count, unsafe bytes[place] <= 0x20,
      unsafe [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place])
    {
      place += 1
    }
  }

  private static func isOfNumber(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"):
      true
    default: false
    }
  }
}

/// Escapes.
extension JSONScan {
  /// Appends what the inside of a string says; `false` if it has an escape that JSON does not, or half a surrogate
  /// pair.
  static func unescape(_ text: UnsafeRawBufferPointer, to out: inout [UInt8]) -> Bool {
    guard let base = text.baseAddress else { return true }
    out.reserveCapacityGrowing(text.count)
    var place = 0
    while place < text.count {
      guard
        let slash = unsafe memchr(base + place, Int32(UInt8(ascii: "\\")), text.count - place)
      else { break }
      let end = unsafe UnsafeRawPointer(slash) - base
      unsafe out.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[place..<end]))
      place = end + 1
      guard unsafe appendEscape(text, &place, to: &out) else { return false }
    }
    unsafe out.append(contentsOf: UnsafeRawBufferPointer(rebasing: text[place...]))
    return true
  }

  /// - Parameter place: behind the backslash; afterwards behind the escape.
  private static func appendEscape(
    _ text: UnsafeRawBufferPointer, _ place: inout Int, to out: inout [UInt8]
  ) -> Bool {
    guard place < text.count else { return false }
    let kind = unsafe text[place]
    place += 1
    switch kind {
    case UInt8(ascii: "n"): out.append(0x0A)
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(kind)
    case UInt8(ascii: "t"): out.append(0x09)
    case UInt8(ascii: "r"): out.append(0x0D)
    case UInt8(ascii: "b"): out.append(0x08)
    case UInt8(ascii: "f"): out.append(0x0C)
    case UInt8(ascii: "u"):
      guard let unit = unsafe unit(text, &place) else { return false }
      var code = UInt32(unit)
      if 0xD800..<0xDC00 ~= unit {
        guard place + 1 < text.count, unsafe text[place] == UInt8(ascii: "\\"),
          unsafe text[place + 1] == UInt8(ascii: "u")
        else { return false }
        place += 2
        guard let low = unsafe self.unit(text, &place), 0xDC00..<0xE000 ~= low else {
          return false
        }
        code = 0x10000 + (code - 0xD800) << 10 + (UInt32(low) - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { return false }
      out.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    default: return false
    }
    return true
  }

  private static func unit(_ text: UnsafeRawBufferPointer, _ place: inout Int) -> UInt16? {
    guard place + 4 <= text.count else { return nil }
    var unit: UInt16 = 0
    for i in place..<place + 4 {
      let digit = unsafe Unicode.Scalar(text[i])
      guard let value = Character(digit).hexDigitValue else { return nil }
      unit = unit << 4 | UInt16(value)
    }
    place += 4
    return unit
  }
}

extension [UInt8] {
  /// Makes room for `more`, by doubling, so that many small requests do not copy all each time.
  fileprivate mutating func reserveCapacityGrowing(_ more: Int) {
    if count + more > capacity { reserveCapacity(Swift.max(count + more, 2 * capacity)) }
  }
}
