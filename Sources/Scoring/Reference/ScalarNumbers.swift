/// Numbers the distinct characters of a set of references, 0, 1, 2 …, in the order they come.
struct ScalarNumbers {
  /// Distinct characters.
  private(set) var count = 0
  /// One more than the number of each character below `direct.count`; 0 for those that have none.
  private var direct = [UInt32](repeating: 0, count: 0x800)
  /// The same of the others.
  private var others: [UInt32: UInt32] = [:]

  mutating func removeAll() {
    for i in direct.indices { direct[i] = 0 }
    others.removeAll(keepingCapacity: true)
    count = 0
  }

  /// Replaces characters by their numbers, which are given one if they have none.
  mutating func number(_ characters: inout [UInt32]) {
    for i in characters.indices {
      let code = characters[i]
      var known = find(code)
      if known == Vocabulary.unknown {
        known = UInt32(truncatingIfNeeded: count)
        count += 1
        if code < 0x800 { direct[Int(code)] = known + 1 } else { others[code] = known + 1 }
      }
      characters[i] = known
    }
  }

  /// Replaces characters by their numbers, those that have none by `Vocabulary.unknown`.
  func find(_ characters: inout [UInt32]) {
    for i in characters.indices { characters[i] = find(characters[i]) }
  }

  @inline(__always)
  private func find(_ code: UInt32) -> UInt32 {
    if code < 0x800 { return direct[Int(code)] &- 1 }
    return (others[code] ?? 0) &- 1
  }
}
