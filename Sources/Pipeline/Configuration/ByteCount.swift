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
package func parseBytes(_ text: String) throws(ByteCountError) -> Int64 {
  let number = text.prefix { $0.isNumber && $0.isASCII || $0 == "." || $0 == "_" }
    .filter { $0 != "_" }
  let unit = text.dropFirst(text.prefix { $0.isNumber && $0.isASCII || $0 == "." || $0 == "_" }.count)
    .drop { $0 == " " }
  let parts = number.split(separator: ".", omittingEmptySubsequences: false)
  guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty }), parts.last?.utf8.count ?? 0 <= 18 else {
    throw .notASize
  }
  if ["k", "m", "g", "t"].contains(unit.lowercased()) { throw .ambiguousUnit(String(unit)) }
  let name = unit.isEmpty ? "b" : unit.lowercased()
  guard let scale = byteUnits.first(where: { $0.name.lowercased() == name })?.bytes else {
    throw .notASize
  }
  guard let whole = Int64(parts[0]) else { throw parts[0].allSatisfy(\.isNumber) ? .tooLarge : .notASize }
  let (bytes, overflow) = whole.multipliedReportingOverflow(by: scale)
  guard !overflow else { throw .tooLarge }
  guard parts.count == 2 else { return bytes }
  // 18 digits and 2^40 overflow Int64, so the fraction is taken as a Double and must come out whole.
  guard let fraction = Double("0." + parts[1]) else { throw .notASize }
  let rest = fraction * Double(scale)
  guard rest == rest.rounded(), bytes <= .max - scale else { throw .notASize }
  return bytes + Int64(rest)
}

/// The shortest exact text of `count` bytes: `256MB`, `1GiB`, `4097`.
package func formatBytes(_ count: Int64) -> String {
  guard count > 0 else { return String(count) }
  let fits = byteUnits.dropLast().filter { count % $0.bytes == 0 }
  guard let unit = fits.max(by: { $0.bytes < $1.bytes }) else { return String(count) }
  return "\(count / unit.bytes)\(unit.name)"
}
