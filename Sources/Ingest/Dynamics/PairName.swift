internal import Records

/// How a training log names a pair.
enum PairName: Hashable, Sendable {
  /// 32 hexadecimal digits: a public id, or the key of a content.
  case key(PublicID)
  /// The first 8 to 31 digits of a public id, the rest zero.
  case prefix(PublicID, digits: Int)
  /// Anything else, which names no pair of a store.
  case foreign

  /// Reads a name of hexadecimal digits, in either case.
  init(_ text: ByteSlice, in arena: ByteArena) {
    guard text.count >= 8, text.count <= 32 else {
      self = .foreign
      return
    }
    var words: (high: UInt64, low: UInt64) = (0, 0)
    for i in 0..<32 {
      var digit: UInt8 = 0
      if i < text.count {
        guard let value = Self.digit(arena[at: text.start + UInt32(i)]) else {
          self = .foreign
          return
        }
        digit = value
      }
      if i < 16 { words.high = words.high << 4 | UInt64(digit) }
      if i >= 16 { words.low = words.low << 4 | UInt64(digit) }
    }
    let id = PublicID(high: words.high, low: words.low)
    self = text.count == 32 ? .key(id) : .prefix(id, digits: Int(text.count))
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }

  /// As a note shows it; `nil` for a foreign one.
  var text: String? {
    switch self {
    case .key(let id): id.description
    case .prefix(let id, let digits): String(id.description.prefix(digits))
    case .foreign: nil
    }
  }
}

extension PublicID {
  /// The id with all but its first `digits` hexadecimal digits zero.
  func cut(to digits: Int) -> PublicID {
    let highBits = UInt64(4 * min(digits, 16))
    let lowBits = UInt64(4 * max(0, digits - 16))
    return PublicID(
      high: high & ~(highBits == 64 ? 0 : UInt64.max >> highBits),
      low: low & ~(lowBits == 64 ? 0 : UInt64.max >> lowBits))
  }
}

/// The names in the logs, numbered, and the pairs that go by them.
struct NameIndex: Sendable {
  private var keys: [PublicID: UInt32] = [:]
  private var prefixes: [PairName: UInt32] = [:]
  /// Lengths of the prefixes, ascending.
  private var lengths: [Int] = []
  /// Different names.
  private(set) var count = 0
  /// Number of a name that can name a pair; `nil` for any other.
  mutating func number(of name: PairName) -> UInt32? {
    switch name {
    case .key(let id):
      if let known = keys[id] { return known }
      keys[id] = UInt32(count)
    case .prefix(_, let digits):
      if let known = prefixes[name] { return known }
      prefixes[name] = UInt32(count)
      if !lengths.contains(digits) { lengths = (lengths + [digits]).sorted() }
    case .foreign: return nil
    }
    count += 1
    return UInt32(count - 1)
  }

  /// The number of a key, if a log has it.
  func number(ofKey key: PublicID) -> UInt32? { keys[key] }

  /// The numbers of the names that a public id goes by.
  func numbers(ofID id: PublicID) -> [UInt32] {
    var numbers: [UInt32] = []
    if let number = keys[id] { numbers.append(number) }
    for digits in lengths {
      if let number = prefixes[.prefix(id.cut(to: digits), digits: digits)] {
        numbers.append(number)
      }
    }
    return numbers
  }

  /// The numbers of all prefixes.
  var prefixNumbers: [UInt32] { Array(prefixes.values) }

  /// The names with these numbers, as a note shows them.
  func texts(of numbers: Set<UInt32>) -> [String] {
    var found: [(UInt32, PairName)] = []
    for (id, number) in keys where numbers.contains(number) { found.append((number, .key(id))) }
    for (name, number) in prefixes where numbers.contains(number) { found.append((number, name)) }
    return found.sorted { $0.0 < $1.0 }.compactMap(\.1.text)
  }
}
