internal import Records

/// Finds out from its beginning how the records of a text lie.
enum ShapeSniffer {
  /// Looks at what `buffer` holds, and takes nothing.
  static func shape(of buffer: BlockBuffer) -> RecordShape {
    var first = 0
    while first < buffer.count, buffer[first].isBlank { first += 1 }
    guard first < buffer.count else { return .jsonLines }
    switch buffer[first] {
    case UInt8(ascii: "["): return array(buffer, first)
    case UInt8(ascii: "{"): return object(buffer, first)
    default: return header(buffer, first) ?? .jsonLines
    }
  }

  /// CSV, if the first row has a delimiter outside quotes: the one it has most of.
  private static func header(_ buffer: BlockBuffer, _ first: Int) -> RecordShape? {
    var counts: [(delimiter: UInt8, count: Int)] = [
      (UInt8(ascii: ","), 0), (UInt8(ascii: "\t"), 0), (UInt8(ascii: ";"), 0),
    ]
    var quoted = false
    for i in first..<buffer.count {
      let byte = buffer[i]
      if byte == UInt8(ascii: "\"") { quoted.toggle() }
      if quoted { continue }
      if byte == UInt8(ascii: "\n") { break }
      for j in counts.indices where counts[j].delimiter == byte { counts[j].count += 1 }
    }
    // `max` takes the last of equals.
    let best = counts.reversed().max { $0.count < $1.count }
    return best.flatMap { $0.count > 0 ? .csv(delimiter: $0.delimiter) : nil }
  }

  /// An array of objects, unless it is one line of several that hold arrays.
  private static func array(_ buffer: BlockBuffer, _ first: Int) -> RecordShape {
    var next = first + 1
    while next < buffer.count, buffer[next].isBlank { next += 1 }
    guard next < buffer.count, buffer[next] != UInt8(ascii: "{"), buffer[next] != UInt8(ascii: "]")
    else { return .jsonArray }
    guard let end = end(buffer, first), let newline = buffer.newline(from: first), end <= newline,
      newline + 1 < buffer.count, buffer[newline + 1] == UInt8(ascii: "[")
    else { return .jsonArray }
    return .jsonLines
  }

  /// An object that ends on its line begins JSON Lines. One that goes on is printed over several
  /// lines if the next line looks like it; else its line is broken off.
  private static func object(_ buffer: BlockBuffer, _ first: Int) -> RecordShape {
    let newline = buffer.newline(from: first) ?? buffer.count
    if let end = end(buffer, first), end <= newline {
      let restIsBlank = (end..<newline).allSatisfy { buffer[$0].isBlank }
      return restIsBlank || buffer[end] != UInt8(ascii: "{") ? .jsonLines : .jsonDocuments
    }
    var next = newline
    while next < buffer.count, buffer[next].isBlank { next += 1 }
    guard next < buffer.count else { return .jsonLines }
    var last = newline - 1
    while last > first, buffer[last].isBlank { last -= 1 }
    let goesOn = [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ","), UInt8(ascii: ":")]
      .contains(buffer[last])
    return goesOn || buffer[next] == UInt8(ascii: "\"") || buffer[next] == UInt8(ascii: "}")
      ? .jsonDocuments : .jsonLines
  }

  /// The end of the value at `first`, if it lies in the buffer.
  private static func end(_ buffer: BlockBuffer, _ first: Int) -> Int? {
    var scan = ValueScan()
    let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer.bytes[first...])
    guard case .complete(let end) = unsafe scan.advance(rest) else { return nil }
    return first + end
  }
}
