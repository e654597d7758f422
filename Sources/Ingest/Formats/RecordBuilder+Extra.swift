internal import Records

// What of a record fits nowhere else.
extension RecordBuilder {
  /// Appends what was not taken of the object `root` as compact JSON, in the order of the record;
  /// empty if nothing is left.
  ///
  /// Of an object or list that was taken in part, the rest remains in its place: a taken element of
  /// a list is `null`.
  mutating func appendExtra(of root: JSONValue) -> ByteSlice {
    let start = arena.count
    let arena = arena
    return appendRest(of: root, to: arena) ? arena.slice(from: start) : .empty
  }

  /// Appends what was not taken of `value`; false, and nothing appended, if nothing is left.
  private func appendRest(of value: JSONValue, to arena: ByteArena) -> Bool {
    guard isAnyTaken(in: value) else {
      value.appendCompact(to: arena)
      return true
    }
    let start = arena.count
    var isEmpty = true
    if value.kind == .object {
      arena.append(byte: UInt8(ascii: "{"))
      for (key, member) in value.members where !isTaken(member) {
        let before = arena.count
        if !isEmpty { arena.append(byte: UInt8(ascii: ",")) }
        arena.appendQuoted(key, of: arena)
        arena.append(byte: UInt8(ascii: ":"))
        if appendRest(of: member, to: arena) {
          isEmpty = false
        } else {
          arena.truncate(to: before)
        }
      }
      arena.append(byte: UInt8(ascii: "}"))
    } else {
      arena.append(byte: UInt8(ascii: "["))
      var isFirst = true
      for element in value.elements {
        if !isFirst { arena.append(byte: UInt8(ascii: ",")) }
        isFirst = false
        if !isTaken(element), appendRest(of: element, to: arena) {
          isEmpty = false
        } else {
          arena.append("null")
        }
      }
      arena.append(byte: UInt8(ascii: "]"))
    }
    if isEmpty { arena.truncate(to: start) }
    return !isEmpty
  }

  /// Whether anything inside `value` was taken.
  private func isAnyTaken(in value: JSONValue) -> Bool {
    guard value.kind == .object || value.kind == .array else { return false }
    let first = value.index + 1
    let end = value.elements.end
    var word = Int(first >> 6)
    while word < taken.count, UInt32(word) << 6 < end {
      var bits = taken[word]
      let base = UInt32(word) << 6
      if base < first { bits &= ~0 << UInt64(first - base) }
      if end - base < 64 { bits &= ~(~0 << UInt64(end - base)) }
      if bits != 0 { return true }
      word += 1
    }
    return false
  }
}
