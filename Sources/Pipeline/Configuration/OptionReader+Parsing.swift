internal import Records

extension OptionReader {
  /// Turns a node into a value; the words are those that begin a message about it.
  typealias Parser<Value> = (_ expected: Expectation, ConfigNode) throws(WinnowError) -> Value

  /// What a message needs to say about a wrong value.
  struct Expectation {
    /// ``option `max_chars` of stage `filters.length` ``
    var name: String
    /// `an integer, from 1`
    var kind: String

    func problem(
      _ node: ConfigNode, _ requirement: String? = nil, hint: String? = nil
    ) -> WinnowError {
      WinnowError(
        .badOption, "\(name) must \(requirement ?? "be " + kind): \(node.described)",
        mark: node.mark, hint: hint)
    }

    func isEmpty(_ node: ConfigNode) -> WinnowError {
      WinnowError(.badOption, "\(name) must not be empty", mark: node.mark)
    }
  }

  mutating func read<Value>(
    _ key: String, _ kind: OptionSpec.Kind, fallback: Value, _ doc: String,
    _ parse: Parser<Value>, encode: (Value) -> ConfigValue
  ) throws(WinnowError) -> Value {
    let spec = OptionSpec(
      key: key, kind: kind, defaultValue: encode(fallback), isRequired: false, doc: doc)
    let value = try value(spec, parse) ?? fallback
    record(encode(value), for: key)
    return value
  }

  mutating func read<Value>(
    required key: String, _ kind: OptionSpec.Kind, harmless: Value, _ doc: String,
    _ parse: Parser<Value>, encode: (Value) -> ConfigValue
  ) throws(WinnowError) -> Value {
    let spec = OptionSpec(key: key, kind: kind, isRequired: true, doc: doc)
    let given = try value(spec, parse)
    if isDescribing { return harmless }
    guard let given else { throw missing(spec) }
    record(encode(given), for: key)
    return given
  }

  mutating func read<Value>(
    optional key: String, _ kind: OptionSpec.Kind, _ doc: String,
    _ parse: Parser<Value>, encode: (Value) -> ConfigValue
  ) throws(WinnowError) -> Value? {
    if let entry = entry(key), entry.value.isNull {
      note(OptionSpec(key: key, kind: kind, isRequired: false, doc: doc))
      return nil
    }
    let value = try value(OptionSpec(key: key, kind: kind, isRequired: false, doc: doc), parse)
    if let value { record(encode(value), for: key) }
    return value
  }

  /// The error about a required option that is not there, at a key that may be meant for it.
  func missing(_ spec: OptionSpec) -> WinnowError {
    let taken = Set(specs.map(\.key))
    let near = keys.first {
      !taken.contains($0.name) && didYouMean($0.name, among: [spec.key]) != nil
    }
    return WinnowError(
      .missingOption, "\(subject) needs the option `\(spec.key)`", mark: near?.key.mark ?? mark,
      hint: near.map { "is \(quoted($0.name)) meant to be `\(spec.key)`?" }
        ?? "add `\(spec.key)`: \(spec.doc)")
  }

  /// The value the file gives; `nil` if it gives none.
  private mutating func value<Value>(
    _ spec: OptionSpec, _ parse: Parser<Value>
  ) throws(WinnowError) -> Value? {
    note(spec)
    guard let entry = entry(spec.key) else { return nil }
    let expected = Expectation(
      name: "option `\(spec.key)` of \(subject)", kind: spec.kindText)
    guard !entry.value.isNull else {
      throw WinnowError(
        .badOption, "option `\(spec.key)` of \(subject) has no value", mark: entry.key.mark,
        hint: "it must be \(spec.kindText)"
          + (spec.defaultText.map { "; without the key it is `\($0)`" } ?? ""))
    }
    return try parse(expected, entry.value)
  }

  static func parseBool(_ expected: Expectation, _ node: ConfigNode) throws(WinnowError) -> Bool {
    if case .bool(let value) = node.value { return value }
    let meant: String? =
      switch node.text?.lowercased() {
      case "yes", "on", "y", "1", "true": "true"
      case "no", "off", "n", "0", "false": "false"
      default: nil
      }
    throw expected.problem(node, hint: meant.map { "write `\($0)`, without quotes" })
  }

  static func intParser(_ bounds: OptionBounds<Int>) -> Parser<Int> {
    { (expected, node) throws(WinnowError) in
      if case .scalar(let text, true) = node.content, let value = Int(plain: text) {
        guard bounds.contains(value) else { throw expected.problem(node) }
        return value
      }
      throw expected.problem(node, hint: numberHint(node, whole: true))
    }
  }

  static func doubleParser(_ bounds: OptionBounds<Double>) -> Parser<Double> {
    { (expected, node) throws(WinnowError) in
      if case .scalar(let text, true) = node.content,
        let value = Double(plain: text) ?? Int64(plain: text).map({ Double($0) })
      {
        guard bounds.contains(value) else { throw expected.problem(node) }
        return value
      }
      throw expected.problem(node, hint: numberHint(node, whole: false))
    }
  }

  /// What to write instead of a text that is nearly a number.
  static func numberHint(_ node: ConfigNode, whole: Bool) -> String? {
    guard case .scalar(let text, let isPlain) = node.content else { return nil }
    let trimmed = text.filter { $0 != " " }
    if !isPlain, Int64(plain: trimmed) != nil || Double(plain: trimmed) != nil {
      return "write it without quotes"
    }
    if whole, Int64(plain: trimmed) == nil, let value = Double(plain: trimmed),
      value == value.rounded(), abs(value) < 1e15
    {
      return "write `\(Int64(value))`"
    }
    if trimmed.hasSuffix("%"), let value = Double(plain: String(trimmed.dropLast())) {
      return "write the share as `\(value / 100)`"
    }
    let noZeros = trimmed.drop { $0 == "0" }
    if trimmed.hasPrefix("0"), Int64(plain: String(noZeros)) != nil {
      return "write it without leading zeros: `\(noZeros)`"
    }
    let decimal = String(trimmed.map { $0 == "," ? "." : $0 })
    if !whole, decimal != trimmed, Double(plain: decimal) != nil { return "write `\(decimal)`" }
    let noCommas = trimmed.filter { $0 != "," }
    if noCommas != trimmed, Int64(plain: noCommas) != nil { return "write `\(noCommas)`" }
    return nil
  }

  static func parseString(_ expected: Expectation, _ node: ConfigNode) throws(WinnowError) -> String
  {
    guard let text = node.text else { throw expected.problem(node) }
    return text
  }

  static func parseNonEmpty(
    _ expected: Expectation, _ node: ConfigNode
  ) throws(WinnowError) -> String {
    let text = try parseString(expected, node)
    guard !text.isEmpty else { throw expected.isEmpty(node) }
    return text
  }

  static func parsePath(_ expected: Expectation, _ node: ConfigNode) throws(WinnowError) -> String {
    let path = try parseNonEmpty(expected, node)
    guard path.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      throw expected.problem(
        node, "not hold control characters",
        hint: "in double quotes `\\` begins an escape: use single quotes")
    }
    return path
  }

  static func choiceParser<Choice: RawRepresentable<String>>(_ words: [String]) -> Parser<Choice> {
    { (expected, node) throws(WinnowError) in
      guard let text = node.text else { throw expected.problem(node) }
      if let choice = Choice(rawValue: text) { return choice }
      throw expected.problem(
        node, hint: didYouMean(text, among: words).map { "did you mean `\($0)`?" })
    }
  }

  static func parseStrings(
    _ expected: Expectation, _ node: ConfigNode
  ) throws(WinnowError) -> [String] {
    try listParser(of: parseString)(expected, node)
  }

  static func listParser<Value>(of one: @escaping Parser<Value>) -> Parser<[Value]> {
    { (expected, node) throws(WinnowError) in
      var values: [Value] = []
      for element in node.elements ?? [node] {
        guard !element.isNull else { throw expected.problem(element) }
        values.append(try one(expected, element))
      }
      return values
    }
  }

  static func bytesParser(_ bounds: OptionBounds<Int64>) -> Parser<Int64> {
    { (expected, node) throws(WinnowError) in
      guard let text = node.text else { throw expected.problem(node) }
      let bytes: Int64
      do throws(ByteCountError) {
        bytes = try parseBytes(text)
      } catch {
        switch error {
        case .ambiguousUnit(let unit):
          let size = quoted(text.dropLast(unit.count) + unit.uppercased()).dropLast()
          throw expected.problem(
            node, hint: "write \(size)B` for powers of 1000 or \(size)iB` for powers of 1024")
        case .tooLarge: throw expected.problem(node, "be less than 2^63 bytes")
        case .notASize: throw expected.problem(node)
        }
      }
      guard bounds.contains(bytes) else { throw expected.problem(node) }
      return bytes
    }
  }
}
