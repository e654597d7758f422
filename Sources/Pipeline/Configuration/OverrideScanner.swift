internal import Records

/// Cuts the path of a `--set` argument into segments.
struct OverrideScanner {
  private let scalars: [Unicode.Scalar]
  private let text: ConfigText
  private var position = 0

  init(_ argument: String, text: ConfigText) {
    scalars = Array(argument.unicodeScalars)
    self.text = text
  }

  /// 1-based column of what comes next.
  var column: Int { position + 1 }

  /// What has not been read.
  var rest: String {
    var rest = String.UnicodeScalarView()
    rest.append(contentsOf: scalars[position...])
    return String(rest)
  }

  /// The whole argument.
  private var shown: String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  /// Reads up to and including `=`.
  mutating func path() throws(WinnowError)
    -> [(segment: PipelineOverride.Segment, column: Int)]
  {
    var segments: [(segment: PipelineOverride.Segment, column: Int)] = []
    var needsSegment = true
    while true {
      let start = column
      switch next {
      case "[" where !segments.isEmpty && !needsSegment:
        segments.append((.index(try index()), start))
      case "." where !needsSegment:
        position += 1
        needsSegment = true
      case "=" where !needsSegment:
        position += 1
        return segments
      case "\"" where needsSegment:
        segments.append((.key(try quotedKey()), start))
        needsSegment = false
      case let scalar? where needsSegment && Self.isBare(scalar):
        segments.append((.key(bareKey()), start))
        needsSegment = false
      case nil where !needsSegment:
        throw problem("a `=` with the value is missing", hint: "write " + quoted(shown + "=VALUE"))
      case nil: throw problem("a key is missing")
      default:
        throw problem(
          needsSegment ? "a key is missing" : "a path cannot go on like this",
          hint:
            "write `seed=3`, `exports[0].compression=none` or `stages.\"filters.length\".max_chars=400`"
        )
      }
    }
  }

  private static func isBare(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "-" || scalar == "_" || scalar.properties.isAlphabetic
      || (scalar.value < 128 && UInt8(scalar.value).isDigit)
  }

  private mutating func bareKey() -> String {
    var key = String.UnicodeScalarView()
    while let scalar = next, Self.isBare(scalar) {
      key.append(scalar)
      position += 1
    }
    return String(key)
  }

  private mutating func quotedKey() throws(WinnowError) -> String {
    let start = position
    position += 1
    var key = String.UnicodeScalarView()
    while let scalar = next {
      position += 1
      if scalar == "\"" { return String(key) }
      if scalar == "\\", let escaped = next, escaped == "\"" || escaped == "\\" {
        key.append(escaped)
        position += 1
      } else {
        key.append(scalar)
      }
    }
    position = start
    throw problem("the quotes that open here are not closed")
  }

  private mutating func index() throws(WinnowError) -> Int {
    let start = position
    position += 1
    var digits = ""
    while let scalar = next, scalar.value < 128, UInt8(scalar.value).isDigit {
      digits.unicodeScalars.append(scalar)
      position += 1
    }
    guard next == "]", let index = Int(digits) else {
      position = start
      throw problem("an index must be a number in brackets", hint: "elements count from `[0]`")
    }
    position += 1
    return index
  }

  private func problem(_ message: String, hint: String? = nil) -> WinnowError {
    WinnowError(.badOverride, message, mark: text.mark(line: 1, column: column), hint: hint)
  }
}
