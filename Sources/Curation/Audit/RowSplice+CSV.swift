extension RowSplice {
  /// A field in quotes where it needs them.
  static func field(_ text: String) -> String {
    // Any delimiter there may be.
    let needsQuotes = text.utf8.contains { byte in
      byte == UInt8(ascii: "\"") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";")
        || byte == 0x09 || byte == 0x0A || byte == 0x0D
    }
    return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }

  /// A row with `fields` behind it.
  ///
  /// - Parameter dropped: columns of an earlier audit, which are taken out.
  static func row(
    _ bytes: [UInt8], adding fields: [String], delimiter: UInt8, without dropped: Set<Int>
  ) -> [UInt8] {
    var out = bytes
    if !dropped.isEmpty {
      let ranges = self.fields(of: bytes, delimiter)
      let kept = ranges.indices.filter { !dropped.contains($0) }.map { bytes[ranges[$0]] }
      out = Array(kept.joined(separator: [delimiter]))
    }
    for field in fields {
      out.append(delimiter)
      out += Array(field.utf8)
    }
    return out
  }

  /// A row that does not fit its header: all of it in the first of `columns` fields.
  static func unreadableRow(
    _ bytes: [UInt8], columns: Int, adding fields: [String], delimiter: UInt8
  ) -> [UInt8] {
    let text = String(decoding: bytes, as: UTF8.self)
    var out = Array(("\"" + text.replacing("\"", with: "\"\"") + "\"").utf8)
    out += [UInt8](repeating: delimiter, count: max(0, columns - 1))
    return row(out, adding: fields, delimiter: delimiter, without: [])
  }

  /// Where the fields of a row stand, quotes included.
  private static func fields(of bytes: [UInt8], _ delimiter: UInt8) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start = 0
    var isQuoted = false
    for i in bytes.indices {
      if bytes[i] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if bytes[i] == delimiter, !isQuoted {
        found.append(start..<i)
        start = i + 1
      }
    }
    return found + [start..<bytes.count]
  }
}
