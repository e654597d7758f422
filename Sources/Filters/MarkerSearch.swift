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
/// Eight bytes at a time are tested for the few bytes that can begin a marker; only there are markers
/// compared.
///
/// - Complexity: O(n) in bytes, plus the markers at each place where one may begin.
struct MarkerSearch: Sendable {
  /// Longest first, so that of two at one place the longer is named.
  private let markers: [Marker]
  /// For each byte the markers that begin with it.
  private let byFirst: [[Int]]
  /// For each byte whether a marker that may stand anywhere begins with it, or a line behind it.
  private let isTrigger: [Bool]
  /// The bytes that are triggers, each repeated eight times.
  private let triggers: [UInt64]

  /// Markers must not be empty.
  init(_ markers: [Marker]) {
    let sorted = markers.enumerated().sorted {
      ($1.element.text.count, $0.offset) < ($0.element.text.count, $1.offset)
    }.map(\.element)
    var byFirst = [[Int]](repeating: [], count: 256)
    var isTrigger = [Bool](repeating: false, count: 256)
    for (i, marker) in sorted.enumerated() {
      guard let first = marker.text.first else { continue }
      byFirst[Int(first)].append(i)
      switch marker.place {
      case .anywhere, .end: isTrigger[Int(first)] = true
      case .line, .paragraph: isTrigger[0x0A] = true
      case .start: break
      }
    }
    self.markers = sorted
    self.byFirst = byFirst
    self.isTrigger = isTrigger
    triggers = isTrigger.indices.filter { isTrigger[$0] }.map { UInt64($0) &* 0x0101_0101_0101_0101 }
  }

  /// The first marker in `text` that `isLeak` agrees to, and where it begins.
  func first(
    in text: Span<UInt8>, where isLeak: (Marker, Int) -> Bool = { _, _ in true }
  ) -> (marker: Marker, offset: Int)? {
    guard !text.isEmpty else { return nil }
    if let found = marker(in: text, at: 0, isLeak) { return (found, 0) }
    var i = 0
    while let hit = nextTrigger(in: text, from: i) {
      if hit > 0, let found = marker(in: text, at: hit, isLeak) { return (found, hit) }
      let next = hit + 1
      // A line may begin with a byte that is no trigger.
      if text[hit] == 0x0A, next < text.count, !isTrigger[Int(text[next])],
        let found = marker(in: text, at: next, isLeak)
      {
        return (found, next)
      }
      i = next
    }
    return nil
  }

  private func marker(
    in text: Span<UInt8>, at offset: Int, _ isLeak: (Marker, Int) -> Bool
  ) -> Marker? {
    for i in byFirst[Int(text[offset])] {
      let marker = markers[i]
      if text.holds(marker.text, at: offset), stands(marker, in: text, at: offset),
        isLeak(marker, offset)
      {
        return marker
      }
    }
    return nil
  }

  private func stands(_ marker: Marker, in text: Span<UInt8>, at offset: Int) -> Bool {
    switch marker.place {
    case .anywhere: true
    case .start: offset == 0
    case .line: offset == 0 || text[offset - 1] == 0x0A
    case .paragraph: offset == 0 || (text[offset - 1] == 0x0A && text.isEmptyLine(before: offset - 1))
    case .end:
      text.extracting((offset + marker.text.count)..<text.count).isBlank
    }
  }

  /// The next offset from `start` on where a trigger stands.
  private func nextTrigger(in text: Span<UInt8>, from start: Int) -> Int? {
    var i = start
    let ones: UInt64 = 0x0101_0101_0101_0101
    let highs: UInt64 = 0x8080_8080_8080_8080
    return unsafe text.withUnsafeBytes { bytes in
      while i + 8 <= bytes.count {
        let block = unsafe bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self)
        var zeros: UInt64 = 0
        for trigger in triggers {
          let x = block ^ trigger
          zeros |= (x &- ones) & ~x & highs
        }
        // May also report a byte behind a true one, never miss one.
        if zeros != 0 {
          for k in i..<i + 8 where unsafe isTrigger[Int(bytes[k])] { return k }
        }
        i += 8
      }
      while i < bytes.count {
        if unsafe isTrigger[Int(bytes[i])] { return i }
        i += 1
      }
      return nil
    }
  }
}

extension Span<UInt8> {
  /// Whether `wanted` stands at `offset`.
  func holds(_ wanted: [UInt8], at offset: Int) -> Bool {
    guard wanted.count <= count - offset else { return false }
    for i in wanted.indices where self[offset + i] != wanted[i] { return false }
    return true
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
