internal import Foundation

/// Reads replies into the types that the protocols declare.
enum ReplyReading {
  /// The value of a reply, every member of the type it must have.
  static func decode<Value: Decodable>(
    _ type: Value.Type, _ reply: Data
  ) throws(BadReply) -> Value {
    do {
      return try JSONDecoder().decode(type, from: reply)
    } catch let error as DecodingError {
      throw bad(error)
    } catch {
      throw .notJSON
    }
  }

  private static func bad(_ error: DecodingError) -> BadReply {
    switch error {
    case .dataCorrupted(let context) where context.codingPath.isEmpty: .notJSON
    case .dataCorrupted(let context): .malformed("`\(place(context.codingPath))` is unusable")
    case .keyNotFound(let key, let context):
      .malformed("`\(place(context.codingPath + [key]))` is missing")
    case .valueNotFound(_, let context): .malformed("`\(place(context.codingPath))` is null")
    case .typeMismatch(_, let context):
      .malformed("`\(place(context.codingPath))` is of another type")
    @unknown default: .malformed("it cannot be read")
    }
  }

  /// `data[3].embedding`.
  private static func place(_ path: [any CodingKey]) -> String {
    path.reduce("") { text, key in
      if let index = key.intValue { return "\(text)[\(index)]" }
      return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
    }
  }

  /// The items of a reply in the order of the questions, each of which must be there once.
  static func ordered<Item>(
    _ items: [Item], count: Int, index: (Item) -> Int?
  ) throws(BadReply) -> [Item] {
    guard items.count == count else {
      throw .malformed("\(items.count) answers to \(count) questions")
    }
    var places = [Int?](repeating: nil, count: count)
    for (position, item) in items.enumerated() {
      // Some servers give no index; then the order is that of the questions.
      let place = index(item) ?? position
      guard places.indices.contains(place), places[place] == nil else {
        throw .malformed("the answers have the index \(place) twice, or too many")
      }
      places[place] = position
    }
    return places.compactMap { $0.map { items[$0] } }
  }

  /// Checks that a number is finite.
  static func finite(_ number: Double, _ what: String) throws(BadReply) -> Double {
    guard number.isFinite else { throw .malformed("`\(what)` is not finite") }
    return number
  }
}

/// What a server says a request used: of what cannot be read nothing, for the answers count without it.
struct ReplyUsage: Decodable {
  let tokensIn: Int?
  let tokensOut: Int?

  private enum Key: String, CodingKey { case prompt_tokens, completion_tokens, total_tokens }

  init(from decoder: any Decoder) {
    let members = try? decoder.container(keyedBy: Key.self)
    func count(_ key: Key) -> Int? {
      if let count = try? members?.decode(Int.self, forKey: key) { return count }
      return (try? members?.decode(Double.self, forKey: key)).flatMap { Int(exactly: $0) }
    }
    tokensIn = count(.prompt_tokens) ?? count(.total_tokens)
    tokensOut = count(.completion_tokens)
  }
}

/// Numbers as they are kept: Float32, little-endian.
enum FloatBytes {
  static func encode(_ numbers: [Float]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(4 * numbers.count)
    for number in numbers {
      let bits = number.bitPattern
      for shift in stride(from: UInt32(0), to: 32, by: 8) {
        bytes.append(UInt8(truncatingIfNeeded: bits >> shift))
      }
    }
    return bytes
  }

  static func decode(_ bytes: [UInt8]) -> [Float]? {
    guard !bytes.isEmpty, bytes.count.isMultiple(of: 4) else { return nil }
    return stride(from: 0, to: bytes.count, by: 4).map { start in
      var bits: UInt32 = 0
      for i in 0..<4 { bits |= UInt32(bytes[start + i]) << UInt32(8 * i) }
      return Float(bitPattern: bits)
    }
  }
}

/// Values as they are kept: JSON.
enum KeptJSON {
  static func encode(_ value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(value)).map { Array($0) } ?? []
  }

  static func decode<Value: Decodable>(_ type: Value.Type, _ bytes: [UInt8]) -> Value? {
    try? JSONDecoder().decode(type, from: Data(bytes))
  }
}
