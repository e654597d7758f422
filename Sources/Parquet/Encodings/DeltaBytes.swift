/// Where decoding of front-coded byte arrays stands (Encodings.md, "DELTA_BYTE_ARRAY").
@safe struct DeltaBytesState {
  var prefixes: DeltaBinaryDecoder
  var suffixes: DeltaBinaryDecoder
  /// The value before the next, and the bytes it lies in.
  var last: ByteView?
  var owner: PageBytes?
}

extension ValueDecoder {
  /// Puts the next `count` values together in bytes of their own: each is the first bytes of the
  /// one before and some more.
  mutating func deltaBytes(
    _ count: Int, _ state: inout DeltaBytesState, into values: Values, _ budget: MemoryBudget
  ) throws(ParquetError) {
    var lengths: [(prefix: Int, suffix: Int)] = []
    lengths.reserveCapacity(count)
    try state.prefixes.next(count) { _, value in
      lengths.append((Int(UInt32(truncatingIfNeeded: value)), 0))
    }
    try state.suffixes.next(count) { index, value in
      lengths[index].suffix = Int(UInt32(truncatingIfNeeded: value))
    }
    let total = try size(lengths, after: state.last?.count ?? 0)
    try budget.charge(total)
    let bytes = PageBytes(count: total, pool: budget.pool)
    values.keep(bytes)
    let output = unsafe values.views.reserve(count)
    var target = unsafe bytes.base
    for (index, length) in lengths.enumerated() {
      if let last = state.last {
        unsafe target.update(from: last.start, count: length.prefix)
      }
      unsafe (target + length.prefix).update(from: page.base + position, count: length.suffix)
      position += length.suffix
      let view = unsafe ByteView(target, length.prefix + length.suffix)
      unsafe output[index] = view
      state.last = view
      unsafe target += view.count
    }
    values.views.commit(count)
    // What `last` looks at stays until the next call.
    state.owner = bytes
  }

  /// Bytes of all values, after every length is held against what is there.
  private func size(
    _ lengths: [(prefix: Int, suffix: Int)], after first: Int
  ) throws(ParquetError) -> Int {
    var total = 0
    var last = first
    var left = end - position
    for length in lengths {
      guard length.prefix <= last else {
        throw .damaged("a value shares \(length.prefix) bytes with one of \(last)")
      }
      guard length.suffix <= left else { throw Self.tooShort }
      left -= length.suffix
      last = length.prefix + length.suffix
      guard type.physical == .byteArray || last == type.length else {
        throw .damaged("a value of \(last) bytes in a column of \(type.length)")
      }
      total += last
    }
    return total
  }
}
