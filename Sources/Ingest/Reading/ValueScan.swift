/// Finds where a JSON array, object or string ends, over any number of blocks.
///
/// It knows strings, escapes and brackets, and no more: what it cuts out is for the parser to
/// judge.
struct ValueScan {
  enum Outcome: Equatable {
    /// The value ends before this position.
    case complete(Int)
    /// A bracket at this position closes none of its kind: nothing after it can be trusted.
    case mismatch(Int)
    /// All bytes so far belong to the value.
    case more
  }

  /// Open brackets; beyond `tracked` only their number counts.
  private var open: [UInt8]
  private var deeper = 0
  private(set) var inString = false
  private var escaped = false
  /// Bytes looked at.
  private(set) var scanned = 0
  private static let tracked = 4096

  /// - Parameter inside: Brackets open at the beginning; the scan ends where they are closed.
  init(inside: [UInt8] = []) { open = inside }

  /// Says that the bytes looked at were taken: the next begin where those ended.
  mutating func rebase() { scanned = 0 }

  /// Goes on through `bytes`, which begin with the value.
  mutating func advance(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    var i = scanned
    while i < bytes.count {
      if inString {
        i = unsafe skipString(bytes, from: i)
        guard !inString, open.isEmpty else { continue }
        scanned = i
        return .complete(i)
      }
      let byte = unsafe bytes[i]
      i += 1
      switch byte {
      case UInt8(ascii: "\""): inString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): push(byte)
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        scanned = i
        guard pop(byte) else { return .mismatch(i - 1) }
        if open.isEmpty { return .complete(i) }
      default: break
      }
    }
    scanned = i
    return .more
  }

  /// Goes past the closing quote: the first with an even number of backslashes before it.
  private mutating func skipString(_ bytes: UnsafeRawBufferPointer, from: Int) -> Int {
    var i = from
    if escaped {
      escaped = false
      i += 1
    }
    while let quote = unsafe bytes.first(UInt8(ascii: "\""), from: i) {
      if unsafe isEven(backslashes: bytes, from: i, to: quote) {
        inString = false
        return quote + 1
      }
      i = quote + 1
    }
    escaped = unsafe !isEven(backslashes: bytes, from: i, to: bytes.count)
    return bytes.count
  }

  /// Whether an even number of backslashes stands just before `end`, back to `start`.
  private func isEven(backslashes bytes: UnsafeRawBufferPointer, from start: Int, to end: Int)
    -> Bool
  {
    var i = end
    while i > start, unsafe bytes[i - 1] == UInt8(ascii: "\\") { i -= 1 }
    return (end - i) % 2 == 0
  }

  private mutating func push(_ bracket: UInt8) {
    if open.count < Self.tracked { open.append(bracket) } else { deeper += 1 }
  }

  private mutating func pop(_ bracket: UInt8) -> Bool {
    if deeper > 0 {
      deeper -= 1
      return true
    }
    // `{` and `}`, `[` and `]` are two apart in ASCII.
    return open.popLast() == bracket - 2
  }
}
