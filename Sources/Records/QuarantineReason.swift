/// Why a record could not be read: a fixed word, so that counts can be compared between runs.
public struct QuarantineReason: Hashable, Sendable, CustomStringConvertible {
  /// Of static storage, so that a row that carries a reason is copied without counting references.
  private let word: StaticString

  /// A reason by its word.
  public init(_ word: StaticString) { self.word = word }

  /// The word.
  public var description: String { word.description }

  /// Reasons are equal if their words are.
  public static func == (a: QuarantineReason, b: QuarantineReason) -> Bool {
    a.description == b.description
  }

  /// Hashes the word.
  public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

extension QuarantineReason {
  /// The bytes are no JSON.
  public static let invalidJSON = Self("invalid_json")
  /// The last record ends before it is complete.
  public static let truncated = Self("truncated")
  /// A key stands twice in an object with different values, or an id twice in a tree.
  public static let duplicateKey = Self("duplicate_key")
  /// Nested deeper than the limit.
  public static let tooDeep = Self("too_deep")
  /// Longer than the limit for one record.
  public static let tooLong = Self("too_long")
  /// The record is no object.
  public static let notAnObject = Self("not_an_object")
  /// A CSV row has more or fewer fields than the header.
  public static let fieldCount = Self("field_count")
  /// A CSV quote is not closed, or stands inside an unquoted field.
  public static let badQuote = Self("bad_quote")
  /// A field the format needs is absent or null.
  public static let missingField = Self("missing_field")
  /// A field is of another type than the format needs.
  public static let wrongType = Self("wrong_type")
  /// A field has a value the format does not know.
  public static let badValue = Self("bad_value")
  /// A dialogue that cannot be split into a prompt and answers.
  public static let badTranscript = Self("bad_transcript")
  /// The two sides of a comparison answer different prompts.
  public static let differingPrompts = Self("differing_prompts")
  /// The join file has no row with the record's key.
  public static let unmatchedKey = Self("unmatched_key")
  /// The record has more responses than the limit.
  public static let tooManyResponses = Self("too_many_responses")
  /// The container broke off or failed its checksum inside the record.
  public static let damagedContainer = Self("damaged_container")
}

/// A record that goes to quarantine; the run goes on.
public struct RecordError: Error, Sendable {
  /// Why, as a fixed word.
  public var reason: QuarantineReason
  /// What was wrong, with the field's name or the parser's word.
  public var detail: String

  /// A refusal with its reason.
  public init(_ reason: QuarantineReason, _ detail: String) {
    self.reason = reason
    self.detail = detail
  }
}
