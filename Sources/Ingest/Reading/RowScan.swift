/// Finds where a CSV row ends, over any number of blocks (RFC 4180).
///
/// A quote opens only at the beginning of a field and closes before a delimiter or the end of the
/// row; two quotes in a quoted field stand for one.
struct RowScan {
  private enum State {
    case fieldStart, plain, quoted, quoteInQuoted
  }

  private var state = State.fieldStart
  private let delimiter: UInt8
  /// Bytes looked at.
  private(set) var scanned = 0
  /// Newlines inside quoted fields.
  private(set) var newlines: UInt64 = 0
  /// Where a quote stands that neither opens nor closes a field.
  private(set) var strayQuote: Int?
  /// How many newlines come before the quote that opened last.
  private(set) var newlinesBeforeQuote: UInt64 = 0

  init(delimiter: UInt8) { self.delimiter = delimiter }

  /// Inside a quoted field.
  var isOpen: Bool { state == .quoted }

  /// Goes on through `bytes`, which begin with the row, and returns the position of the newline
  /// that ends it.
  mutating func advance(_ bytes: UnsafeRawBufferPointer) -> Int? {
    while scanned < bytes.count {
      if state == .quoted {
        unsafe skipQuoted(bytes)
        continue
      }
      let byte = unsafe bytes[scanned]
      if byte == UInt8(ascii: "\n") { return scanned }
      step(byte)
      scanned += 1
    }
    return nil
  }

  /// Goes past the next quote, or to the end.
  private mutating func skipQuoted(_ bytes: UnsafeRawBufferPointer) {
    let quote = unsafe bytes.first(UInt8(ascii: "\""), from: scanned)
    let end = quote ?? bytes.count
    let text = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<end])
    while let newline = unsafe text.first(UInt8(ascii: "\n"), from: scanned) {
      newlines += 1
      scanned = newline + 1
    }
    scanned = end
    guard quote != nil else { return }
    scanned += 1
    state = .quoteInQuoted
  }

  private mutating func step(_ byte: UInt8) {
    switch state {
    case .quoted: break
    case .quoteInQuoted where byte == UInt8(ascii: "\""): state = .quoted
    case .fieldStart where byte == UInt8(ascii: "\""):
      state = .quoted
      newlinesBeforeQuote = newlines
    case _ where byte == delimiter: state = .fieldStart
    case .quoteInQuoted:
      // The CR of the row's ending may stand here.
      if byte != UInt8(ascii: "\r") { strayQuote = strayQuote ?? scanned - 1 }
      state = byte == UInt8(ascii: "\r") ? .quoteInQuoted : .plain
    case .fieldStart, .plain:
      if byte == UInt8(ascii: "\"") { strayQuote = strayQuote ?? scanned }
      state = .plain
    }
  }

  /// Forgets how much was looked at, for a row whose bytes are passed over; the state stays.
  mutating func rebase() { scanned = 0 }
}
