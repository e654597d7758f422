internal import Records

/// The header of a NumPy array file: two axes, little-endian floating point, row after row.
///
/// - SeeAlso: `numpy.lib.format`, versions 1.0 to 3.0.
struct NpyHeader: Equatable {
  /// Of the numbers, by their width.
  enum Kind: Int { case half = 2, single = 4, double = 8 }

  var kind: Kind
  var rows: Int
  var columns: Int

  /// Bytes of a row.
  var rowBytes: Int { columns * kind.rawValue }

  /// Reads the header and leaves `file` at the first number.
  static func read(_ file: inout InputFile) throws(WinnowError) -> NpyHeader {
    var start = [UInt8](repeating: 0, count: 8)
    let magic: [UInt8] = [0x93, 0x4E, 0x55, 0x4D, 0x50, 0x59]
    guard try file.read(&start) == 8, start.starts(with: magic) else {
      throw wrong("this is no NumPy array file", file.path)
    }
    guard (1...3).contains(start[6]) else {
      throw wrong("this version of the NumPy format is not known (\(start[6]))", file.path)
    }
    let wide = start[6] > 1
    var length = [UInt8](repeating: 0, count: wide ? 4 : 2)
    guard try file.read(&length) == length.count else {
      throw wrong("the file ends in its header", file.path)
    }
    let count = length.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard count <= 1 << 20, count <= file.size else {
      throw wrong("the header is too long (\(count) bytes)", file.path)
    }
    var text = [UInt8](repeating: 0, count: count)
    guard try file.read(&text) == count else {
      throw wrong("the file ends in its header", file.path)
    }
    let header = try parse(String(decoding: text, as: UTF8.self), file.path)
    let (row, tooWide) = header.columns.multipliedReportingOverflow(by: header.kind.rawValue)
    let (body, tooLong) = row.multipliedReportingOverflow(by: header.rows)
    guard !tooWide, !tooLong, body == file.size - 8 - length.count - count else {
      throw wrong(
        "the file is not as long as its shape (\(header.rows), \(header.columns)) says", file.path)
    }
    return header
  }

  /// Reads the Python dictionary, whose three keys NumPy writes in one form.
  private static func parse(_ text: String, _ path: String) throws(WinnowError) -> NpyHeader {
    guard let type = value(of: "'descr'", in: text)?.prefix(5) else {
      throw wrong("the header names no type", path)
    }
    let kinds: [String: Kind] = ["'<f2'": .half, "'<f4'": .single, "'<f8'": .double]
    guard let kind = kinds[String(type)] else {
      throw wrong(
        "the numbers must be little-endian floats (`<f2`, `<f4`, `<f8`): `\(type)`", path,
        hint: "write them with `array.astype(\"<f4\")`")
    }
    guard value(of: "'fortran_order'", in: text)?.hasPrefix("False") == true else {
      throw wrong(
        "the array must lie row after row", path,
        hint: "write it with `numpy.ascontiguousarray(array)`")
    }
    guard let shape = value(of: "'shape'", in: text), shape.first == "(" else {
      throw wrong("the header names no shape", path)
    }
    let inside = shape.dropFirst().prefix { $0 != ")" }
    let axes = inside.split(separator: ",").map { Int($0.filter { $0 != " " }) }
    guard axes.count == 2, let rows = axes[0], let columns = axes[1], rows >= 0, columns > 0 else {
      throw wrong("the array must have two axes, answers and numbers: `(\(inside))`", path)
    }
    return NpyHeader(kind: kind, rows: rows, columns: columns)
  }

  private static func value(of key: String, in text: String) -> Substring? {
    var rest = text[...]
    while !rest.isEmpty {
      if rest.hasPrefix(key) {
        return rest.dropFirst(key.count).drop { $0 == ":" || $0 == " " }
      }
      rest = rest.dropFirst()
    }
    return nil
  }

  static func wrong(_ message: String, _ path: String, hint: String? = nil) -> WinnowError {
    WinnowError(.badInput, message, mark: SourceMark(file: path), hint: hint)
  }
}
