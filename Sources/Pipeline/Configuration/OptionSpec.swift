/// What one option of a stage, format or exporter is, as help, documentation and schema show it.
public struct OptionSpec: Sendable, Equatable {
  /// The key in the pipeline file; a unit, where there is one, stands in it.
  public var key: String
  /// What may stand behind the key.
  public var kind: Kind
  /// The value where the key is not given; `nil` where it must be given or may be absent.
  public var defaultValue: ConfigValue?
  /// Whether the key must be given.
  public var isRequired: Bool
  /// One line: what it does, with its unit.
  public var doc: String

  /// What may stand behind a key.
  public enum Kind: Sendable, Equatable {
    case bool
    case int(OptionBounds<Int>)
    /// A finite number.
    case double(OptionBounds<Double>)
    case string
    case choice([String])
    /// A list of texts; a single text stands for a list of one.
    case strings
    /// A list of words out of those given; a single one stands for a list of one.
    case choices([String])
    /// A size such as `256MB` or `1GiB`, in bytes.
    case bytes(OptionBounds<Int64>)
    /// A file or folder, relative to the pipeline file.
    case path
    /// A list of files, folders or patterns; a single one stands for a list of one.
    case paths
    /// Options of its own.
    case group([OptionSpec])
    /// A value with a form of its own, which `doc` describes.
    case node
  }

  /// The kind in a few words, with range or choices: `an integer, from 0`.
  public var kindText: String {
    switch kind {
    case .bool: "`true` or `false`"
    case .int(let bounds): "an integer" + bounds.phrase
    case .double(let bounds): "a number" + bounds.phrase
    case .string: "a text"
    case .choice(let words): words.isEmpty ? "a word" : "one of " + list(words)
    case .strings: "a list of texts"
    case .choices(let words): "a list out of " + list(words)
    case .bytes(let bounds): "a size such as `256MB` or `1GiB`" + bounds.phrase(formatBytes)
    case .path: "a path"
    case .paths: "a path, or a list of paths"
    case .group: "a mapping"
    case .node: "a value"
    }
  }

  /// The default as it would be written in a pipeline file; `nil` where there is none.
  public var defaultText: String? {
    switch (kind, defaultValue) {
    case (_, nil): nil
    case (.bytes, .int(let count)): formatBytes(count)
    case (_, .string(let text)): text
    case (_, .double(let number)): Self.numberText(number)
    case (_, let value?): value.json
    }
  }

  /// `number` without `.0`, and without the last digits that only arithmetic has put there.
  static func numberText(_ number: Double) -> String {
    if number == number.rounded(), abs(number) < 1e15 { return String(Int64(number)) }
    let scaled = (number * 1e12).rounded() / 1e12
    return "\(abs(scaled - number) <= abs(number) * 1e-14 ? scaled : number)"
  }
}

/// `words` between backticks, separated by commas.
func list(_ words: [String]) -> String {
  words.map { "`\($0)`" }.joined(separator: ", ")
}

/// The least and greatest value an option takes.
public struct OptionBounds<Bound: Comparable & Sendable & CustomStringConvertible>: Sendable,
  Equatable
{
  /// The least value; `nil` without one.
  public var lower: Bound?
  /// The greatest value; `nil` without one.
  public var upper: Bound?
  /// Whether `upper` itself is too great.
  public var excludesUpper = false

  /// The bounds of a range such as `0...1`, `0...` or `..<10`.
  public init(_ range: some RangeExpression<Bound>) {
    switch range {
    case let range as ClosedRange<Bound>:
      lower = range.lowerBound
      upper = range.upperBound
    case let range as Range<Bound>:
      lower = range.lowerBound
      upper = range.upperBound
      excludesUpper = true
    case let range as PartialRangeFrom<Bound>: lower = range.lowerBound
    case let range as PartialRangeThrough<Bound>: upper = range.upperBound
    case let range as PartialRangeUpTo<Bound>:
      upper = range.upperBound
      excludesUpper = true
    default: preconditionFailure("not a range of the standard library: \(range)")
    }
  }

  /// No bounds.
  public init() {}

  /// Whether `value` lies within.
  public func contains(_ value: Bound) -> Bool {
    if let lower, value < lower { return false }
    guard let upper else { return true }
    return excludesUpper ? value < upper : value <= upper
  }

  /// `, from 0 to 1`, or empty without bounds. The least positive number as a lower bound reads
  /// `above 0`.
  public var phrase: String { phrase(text) }

  func phrase(_ text: (Bound) -> String) -> String {
    let from = lower.map { excludesZero ? "above 0" : "from \(text($0))" }
    let to = upper.map { (excludesUpper ? "below " : "") + text($0) }
    switch (from, to) {
    case (nil, nil): return ""
    case (let from?, nil): return ", \(from)"
    case (nil, let to?): return excludesUpper ? ", \(to)" : ", at most \(to)"
    case (let from?, let to?): return ", \(from) to \(to)"
    }
  }

  /// Whether the lower bound is the least positive number, that is “above 0”.
  var excludesZero: Bool { (lower as? Double) == .leastNonzeroMagnitude }

  private func text(_ bound: Bound) -> String {
    if let number = bound as? Double, number == number.rounded(), abs(number) < 1e15 {
      return String(Int64(number))
    }
    return bound.description
  }
}
