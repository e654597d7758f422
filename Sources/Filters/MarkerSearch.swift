/// A text that belongs to a chat template, not into an answer.
struct Marker: Sendable, Hashable {
  var text: [UInt8]
  var place: Place

  /// Where it must stand to count.
  enum Place: Sendable {
    case anywhere
    /// At the beginning of the text or of a line.
    case line
    /// At the beginning of the text or behind an empty line.
    case paragraph
    /// At the beginning of the text.
    case start
    /// With nothing but white space behind it.
    case end
  }

  init(_ text: String, _ place: Place) {
    self.text = Array(text.utf8)
    self.place = place
  }
}

/// Finds the first of many markers in a text.
///
/// Eight bytes at a time are tested for those that can begin a marker, or a line; only there is the
/// text compared with markers, and first with their first eight bytes.
///
/// - Complexity: O(n) in bytes, plus the markers at each place where one may begin.
struct MarkerSearch: Sendable {
  /// What may begin in the middle of a line.
  private let anywhere: MarkerTable
  /// What may begin a line.
  private let all: MarkerTable
  /// For each byte whether a marker of `anywhere` begins with it, or a line behind it.
  private let isTrigger: [Bool]
  /// The triggers, each repeated eight times.
  private let triggers: [UInt64]

  /// Empty markers are left out.
  init(_ markers: [Marker]) {
    all = MarkerTable(markers)
    anywhere = MarkerTable(markers.filter { $0.place == .anywhere || $0.place == .end })
    var isTrigger = anywhere.begins
    if all.markers.count > anywhere.markers.count { isTrigger[0x0A] = true }
    self.isTrigger = isTrigger
    triggers = isTrigger.indices.filter { isTrigger[$0] }.map {
      UInt64($0) &* 0x0101_0101_0101_0101
    }
  }

  /// The first marker in `text` that `isLeak` agrees to, and where it begins.
  func first(
    in text: Span<UInt8>, where isLeak: (Marker, Int) -> Bool = { _, _ in true }
  ) -> (marker: Marker, offset: Int)? {
    if let marker = all.marker(in: text, at: 0, isLeak) { return (marker, 0) }
    var start = 0
    while let place = nextPlace(in: text, from: start) {
      if place > 0, let marker = anywhere.marker(in: text, at: place, isLeak) {
        return (marker, place)
      }
      start = place + 1
      if text[place] == 0x0A, let marker = all.marker(in: text, at: start, isLeak) {
        return (marker, start)
      }
    }
    return nil
  }

  /// The next offset from `start` on where a marker may stand, or a line end before one.
  private func nextPlace(in text: Span<UInt8>, from start: Int) -> Int? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    let triggers = self.triggers.span
    let isTrigger = self.isTrigger.span
    var i = start
    while i + 8 <= text.count {
      var zeros: UInt64 = 0
      let block = text.word(at: i)
      for k in triggers.indices {
        let x = block ^ triggers[k]
        zeros |= (x &- ones) & ~x & highs
      }
      // The lowest bit set is that of a trigger: a borrow only sets bits above one.
      while zeros != 0 {
        let place = i + zeros.trailingZeroBitCount / 8
        if isTrigger[Int(text[place])], mayBegin(in: text, at: place) { return place }
        zeros &= zeros &- 1
      }
      i += 8
    }
    while i < text.count {
      if isTrigger[Int(text[i])] { return i }
      i += 1
    }
    return nil
  }

  private func mayBegin(in text: Span<UInt8>, at place: Int) -> Bool {
    anywhere.mayBegin(in: text, at: place)
      || text[place] == 0x0A && all.mayBegin(in: text, at: place + 1)
  }
}

/// Markers by their first byte, with their beginnings side by side.
private struct MarkerTable: Sendable {
  /// By first byte; of those with the same one the longest first, so that it is the one named.
  let markers: [Marker]
  /// The first eight bytes of each marker, and which of the eight count.
  private let heads: [(bits: UInt64, mask: UInt64)]
  /// For each byte where the markers that begin with it start; one more entry for the end.
  private let starts: [Int]

  init(_ markers: [Marker]) {
    let sorted = markers.filter { !$0.text.isEmpty }.sorted {
      ($0.text[0], $1.text.count) < ($1.text[0], $0.text.count)
    }
    self.markers = sorted
    heads = sorted.map { marker in
      (
        bits: marker.text.span.head(at: 0),
        mask: marker.text.count >= 8 ? .max : (1 << (8 * UInt64(marker.text.count))) - 1
      )
    }
    starts = (0...256).map { byte in
      sorted.firstIndex { Int($0.text[0]) >= byte } ?? sorted.count
    }
  }

  /// For each byte whether a marker begins with it.
  var begins: [Bool] { (0..<256).map { starts[$0] < starts[$0 + 1] } }

  /// Whether the first bytes of a marker stand at `offset`.
  func mayBegin(in text: Span<UInt8>, at offset: Int) -> Bool {
    guard offset < text.count else { return false }
    let first = Int(text[offset])
    let head = text.head(at: offset)
    let starts = self.starts.span
    let heads = self.heads.span
    for i in starts[first]..<starts[first + 1] where head & heads[i].mask == heads[i].bits {
      return true
    }
    return false
  }

  /// The marker that stands at `offset` and that `isLeak` agrees to.
  func marker(
    in text: Span<UInt8>, at offset: Int, _ isLeak: (Marker, Int) -> Bool
  ) -> Marker? {
    guard offset < text.count else { return nil }
    let first = Int(text[offset])
    guard starts[first] < starts[first + 1] else { return nil }
    let head = text.head(at: offset)
    for i in starts[first]..<starts[first + 1] where head & heads[i].mask == heads[i].bits {
      let marker = markers[i]
      guard text.holds(marker.text, at: offset), marker.place.allows(marker, in: text, at: offset),
        isLeak(marker, offset)
      else { continue }
      return marker
    }
    return nil
  }
}

extension Marker.Place {
  fileprivate func allows(_ marker: Marker, in text: Span<UInt8>, at offset: Int) -> Bool {
    switch self {
    case .anywhere: true
    case .start: offset == 0
    case .line: offset == 0 || text[offset - 1] == 0x0A
    case .paragraph:
      offset == 0 || (text[offset - 1] == 0x0A && text.isEmptyLine(before: offset - 1))
    case .end: text.extracting((offset + marker.text.count)..<text.count).isBlank
    }
  }
}

extension Span<UInt8> {
  /// Whether `wanted` stands at `offset`.
  func holds(_ wanted: [UInt8], at offset: Int) -> Bool {
    guard offset >= 0, wanted.count <= count - offset else { return false }
    for i in wanted.indices where self[offset + i] != wanted[i] { return false }
    return true
  }

  /// The eight bytes from `offset` on, the first lowest; 0 for those behind the end.
  fileprivate func head(at offset: Int) -> UInt64 {
    if offset + 8 <= count { return word(at: offset) }
    var bits: UInt64 = 0
    for i in stride(from: count - 1, through: offset, by: -1) { bits = bits << 8 | UInt64(self[i]) }
    return bits
  }

  /// Whether the line that ends at `end` has nothing but blanks.
  fileprivate func isEmptyLine(before end: Int) -> Bool {
    var i = end
    while i > 0 {
      let byte = self[i - 1]
      if byte == 0x0A { return true }
      guard byte == 0x20 || byte == 0x09 || byte == 0x0D else { return false }
      i -= 1
    }
    return true
  }

  /// Whether `wanted` stands anywhere.
  func contains(_ wanted: [UInt8]) -> Bool {
    guard let first = wanted.first, wanted.count <= count else { return false }
    for i in 0...count - wanted.count where self[i] == first && holds(wanted, at: i) { return true }
    return false
  }
}
