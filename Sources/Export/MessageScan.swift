/// Copies a stored list of messages into a row, as messages or as one text: role and content of each, nothing else.
///
/// The list is JSON as the store keeps it. A message is refused if it says more than role and text:
/// a tool call, a content part, a name. Members that say nothing (`null`, `""`, `[]`, `{}`) are
/// passed over. One pass, no recursion.
@safe struct MessageScan {
  enum Role: String, CaseIterable {
    case system, user, assistant, tool
  }

  /// What stood in the list.
  struct Messages {
    var lastRole: Role
    /// Whether any message has a text.
    var hasContent: Bool
    var lastHasContent: Bool
  }

  private let bytes: UnsafeRawBufferPointer
  private let end: Int
  private var place = 0

  /// Appends the list to `buffer`; `nil` if it is empty, no list, or has a message that is refused.
  /// What was appended until then is left for the caller to forget.
  static func copy(
    _ bytes: UnsafeRawBufferPointer, as form: Form, to buffer: inout RowBuffer
  ) -> Messages? {
    var scan = unsafe MessageScan(bytes: bytes)
    return scan.copy(form, to: &buffer)
  }

  enum Form {
    /// The inside of a list.
    case members
    /// The inside of a string: a line `[role]` before each content, an empty line between two.
    case transcript
  }

  private init(bytes: UnsafeRawBufferPointer) {
    unsafe self.bytes = bytes
    end = bytes.count
  }

  private mutating func copy(_ form: Form, to buffer: inout RowBuffer) -> Messages? {
    guard take("[") else { return nil }
    var messages: Messages?
    repeat {
      guard let (role, content) = message() else { return nil }
      switch form {
      case .members:
        buffer.append(messages == nil ? "{\"role\":\"" : ",{\"role\":\"")
        buffer.append(role.rawValue)
        buffer.append("\",\"content\":\"")
      case .transcript:
        buffer.append(messages == nil ? "[" : "\\n\\n[")
        buffer.append(role.rawValue)
        buffer.append("]\\n")
      }
      unsafe buffer.append(UnsafeRawBufferPointer(rebasing: bytes[content]))
      if form == .members { buffer.append("\"}") }
      messages = Messages(
        lastRole: role, hasContent: !content.isEmpty || messages?.hasContent ?? false,
        lastHasContent: !content.isEmpty)
    } while take(",")
    guard take("]"), isAtEnd else { return nil }
    return messages
  }

  private mutating func message() -> (Role, Range<Int>)? {
    guard take("{") else { return nil }
    var role: Role?
    var content: Range<Int>?
    repeat {
      guard let key = string(), take(":") else { return nil }
      if role == nil, unsafe bytes[key].elementsEqual("role".utf8) {
        guard let value = string() else { return nil }
        role = Role.allCases.first { unsafe bytes[value].elementsEqual($0.rawValue.utf8) }
        guard role != nil else { return nil }
      } else if content == nil, unsafe bytes[key].elementsEqual("content".utf8) {
        content = string()
        guard content != nil else { return nil }
      } else {
        guard nothing() else { return nil }
      }
    } while take(",")
    guard take("}"), let role, let content else { return nil }
    return (role, content)
  }

  /// Passes over a value that says nothing.
  private mutating func nothing() -> Bool {
    if take("n") { return take("u") && take("l") && take("l") }
    if take("[") { return take("]") }
    if take("{") { return take("}") }
    return string()?.isEmpty ?? false
  }

  /// The inside of a string, escapes as they stand; `nil` if there is none, or it holds a control
  /// character or half a surrogate pair.
  private mutating func string() -> Range<Int>? {
    guard take("\"") else { return nil }
    let start = place
    while place < end {
      switch unsafe bytes[place] {
      case UInt8(ascii: "\""):
        place += 1
        return start..<place - 1
      case UInt8(ascii: "\\"):
        guard escape() else { return nil }
      case 0..<0x20: return nil
      default: place += 1
      }
    }
    return nil
  }

  private mutating func escape() -> Bool {
    guard let unit = unit() else { return false }
    switch unit {
    case 0xD800..<0xDC00:
      guard let low = self.unit() else { return false }
      return 0xDC00..<0xE000 ~= low
    case 0xDC00..<0xE000: return false
    default: return true
    }
  }

  /// Reads one escape; of `\u` its code unit, of others 0.
  private mutating func unit() -> UInt16? {
    guard place + 1 < end, unsafe bytes[place] == UInt8(ascii: "\\") else { return nil }
    let kind = unsafe bytes[place + 1]
    place += 2
    guard kind == UInt8(ascii: "u") else { return "\"\\/bfnrt".utf8.contains(kind) ? 0 : nil }
    guard place + 4 <= end else { return nil }
    let digits = unsafe bytes[place..<place + 4]
    place += 4
    guard unsafe digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
    return unsafe UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  /// Passes over blanks, and over `byte` if it is next.
  private mutating func take(_ byte: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard place < end, unsafe bytes[place] == UInt8(ascii: byte) else { return false }
    place += 1
    return true
  }

  private var isAtEnd: Bool {
    mutating get {
      skipBlanks()
      return place == end
    }
  }

  private mutating func skipBlanks() {
    while place < end, unsafe [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
  }
}
