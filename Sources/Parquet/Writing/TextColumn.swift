internal import Glibc

/// The texts of a column chunk, wherever they lie: in batches, or in a dictionary.
struct TextColumn: Sendable {
  /// The batches; of a chunk with a dictionary none.
  private let parts: [LeafValues]
  /// The first value of each part, and the number of all.
  private let starts: [Int]

  init(_ parts: [LeafValues]) {
    self.parts = parts
    starts = parts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.ends.count) }
  }

  /// How many texts there are.
  var count: Int { starts.last ?? 0 }

  /// What they take when encoded plainly.
  var size: Int { parts.reduce(0) { $0 + $1.bytes.count } + 4 * count }

  /// Calls `body` with each text of a range, in order.
  func forEach(_ range: Range<Int>, _ body: (UnsafeRawBufferPointer) -> Void) {
    unsafe forEachPart(range) { bytes, ends in
      var from = ends.lowerBound
      for end in ends.ends {
        unsafe body(UnsafeRawBufferPointer(rebasing: bytes[from..<end]))
        from = end
      }
    }
  }

  /// Where in the bytes of a part its texts stand: the first begins at `lowerBound`, each other where one ends.
  private struct Ends {
    var lowerBound: Int
    var ends: ArraySlice<Int>
  }

  private func forEachPart(
    _ range: Range<Int>, _ body: (UnsafeRawBufferPointer, Ends) -> Void
  ) {
    for (part, start) in zip(parts, starts) {
      let own = range.clamped(to: start..<start + part.ends.count)
      guard !own.isEmpty else { continue }
      let first = own.lowerBound - start
      let ends = Ends(
        lowerBound: first == 0 ? 0 : part.ends[first - 1],
        ends: part.ends[first..<own.upperBound - start])
      unsafe part.bytes.withUnsafeBytes { bytes in unsafe body(bytes, ends) }
    }
  }

  /// Length of each text.
  func forEachLength(_ body: (Int) -> Void) {
    for part in parts {
      var from = 0
      for end in part.ends {
        body(end - from)
        from = end
      }
    }
  }

  /// The dictionary of all texts; `nil` where it does not pay, or has more than `limit` bytes.
  func dictionary(limit: Int) -> ChunkDictionary? {
    var encoder = TextDictionaryEncoder()
    for part in parts {
      unsafe part.bytes.withUnsafeBytes { bytes in
        var from = 0
        for end in part.ends where encoder.page.count <= limit {
          unsafe encoder.append(UnsafeRawBufferPointer(rebasing: bytes[from..<end]))
          from = end
        }
      }
      guard encoder.page.count <= limit else { return nil }
    }
    let dictionary = ChunkDictionary(
      page: encoder.page, count: encoder.entries.count, indices: encoder.indices,
      texts: encoder.entries, prefixes: encoder.prefixes)
    return dictionary.pays(size) ? dictionary : nil
  }
}

/// Distinct values of a column chunk, and which of them each value is.
struct ChunkDictionary: Sendable {
  /// Plain encoding of the distinct values.
  let page: [UInt8]
  let count: Int
  let indices: [UInt32]
  /// Of texts: where each stands in `page`.
  let texts: [Range<Int>]
  /// Of texts: the first eight bytes of each as a number.
  let prefixes: [UInt64]

  var bitWidth: Int { HybridEncoder.bitWidth(ofIndices: count) }

  /// Whether it is smaller than the values themselves, which take `plain` bytes.
  func pays(_ plain: Int) -> Bool {
    !indices.isEmpty && (page.count + indices.count * bitWidth / 8) * 10 < plain * 9
  }

  /// The least and the greatest text of a range of values.
  func bounds(_ values: Range<Int>, _ kind: LeafKind) -> Bounds? {
    guard let first = values.first else { return nil }
    var least = Int(indices[first])
    var greatest = least
    return unsafe page.withUnsafeBytes { bytes in
      func isLess(_ a: Int, _ b: Int) -> Bool {
        // The first bytes tell nearly all apart without a look at the texts.
        if prefixes[a] != prefixes[b] { return prefixes[a] < prefixes[b] }
        return unsafe compare(
          UnsafeRawBufferPointer(rebasing: bytes[texts[a]]),
          UnsafeRawBufferPointer(rebasing: bytes[texts[b]])) < 0
      }
      for value in values.dropFirst() {
        let entry = Int(indices[value])
        if isLess(entry, least) { least = entry }
        if isLess(greatest, entry) { greatest = entry }
      }
      return unsafe Bounds(
        least: UnsafeRawBufferPointer(rebasing: bytes[texts[least]]),
        greatest: UnsafeRawBufferPointer(rebasing: bytes[texts[greatest]]), kind)
    }
  }
}

extension TextColumn {
  /// The least and the greatest text of a range; `nil` without one.
  func bounds(_ values: Range<Int>, _ kind: LeafKind) -> Bounds? {
    var bounds: Bounds?
    unsafe forEachPart(values) { bytes, ends in
      var least: UnsafeRawBufferPointer?
      var greatest: UnsafeRawBufferPointer?
      var from = ends.lowerBound
      for end in ends.ends {
        let text = unsafe UnsafeRawBufferPointer(rebasing: bytes[from..<end])
        from = end
        if unsafe compare(text, least ?? text) <= 0 { unsafe least = text }
        if unsafe compare(greatest ?? text, text) <= 0 { unsafe greatest = text }
      }
      guard let least = unsafe least, let greatest = unsafe greatest else { return }
      let own = unsafe Bounds(least: least, greatest: greatest, kind)
      bounds = bounds?.union(own, kind) ?? own
    }
    return bounds
  }
}

/// Below 0, 0 or above, as the bytes of `a` are before those of `b`, the same or behind them.
private func compare(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Int {
  if let x = a.baseAddress, let y = b.baseAddress {
    let order = unsafe memcmp(x, y, min(a.count, b.count))
    if order != 0 { return Int(order) }
  }
  return a.count - b.count
}
