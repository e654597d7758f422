package import Pipeline
package import Records

/// One shape of preference data.
///
/// A format is one value type in one file, with one line in `FormatList.swift`; help, documentation
/// and detection follow from what it declares here.
package protocol DeclaredFormat: Sendable {
  /// The word after `format:`.
  static var name: String { get }
  /// Other words for it.
  static var aliases: [String] { get }
  /// One line: what data it is.
  static var summary: String { get }
  /// The fields it reads, how they are mapped, and its traps.
  static var discussion: String { get }

  /// Reads the options of the format.
  init(options: inout OptionReader) throws(WinnowError)

  /// Whether it makes several records of one, or one of several, so that its records are not those of the file.
  static var isRegrouping: Bool { get }

  /// The format, ready to read.
  var prepared: any PreparedFormat { get }

  /// Whether a record looks like this format, and why; `nil` if not.
  static func recognise(_ record: JSONValue) -> Recognition?
}

extension DeclaredFormat {
  package static var aliases: [String] { [] }
  package static var isRegrouping: Bool { false }
}

/// A shape of data of which each input record is one of ours: what it means.
package protocol RecordFormat: DeclaredFormat {
  /// Says what the record `value` means.
  ///
  /// The builder undoes what was said of a record that throws. Members that were not taken go to
  /// the record's `extra`.
  func read(_ value: JSONValue, into record: inout RecordBuilder) throws(RecordError)
}

extension RecordFormat {
  package var prepared: any PreparedFormat { PlainFormat(format: self) }
}

/// Why records are taken for a format.
package struct Recognition: Sendable, Equatable {
  /// How much it says; the format that says most is taken, two that say the same are not told
  /// apart.
  package enum Strength: Int, Sendable, Comparable {
    /// The fields have the names the format needs.
    case likely
    /// They also have what no other format has.
    case certain

    package static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
  }

  package var strength: Strength
  /// What was seen, in words that follow "the records": "have `chosen` and `rejected` texts".
  package var reason: String

  package init(_ strength: Strength, _ reason: String) {
    self.strength = strength
    self.reason = reason
  }
}

/// How much goes into one batch.
package struct BatchLimits: Sendable, Equatable {
  package var maxRecords: Int
  /// Bytes of text; the record that passes them is the last one.
  package var maxBytes: Int

  package init(maxRecords: Int = 10_000, maxBytes: Int = 16 << 20) {
    self.maxRecords = maxRecords
    self.maxBytes = maxBytes
  }
}

/// A format ready to read, its options and mapping checked. May be used by several threads.
package protocol PreparedFormat: Sendable {
  /// Reads what the format needs besides the records; comes before the first `fill`.
  func load() throws(WinnowError)

  /// Whether it makes several records of one, or one of several. Then it numbers them itself, by the reader's `made`,
  /// and passes over those up to `passesOver`.
  var isRegrouping: Bool { get }

  /// Reads records from `reader` and appends them to `batch`, until a limit is reached.
  ///
  /// - Returns: Whether the reader has come to its end.
  /// - Throws: What broke the stream off; `batch` then holds the records before it.
  func fill(
    _ batch: inout RecordBatch, from reader: RecordReader, limits: BatchLimits
  ) throws(ContainerError) -> Bool
}

extension PreparedFormat {
  package func load() throws(WinnowError) {}
  package var isRegrouping: Bool { false }
}

/// A `PreparedFormat` that needs nothing but its options. The loop stands where the format is
/// known.
struct PlainFormat<Format: RecordFormat>: PreparedFormat {
  let format: Format

  func fill(
    _ batch: inout RecordBatch, from reader: RecordReader, limits: BatchLimits
  ) throws(ContainerError) -> Bool {
    try RecordBuilder.fill(&batch, from: reader, limits: limits) {
      (value, record) throws(RecordError) in try format.read(value, into: &record)
    }
  }
}
