extension RowBytes {
  /// Days since 1970-01-01 as `2024-02-29`, in quotes.
  mutating func appendDate(_ days: Int64) {
    append(0x22)
    appendDay(days)
    append(0x22)
  }

  /// A time of day as `23:59:59.25`, in quotes; what is no time of day as a number.
  mutating func appendTime(_ value: Int64, perSecond: Int64) {
    guard value >= 0, value / perSecond < 86400 else { return append(number: value) }
    append(0x22)
    appendClock(value, perSecond: perSecond)
    append(0x22)
  }

  /// Time since 1970-01-01 as `2024-02-29T12:00:00Z`, in quotes; without `Z` for a local time.
  mutating func appendTimestamp(_ value: Int64, perSecond: Int64, isUTC: Bool) {
    let perDay = 86400 * perSecond
    var (days, rest) = value.quotientAndRemainder(dividingBy: perDay)
    if rest < 0 {
      days -= 1
      rest += perDay
    }
    append(0x22)
    appendDay(days)
    append(0x54)
    appendClock(rest, perSecond: perSecond)
    if isUTC { append(0x5a) }
    append(0x22)
  }

  /// INT96: nanoseconds of the day, then the Julian day; a local time.
  mutating func appendJulian(_ view: ByteView) {
    let bytes = unsafe UnsafeRawPointer(view.start)
    let nanoseconds = unsafe Int64(littleEndian: bytes.loadUnaligned(as: Int64.self))
    let julian = unsafe Int32(
      littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: Int32.self))
    let perDay: Int64 = 86_400_000_000_000
    var (days, rest) = nanoseconds.quotientAndRemainder(dividingBy: perDay)
    if rest < 0 {
      days -= 1
      rest += perDay
    }
    append(0x22)
    appendDay(days + Int64(julian) - 2_440_588)
    append(0x54)
    appendClock(rest, perSecond: 1_000_000_000)
    append(0x22)
  }

  /// Months, days, milliseconds as `P1M2DT3.004S`, in quotes.
  mutating func appendInterval(_ view: ByteView) {
    let bytes = unsafe UnsafeRawPointer(view.start)
    let parts = [0, 4, 8].map { offset in
      unsafe UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
    append("\"P" as StaticString)
    append(number: parts[0])
    append(0x4d)
    append(number: parts[1])
    append("DT" as StaticString)
    append(number: parts[2] / 1000)
    appendFraction(Int64(parts[2] % 1000), perSecond: 1000)
    append("S\"" as StaticString)
  }

  /// The proleptic Gregorian date (Hinnant, "chrono-Compatible Low-Level Date Algorithms").
  private mutating func appendDay(_ days: Int64) {
    // Days since 0000-03-01, in eras of 400 years.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0)
    if year < 0 { append(0x2d) }
    // ISO 8601 asks for a sign where a year has more than four digits.
    if year > 9999 { append(0x2b) }
    append(padded: year.magnitude, width: 4)
    append(0x2d)
    append(padded: UInt64(month < 10 ? month + 3 : month - 9), width: 2)
    append(0x2d)
    append(padded: UInt64(day), width: 2)
  }

  private mutating func appendClock(_ value: Int64, perSecond: Int64) {
    let seconds = UInt64(value / perSecond)
    append(padded: seconds / 3600, width: 2)
    append(0x3a)
    append(padded: seconds / 60 % 60, width: 2)
    append(0x3a)
    append(padded: seconds % 60, width: 2)
    appendFraction(value % perSecond, perSecond: perSecond)
  }

  /// Three, six or nine digits after the point, as few as tell all; none for a whole second.
  private mutating func appendFraction(_ value: Int64, perSecond: Int64) {
    guard value > 0 else { return }
    var rest = UInt64(value)
    var width = perSecond == 1000 ? 3 : perSecond == 1_000_000 ? 6 : 9
    while rest % 1000 == 0 {
      rest /= 1000
      width -= 3
    }
    append(0x2e)
    append(padded: rest, width: width)
  }
}
