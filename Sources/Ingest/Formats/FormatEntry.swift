package import Pipeline
package import Records

/// A format in the list, its type erased.
package struct FormatEntry: Sendable {
  /// The word after `format:`.
  package let name: String
  /// Other words for it.
  package let aliases: [String]
  /// One line: what data it is.
  package let summary: String
  /// The fields it reads, how they are mapped, and its traps.
  package let discussion: String
  /// Whether its records are not those of the file.
  package let isRegrouping: Bool
  /// What options it takes.
  package let options: [OptionSpec]
  private let make: @Sendable (inout OptionReader) throws(WinnowError) -> any PreparedFormat
  private let recogniser: @Sendable (JSONValue) -> Recognition?

  init<Format: DeclaredFormat>(_ type: Format.Type) {
    name = Format.name
    aliases = Format.aliases
    summary = Format.summary
    discussion = Format.discussion
    isRegrouping = Format.isRegrouping
    do throws(WinnowError) {
      options = try OptionReader.describe { (reader) throws(WinnowError) in
        _ = try Format(options: &reader)
      }
    } catch {
      preconditionFailure("a format cannot be described: \(error)")
    }
    make = { (reader) throws(WinnowError) in
      try Format(options: &reader).prepared
    }
    recogniser = { Format.recognise($0) }
  }

  /// Reads the options of the format; whoever made the reader finishes it.
  package func prepare(_ options: inout OptionReader) throws(WinnowError) -> any PreparedFormat {
    try make(&options)
  }

  /// Whether a record looks like this format, and why; `nil` if not.
  package func recognise(_ record: JSONValue) -> Recognition? { recogniser(record) }
}
