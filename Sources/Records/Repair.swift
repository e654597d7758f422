/// A defect of the input that is mended on reading, and counted.
public enum Repair: Int, Sendable, CaseIterable {
  /// A UTF-8 byte order mark at the beginning of the member was removed.
  case byteOrderMark
  /// UTF-16 text was converted to UTF-8.
  case utf16
  /// Bytes that are no UTF-8 became U+FFFD.
  case invalidUTF8
  /// An escape for half of a surrogate pair became U+FFFD.
  case loneSurrogate
  /// NUL (U+0000) in a text became U+FFFD.
  case nul
  /// A key stood twice in an object with equal values; one was kept.
  case duplicateKey
  /// A number beyond Int64 or Double was kept as its digits.
  case hugeNumber
  /// An unescaped control character in a JSON string was accepted.
  case controlCharacter
  /// `NaN` or `Infinity` became null.
  case notANumber
  /// Lines ended with CR LF.
  case crlf
  /// The last line had no newline at its end.
  case missingNewline
  /// Blank lines were passed over.
  case blankLine
  /// A message of a tree that is marked as deleted, or stands below such a one, was left in `extra`.
  case deletedMessage

  /// The word used in reports.
  public var word: String {
    switch self {
    case .byteOrderMark: "byte_order_mark"
    case .utf16: "utf16"
    case .invalidUTF8: "invalid_utf8"
    case .loneSurrogate: "lone_surrogate"
    case .nul: "nul"
    case .duplicateKey: "duplicate_key"
    case .hugeNumber: "huge_number"
    case .controlCharacter: "control_character"
    case .notANumber: "not_a_number"
    case .crlf: "crlf"
    case .missingNewline: "missing_newline"
    case .blankLine: "blank_line"
    case .deletedMessage: "deleted_message"
    }
  }
}

/// How often each repair was made.
public struct RepairCounts: Sendable, Equatable {
  private var counts = [UInt64](repeating: 0, count: Repair.allCases.count)

  /// No repairs.
  public init() {}

  /// How often `repair` was made.
  public subscript(repair: Repair) -> UInt64 {
    get { counts[repair.rawValue] }
    set { counts[repair.rawValue] = newValue }
  }

  /// Adds the counts of another batch.
  public mutating func add(_ other: RepairCounts) {
    for i in counts.indices { counts[i] += other.counts[i] }
  }

  /// Whether nothing was repaired.
  public var isEmpty: Bool { counts.allSatisfy { $0 == 0 } }

  /// The repairs that were made, by word, in the order of `Repair`.
  public var byWord: [(word: String, count: UInt64)] {
    Repair.allCases.compactMap { self[$0] == 0 ? nil : ($0.word, self[$0]) }
  }
}
