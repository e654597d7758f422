/// The units of sizes, largest first among those of a kind.
private let byteUnits: [(name: String, bytes: Int64)] = [
  ("TB", 1_000_000_000_000), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000),
  ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("B", 1),
]

/// Why a text is no size.
package enum ByteCountError: Error, Equatable {
  /// The unit may mean a power of 1000 or of 1024.
  case ambiguousUnit(String)
  case notASize
  case tooLarge
}

/// Reads a size such as `256MB` (256 · 1000²), `1GiB` (1024³), `1.5 GB` or `4096`, in bytes.
///
/// The unit is read in any case; the size must be a whole number of bytes.
package func parseBytes(_ text: String) throws(ByteCountError) -> Int64 {
  let number = text.prefix { $0.isASCII && $0.isNumber || $0 == "." || $0 == "_" }
  let unit = text.dropFirst(number.count).drop { $0 == " " }.lowercased()
  let parts = number.filter { $0 != "_" }.split(separator: ".", omittingEmptySubsequences: false)
  guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }) else { throw .notASize }
  if ["k", "m", "g", "t"].contains(unit) { throw .ambiguousUnit(unit) }
  guard
    let scale = unit.isEmpty ? 1 : byteUnits.first(where: { $0.name.lowercased() == unit })?.bytes
  else { throw .notASize }
  // The digits are known to be digits, so only their number can be wrong.
  guard let whole = Int64(parts[0]) else { throw .tooLarge }
  let (bytes, overflow) = whole.multipliedReportingOverflow(by: scale)
  guard !overflow else { throw .tooLarge }
  guard parts.count == 2 else { return bytes }
  // Exact: 3 decimals of a unit of at most 2^40 fit a Double's 53 bits, and more are refused unless
  // they come out whole.
  guard let fraction = Double("0." + parts[1]) else { throw .notASize }
  let rest = fraction * Double(scale)
  guard rest == rest.rounded() else { throw .notASize }
  let (sum, tooLarge) = bytes.addingReportingOverflow(Int64(rest))
  guard !tooLarge else { throw .tooLarge }
  return sum
}

/// The shortest exact text of `count` bytes: `256MB`, `1GiB`, `4097`.
package func formatBytes(_ count: Int64) -> String {
  guard count > 0 else { return String(count) }
  let fits = byteUnits.dropLast().filter { count % $0.bytes == 0 }
  guard let unit = fits.max(by: { $0.bytes < $1.bytes }) else { return String(count) }
  return "\(count / unit.bytes)\(unit.name)"
}
