internal import Records

/// A line of an embeddings file: `{"id": "…", "embedding": […]}`.
enum EmbeddingLine {
  /// Reads the id of a line, and its numbers into `numbers`.
  ///
  /// The id may be called `id`, `digest` or `text_digest`. Other members are passed over.
  ///
  /// - Throws: `bad-input` without a place.
  static func read(_ line: Span<UInt8>, into numbers: inout [Float]) throws(WinnowError)
    -> PublicID?
  {
    numbers.removeAll(keepingCapacity: true)
    var json = JSONBytes(0)
    var id: PublicID?
    guard json.take("{", line) else { throw WinnowError(.badInput, "this is no JSON object") }
    guard !json.take("}", line) else { return nil }
    repeat {
      guard let key = json.value(line), json.take(":", line), let value = json.value(line) else {
        throw WinnowError(.badInput, "this is no JSON object")
      }
      if line.holds("\"id\"", key) || line.holds("\"digest\"", key)
        || line.holds("\"text_digest\"", key)
      {
        id = try readID(line, value)
      } else if line.holds("\"embedding\"", key) {
        try readNumbers(line.extracting(value), into: &numbers)
      }
    } while json.take(",", line)
    guard json.take("}", line), json.peek(line) == nil else {
      throw WinnowError(.badInput, "this is no JSON object")
    }
    return id
  }

  /// An id with or without its quotes.
  static func readID(_ line: Span<UInt8>, _ value: Range<Int>) throws(WinnowError) -> PublicID {
    let isQuoted = value.count >= 2 && line[value.lowerBound] == UInt8(ascii: "\"")
    let digits =
      isQuoted ? value.lowerBound + 1..<value.upperBound - 1 : value
    guard let id = PublicID(hexadecimal: line.extracting(digits)) else {
      let shown = unsafe line.extracting(digits.prefix(40)).withUnsafeBytes {
        unsafe String(decoding: $0, as: UTF8.self)
      }
      throw WinnowError(
        .badInput, "an id is 32 hexadecimal digits: `\(shown)`",
        hint: "`winnow why` shows the ids of responses")
    }
    return id
  }

  private static func readNumbers(_ list: Span<UInt8>, into numbers: inout [Float])
    throws(WinnowError)
  {
    var json = JSONBytes(0)
    guard json.take("[", list) else {
      throw WinnowError(.badInput, "`embedding` must be a list of numbers")
    }
    guard !json.take("]", list) else { return }
    repeat {
      guard let value = json.value(list), let number = number(list.extracting(value)) else {
        throw WinnowError(
          .badInput,
          "`embedding` must be a list of numbers; this is none: number \(numbers.count + 1)")
      }
      numbers.append(number)
    } while json.take(",", list)
    guard json.take("]", list) else {
      throw WinnowError(.badInput, "`embedding` must be a list of numbers")
    }
  }

  /// A finite number in JSON's form.
  private static func number(_ text: Span<UInt8>) -> Float? {
    guard text.count <= 64 else { return nil }
    for i in text.indices {
      switch text[i] {
      case 0x30...0x39, 0x2B, 0x2D, 0x2E, 0x45, 0x65: break
      default: return nil
      }
    }
    let number = unsafe text.withUnsafeBytes { unsafe Float(String(decoding: $0, as: UTF8.self)) }
    guard let number, number.isFinite else { return nil }
    return number
  }
}
