internal import Records

/// Remembers the row ids of short names (models, annotators, scores) without making a `String` per look-up.
///
/// Bounded: past `limit` names it forgets all and fills anew.
@safe struct NameTable {
  private static let limit = 1 << 16
  private var names = ByteArena(capacity: 1 << 12)
  private var slots = [(hash: UInt64, name: ByteSlice, value: Int64)](
    repeating: (0, .empty, 0), count: 256)
  private var count = 0

  /// The id of `name` among those of `kind`; made by `make` the first time.
  mutating func id(
    _ name: UnsafeRawBufferPointer, kind: UInt8 = 0,
    _ make: (UnsafeRawBufferPointer) throws -> Int64
  ) rethrows -> Int64 {
    let hash = unsafe Self.hash(name, kind)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot].value != 0 {
      if slots[slot].hash == hash, unsafe names[slots[slot].name].elementsEqual(name) {
        return slots[slot].value
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    let value = unsafe try make(name)
    if count >= Self.limit { self = NameTable() }
    if count * 2 >= slots.count { grow() }
    unsafe insert((hash, names.append(name), value))
    return value
  }

  private mutating func insert(_ entry: (hash: UInt64, name: ByteSlice, value: Int64)) {
    var slot = Int(truncatingIfNeeded: entry.hash) & (slots.count - 1)
    while slots[slot].value != 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = entry
    count += 1
  }

  private mutating func grow() {
    let old = slots
    slots = .init(repeating: (0, .empty, 0), count: old.count * 2)
    count = 0
    for entry in old where entry.value != 0 { insert(entry) }
  }

  /// FNV-1a with the kind as its first byte. Two names of one hash and different kinds are told apart
  /// because the kind is hashed and 64 bits of the same bytes differ.
  private static func hash(_ name: UnsafeRawBufferPointer, _ kind: UInt8) -> UInt64 {
    var hash: UInt64 = (0xcbf2_9ce4_8422_2325 ^ UInt64(kind)) &* 0x100_0000_01b3
    for i in name.indices { hash = unsafe (hash ^ UInt64(name[i])) &* 0x100_0000_01b3 }
    return hash
  }
}
