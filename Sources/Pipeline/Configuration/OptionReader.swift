public import Records

/// Reads the options of one stage, format or exporter, each once, into usable values.
///
/// A type with options has `init(options: inout OptionReader) throws(WinnowError)`, which asks for
/// each of its options by key, with default, range and a line of documentation:
///
/// ```swift
/// init(options: inout OptionReader) throws(WinnowError) {
///   maxChars = try options.int("max_chars", default: 4000, in: 1..., doc: "longest response, in characters")
///   action = try options.choice("action", default: Action.drop, doc: "what happens to the pair")
/// }
/// ```
///
/// That init is the only place where options are described: run with a file it gives values, errors
/// with their places, and the canonical form for run digests; run by `describe` it gives the
/// `OptionSpec`s from which help, documentation and the JSON Schema are made.
public struct OptionReader: Sendable {
  /// Whose options they are, as messages name it: ``stage `filters.length` ``.
  public let subject: String
  /// The folder that paths are relative to; empty for the current one.
  public let folder: String
  /// Whether no file is read and only `specs` matter. Then getters give defaults, or harmless values
  /// where there is none.
  public let isDescribing: Bool
  /// Everything that was asked for, in that order.
  public private(set) var specs: [OptionSpec] = []

  let mark: SourceMark?
  private let node: ConfigNode?
  private let entries: [ConfigNode.Entry]
  private var indexByKey: [String: Int] = [:]
  private var values: [String: ConfigValue] = [:]
  /// Keys that another reader takes from the same mapping; known, but not read here.
  private let foreignKeys: [String]

  /// Reads the options in `node`.
  ///
  /// - Parameters:
  ///   - node: a mapping; `nil` and an empty value stand for an empty one.
  ///   - subject: whose options they are.
  ///   - mark: the place to show where something is missing; default the node's own.
  ///   - folder: the folder that paths are relative to.
  ///   - foreignKeys: keys that stand in the same mapping of the file and were read before; they are
  ///     named among the known ones.
  /// - Throws: `bad-option` if the node is no mapping.
  public init(
    _ node: ConfigNode?, of subject: String, mark: SourceMark? = nil, folder: String = "",
    foreignKeys: [String] = []
  ) throws(WinnowError) {
    self.subject = subject
    self.folder = folder
    self.foreignKeys = foreignKeys
    self.node = node
    self.mark = mark ?? node?.mark
    isDescribing = false
    guard let node, !node.isNull else {
      entries = []
      return
    }
    guard let entries = node.entries else {
      throw WinnowError(
        .badOption, "the options of \(subject) must be a mapping: \(node.described)",
        mark: node.mark,
        hint: "write `key: value` on lines of their own, indented, or `{key: value}`")
    }
    self.entries = entries
    for (i, entry) in entries.enumerated() { indexByKey[entry.name] = i }
  }

  /// A reader without a file, for `describe`.
  private init(describing subject: String) {
    self.subject = subject
    folder = ""
    isDescribing = true
    mark = nil
    node = nil
    entries = []
    foreignKeys = []
  }

  /// A reader without a file that collects `specs` and gives defaults, or harmless values.
  public static func describing(_ subject: String = "") -> OptionReader {
    OptionReader(describing: subject)
  }

  /// The options that `body`, usually an init, asks for.
  ///
  /// - Throws: what `body` throws by itself; the getters do not throw here. A type must be makeable
  ///   from its defaults, and checks of its own must let pass what they get while `isDescribing`.
  public static func describe(
    _ body: (inout OptionReader) throws(WinnowError) -> Void
  ) throws(WinnowError) -> [OptionSpec] {
    var reader = describing()
    try body(&reader)
    return reader.specs
  }

  /// Whether the file gives a value for `key`.
  public func has(_ key: String) -> Bool { entry(key).map { !$0.value.isNull } ?? false }

  var keys: [ConfigNode.Entry] { entries }

  func entry(_ key: String) -> ConfigNode.Entry? { indexByKey[key].map { entries[$0] } }

  /// Takes note of an option that was asked for.
  mutating func note(_ spec: OptionSpec) {
    precondition(!specs.contains { $0.key == spec.key }, "option asked for twice: \(spec.key)")
    specs.append(spec)
  }

  mutating func record(_ value: ConfigValue, for key: String) { values[key] = value }

  /// Checks that the file gives no option that was not asked for. Call it after the init.
  ///
  /// - Throws: `unknown-option` at the first key nobody asked for, with the nearest known one.
  public func finish() throws(WinnowError) {
    let known = specs.map(\.key)
    for entry in entries where !known.contains(entry.name) {
      throw WinnowError(
        .unknownOption, "unknown option \(quoted(entry.name)) for \(subject)", mark: entry.key.mark,
        hint: knownHint(entry.name, among: known + foreignKeys, none: "it takes no options"))
    }
  }

  /// What was not asked for so far, for another reader; an empty mapping if nothing is left.
  func rest() -> ConfigNode? {
    guard let node else { return nil }
    let known = Set(specs.map(\.key))
    return ConfigNode(.mapping(entries.filter { !known.contains($0.name) }), at: node.place)
  }

  /// Every option that was asked for with its value or default, sorted by key; absent optional ones
  /// are left out. The form that run digests cover: equal values give equal text, however written.
  public var canonical: [ConfigValue.Member] {
    values.sorted { $0.key < $1.key }.map { .init($0.key, $0.value) }
  }

  /// Leaves options out of `canonical` that change no result, such as how fast a server is asked.
  package mutating func leaveOut(_ keys: [String]) { for key in keys { values[key] = nil } }

  /// Where the value of an option stands, for errors that must not show it.
  package func place(of key: String) -> SourceMark? {
    var place = entry(key)?.value.mark ?? mark
    place?.excerpt = nil
    return place
  }

  /// `canonical` as compact JSON.
  public var canonicalJSON: String { ConfigValue.object(canonical).json }

  /// An error about the option `key`, at its value, for checks that a type makes itself.
  ///
  /// - Parameters:
  ///   - key: an option that was asked for.
  ///   - requirement: what must hold, such as `be a regular expression`.
  ///   - hint: what to do.
  public func problem(_ key: String, must requirement: String, hint: String? = nil) -> WinnowError {
    let value = entry(key)?.value
    var message = "option `\(key)` of \(subject) must \(requirement)"
    if let value { message += ": \(value.described)" }
    return WinnowError(.badOption, message, mark: value?.mark ?? mark, hint: hint)
  }
}

/// The hint for an unknown word: the nearest known one, and all of them if they are few.
func knownHint(_ word: String, among known: [String], none: String) -> String {
  guard !known.isEmpty else { return none }
  let all = "known: " + list(known.sorted())
  guard let near = didYouMean(word, among: known) else { return all }
  return known.count > 12 ? "did you mean `\(near)`?" : "did you mean `\(near)`? (\(all))"
}
