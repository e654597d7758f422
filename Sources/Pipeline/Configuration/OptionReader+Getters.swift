public import Records

extension OptionReader {
  /// `true` or `false`.
  public mutating func bool(
    _ key: String, default fallback: Bool, doc: String
  ) throws(WinnowError) -> Bool {
    try read(key, .bool, fallback: fallback, doc, Self.parseBool) { .bool($0) }
  }

  /// An integer in `range`.
  public mutating func int<R: RangeExpression<Int>>(
    _ key: String, default fallback: Int, in range: R = Int.min...Int.max, doc: String
  ) throws(WinnowError) -> Int {
    let bounds = Self.bounds(range)
    return try read(key, .int(bounds), fallback: fallback, doc, Self.intParser(bounds)) {
      .int(Int64($0))
    }
  }

  /// An integer in `range` that must be given.
  public mutating func int<R: RangeExpression<Int>>(
    required key: String, in range: R = Int.min...Int.max, doc: String
  ) throws(WinnowError) -> Int {
    let bounds = Self.bounds(range)
    let harmless = bounds.lower ?? bounds.upper ?? 0
    return try read(
      required: key, .int(bounds), harmless: harmless, doc, Self.intParser(bounds)
    ) { .int(Int64($0)) }
  }

  /// An integer in `range`, or `nil` where it is not given.
  public mutating func int<R: RangeExpression<Int>>(
    optional key: String, in range: R = Int.min...Int.max, doc: String
  ) throws(WinnowError) -> Int? {
    let bounds = Self.bounds(range)
    return try read(optional: key, .int(bounds), doc, Self.intParser(bounds)) { .int(Int64($0)) }
  }

  /// How many of something: an integer from 0.
  public mutating func count(
    _ key: String, default fallback: Int, doc: String
  ) throws(WinnowError) -> Int {
    try int(key, default: fallback, in: 0..., doc: doc)
  }

  /// A finite number in `range`. For “above 0” use `Double.leastNonzeroMagnitude...`.
  public mutating func double<R: RangeExpression<Double>>(
    _ key: String, default fallback: Double, in range: R = Self.anyDouble, doc: String
  ) throws(WinnowError) -> Double {
    let bounds = Self.bounds(range)
    return try read(key, .double(bounds), fallback: fallback, doc, Self.doubleParser(bounds)) {
      .double($0)
    }
  }

  /// A finite number in `range` that must be given.
  public mutating func double<R: RangeExpression<Double>>(
    required key: String, in range: R = Self.anyDouble, doc: String
  ) throws(WinnowError) -> Double {
    let bounds = Self.bounds(range)
    let harmless = bounds.lower ?? bounds.upper ?? 0
    return try read(
      required: key, .double(bounds), harmless: harmless, doc, Self.doubleParser(bounds)
    ) { .double($0) }
  }

  /// A finite number in `range`, or `nil` where it is not given.
  public mutating func double<R: RangeExpression<Double>>(
    optional key: String, in range: R = Self.anyDouble, doc: String
  ) throws(WinnowError) -> Double? {
    let bounds = Self.bounds(range)
    return try read(optional: key, .double(bounds), doc, Self.doubleParser(bounds)) { .double($0) }
  }

  /// A text.
  public mutating func string(
    _ key: String, default fallback: String, doc: String
  ) throws(WinnowError) -> String {
    try read(key, .string, fallback: fallback, doc, Self.parseString) { .string($0) }
  }

  /// A text that must be given and is not empty.
  public mutating func string(
    required key: String, doc: String
  ) throws(WinnowError) -> String {
    try read(required: key, .string, harmless: "x", doc, Self.parseNonEmpty) { .string($0) }
  }

  /// A text, or `nil` where it is not given.
  public mutating func string(
    optional key: String, doc: String
  ) throws(WinnowError) -> String? {
    try read(optional: key, .string, doc, Self.parseString) { .string($0) }
  }

  /// One of the words of `Choice`.
  public mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, default fallback: Choice, doc: String
  ) throws(WinnowError) -> Choice {
    let words = Choice.allCases.map(\.rawValue)
    return try read(key, .choice(words), fallback: fallback, doc, Self.choiceParser(words)) {
      .string($0.rawValue)
    }
  }

  /// One of the words of `Choice`, or `nil` where it is not given.
  public mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    optional key: String, of type: Choice.Type, doc: String
  ) throws(WinnowError) -> Choice? {
    let words = Choice.allCases.map(\.rawValue)
    return try read(optional: key, .choice(words), doc, Self.choiceParser(words)) {
      .string($0.rawValue)
    }
  }

  /// A list of texts; a single text stands for a list of one.
  public mutating func strings(
    _ key: String, default fallback: [String] = [], doc: String
  ) throws(WinnowError) -> [String] {
    try read(key, .strings, fallback: fallback, doc, Self.parseStrings) {
      .list($0.map { .string($0) })
    }
  }

  /// A list of texts, or `nil` where it is not given.
  public mutating func strings(
    optional key: String, doc: String
  ) throws(WinnowError) -> [String]? {
    try read(optional: key, .strings, doc, Self.parseStrings) { .list($0.map { .string($0) }) }
  }

  /// A list of words of `Choice`; a single word stands for a list of one.
  public mutating func choices<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, default fallback: [Choice], doc: String
  ) throws(WinnowError) -> [Choice] {
    let words = Choice.allCases.map(\.rawValue)
    let one: Parser<Choice> = Self.choiceParser(words)
    return try read(key, .choices(words), fallback: fallback, doc, Self.listParser(of: one)) {
      .list($0.map { .string($0.rawValue) })
    }
  }

  /// A size in bytes, written as `256MB`, `1GiB` or a plain number.
  public mutating func bytes<R: RangeExpression<Int64>>(
    _ key: String, default fallback: Int64, in range: R = (0 as Int64)...Int64.max, doc: String
  ) throws(WinnowError) -> Int64 {
    let bounds = Self.bounds(range)
    return try read(key, .bytes(bounds), fallback: fallback, doc, Self.bytesParser(bounds)) {
      .int($0)
    }
  }

  /// A size in bytes, or `nil` where it is not given.
  public mutating func bytes<R: RangeExpression<Int64>>(
    optional key: String, in range: R = (0 as Int64)...Int64.max, doc: String
  ) throws(WinnowError) -> Int64? {
    let bounds = Self.bounds(range)
    return try read(optional: key, .bytes(bounds), doc, Self.bytesParser(bounds)) { .int($0) }
  }

  /// A path that must be given, made relative to the current folder. Its canonical form is the text
  /// as written, so that a moved project keeps its digests.
  public mutating func path(required key: String, doc: String) throws(WinnowError) -> String {
    resolve(
      try read(required: key, .path, harmless: "file", doc, Self.parsePath) { .string($0) })
  }

  /// A path made relative to the current folder, or `nil` where it is not given.
  public mutating func path(optional key: String, doc: String) throws(WinnowError) -> String? {
    try read(optional: key, .path, doc, Self.parsePath) { .string($0) }.map(resolve)
  }

  /// Files, folders or patterns as written, at least one; a single text stands for a list of one.
  public mutating func paths(required key: String, doc: String) throws(WinnowError) -> [String] {
    try read(required: key, .paths, harmless: ["file"], doc) {
      (expected, node) throws(WinnowError) in
      let paths = try Self.listParser(of: Self.parsePath)(expected, node)
      guard !paths.isEmpty else { throw expected.isEmpty(node) }
      return paths
    } encode: {
      .list($0.map { .string($0) })
    }
  }

  /// A value with a form of its own, as it stands, or `nil` where it is not given.
  public mutating func node(_ key: String, doc: String) throws(WinnowError) -> ConfigNode? {
    try read(optional: key, .node, doc, { (_, node) throws(WinnowError) in node }) { $0.value }
  }

  /// A value with a form of its own, as it stands; `nil` only while describing, or where it may be
  /// absent and is.
  mutating func node(
    _ key: String, required: Bool, doc: String
  ) throws(WinnowError) -> ConfigNode? {
    guard required else { return try node(key, doc: doc) }
    let spec = OptionSpec(key: key, kind: .node, isRequired: true, doc: doc)
    let given = entry(key)?.value
    let error = given == nil && !isDescribing ? missing(spec) : nil
    note(spec)
    if let error { throw error }
    if let given { record(given.value, for: key) }
    return given
  }

  /// Options of its own under `key`, read by `body`; `nil` where the key is not given.
  public mutating func group<Value>(
    _ key: String, doc: String, _ body: (inout OptionReader) throws(WinnowError) -> Value
  ) throws(WinnowError) -> Value? {
    try group(key, isRequired: false, doc, body)
  }

  /// Options of its own under `key`, which must be given.
  public mutating func group<Value>(
    required key: String, doc: String,
    _ body: (inout OptionReader) throws(WinnowError) -> Value
  ) throws(WinnowError) -> Value {
    guard let value = try group(key, isRequired: true, doc, body) else {
      throw missing(OptionSpec(key: key, kind: .group([]), isRequired: true, doc: doc))
    }
    return value
  }

  private mutating func group<Value>(
    _ key: String, isRequired: Bool, _ doc: String,
    _ body: (inout OptionReader) throws(WinnowError) -> Value
  ) throws(WinnowError) -> Value? {
    let name = "`\(key)` of \(subject)"
    if isDescribing {
      var inner = OptionReader.describing(name)
      let value = try body(&inner)
      note(.init(key: key, kind: .group(inner.specs), isRequired: isRequired, doc: doc))
      return value
    }
    guard let given = entry(key)?.value else {
      note(.init(key: key, kind: .group([]), isRequired: isRequired, doc: doc))
      return nil
    }
    var inner = try OptionReader(given, of: name, folder: folder)
    let value = try body(&inner)
    try inner.finish()
    note(.init(key: key, kind: .group(inner.specs), isRequired: isRequired, doc: doc))
    record(.object(inner.canonical), for: key)
    return value
  }

  /// `path` with the folder of the pipeline file before it, unless it is absolute or `-`.
  func resolve(_ path: String) -> String {
    folder.isEmpty || folder == "." || path.hasPrefix("/") || path == "-"
      ? path : folder.hasSuffix("/") ? folder + path : folder + "/" + path
  }

  /// Every finite number.
  public static var anyDouble: ClosedRange<Double> {
    -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
  }

  /// The bounds of `range`, where the ends of the type itself are no bounds.
  private static func bounds<R: RangeExpression>(_ range: R) -> OptionBounds<R.Bound>
  where R.Bound: Sendable & CustomStringConvertible {
    var bounds = OptionBounds(range)
    let isLeast: Bool =
      switch bounds.lower {
      case let lower as Int: lower == .min
      case let lower as Double: lower == -.greatestFiniteMagnitude
      default: false
      }
    let isGreatest: Bool =
      switch bounds.upper {
      case let upper as Int: upper == .max
      case let upper as Int64: upper == .max
      case let upper as Double: upper == .greatestFiniteMagnitude
      default: false
      }
    if isLeast { bounds.lower = nil }
    if isGreatest { bounds.upper = nil }
    return bounds
  }
}
