extension ValueDecoder {
  /// Appends the next `count` values, at most `step`, to `values`.
  ///
  /// Errors: `damaged` where the page has fewer or they contradict the format, `limit`.
  mutating func next(
    _ count: Int, into values: Values, dictionary: Values?, scratch: Buffer<UInt32>,
    budget: MemoryBudget
  ) throws(ParquetError) {
    guard count > 0 else { return }
    try budget.charge(count * values.stride)
    switch method {
    case .plain:
      values.keep(page)
      try plain(count, into: values)
    case .bits:
      guard position + count <= end * 8 else { throw Self.tooShort }
      let output = unsafe values.words32.reserve(count)
      for index in 0..<count {
        let bit = position + index
        unsafe output[index] = UInt32(page.base[bit >> 3] >> UInt8(bit & 7) & 1)
      }
      values.words32.commit(count)
      position += count
    case .runs(var decoder):
      guard try unsafe decoder.next(count, into: values.words32.reserve(count)) <= 1 else {
        throw .damaged("a Boolean that is neither 0 nor 1")
      }
      values.words32.commit(count)
      method = .runs(decoder)
    case .dictionary(var decoder):
      try lookUp(count, &decoder, into: values, dictionary, scratch)
      method = .dictionary(decoder)
    case .delta(var decoder):
      try delta(count, &decoder, into: values)
      method = .delta(decoder)
    case .deltaLength(var lengths):
      try deltaLength(count, &lengths, into: values)
      method = .deltaLength(lengths)
    case .deltaBytes(var state):
      // The state must have no second owner while it changes.
      method = .plain
      try deltaBytes(count, &state, into: values, budget)
      method = .deltaBytes(state)
    case .split(let total): try split(count, of: total, into: values, budget)
    }
  }

  private mutating func plain(_ count: Int, into values: Values) throws(ParquetError) {
    guard let width = type.width else { return try plainBytes(count, into: values) }
    guard count * width <= end - position else { throw Self.tooShort }
    let source = unsafe page.base + position
    switch values.kind {
    case .word32:
      unsafe UnsafeMutableRawPointer(values.words32.reserve(count))
        .copyMemory(from: source, byteCount: count * width)
      values.words32.commit(count)
    case .word64:
      unsafe UnsafeMutableRawPointer(values.words64.reserve(count))
        .copyMemory(from: source, byteCount: count * width)
      values.words64.commit(count)
    case .view:
      let output = unsafe values.views.reserve(count)
      for index in 0..<count {
        unsafe output[index] = ByteView(source + index * width, width)
      }
      values.views.commit(count)
    }
    position += count * width
  }

  private mutating func plainBytes(_ count: Int, into values: Values) throws(ParquetError) {
    let output = unsafe values.views.reserve(count)
    var position = self.position
    for index in 0..<count {
      guard end - position >= 4 else { throw Self.tooShort }
      let length = Int(UInt32(littleEndian: page.word32(position)))
      position += 4
      guard length <= end - position else { throw Self.tooShort }
      unsafe output[index] = ByteView(page.base + position, length)
      position += length
    }
    values.views.commit(count)
    self.position = position
  }

  private func lookUp(
    _ count: Int, _ decoder: inout RunDecoder, into values: Values, _ dictionary: Values?,
    _ scratch: Buffer<UInt32>
  ) throws(ParquetError) {
    guard let dictionary else { throw .damaged("indices into a dictionary that is not there") }
    values.keep(dictionary)
    let indices = unsafe scratch.reserve(count)
    let greatest = try unsafe decoder.next(count, into: indices)
    guard Int(greatest) < dictionary.count else {
      throw .damaged("index \(greatest) into a dictionary of \(dictionary.count) values")
    }
    switch values.kind {
    case .word32:
      unsafe Self.gather(count, indices, dictionary.words32, into: values.words32)
    case .word64:
      unsafe Self.gather(count, indices, dictionary.words64, into: values.words64)
    case .view:
      unsafe Self.gather(count, indices, dictionary.views, into: values.views)
    }
  }

  @inline(__always)
  private static func gather<T>(
    _ count: Int, _ indices: UnsafeMutablePointer<UInt32>, _ source: Buffer<T>,
    into target: Buffer<T>
  ) {
    let output = unsafe target.reserve(count)
    let base = unsafe source.base
    for index in 0..<count { unsafe output[index] = base[Int(indices[index])] }
    target.commit(count)
  }

  private func delta(
    _ count: Int, _ decoder: inout DeltaBinaryDecoder, into values: Values
  ) throws(ParquetError) {
    if values.kind == .word32 {
      let output = unsafe values.words32.reserve(count)
      try decoder.next(count) { index, value in
        unsafe output[index] = UInt32(truncatingIfNeeded: value)
      }
      values.words32.commit(count)
    } else {
      let output = unsafe values.words64.reserve(count)
      try decoder.next(count) { index, value in unsafe output[index] = value }
      values.words64.commit(count)
    }
  }

  private mutating func deltaLength(
    _ count: Int, _ lengths: inout DeltaBinaryDecoder, into values: Values
  ) throws(ParquetError) {
    values.keep(page)
    let output = unsafe values.views.reserve(count)
    let base = unsafe page.base
    var position = self.position
    var isRight = true
    try lengths.next(count) { index, value in
      // A length is 32 bits; one that is negative or too great leaves no room.
      let length = Int(UInt32(truncatingIfNeeded: value))
      guard isRight, length <= end - position else { return isRight = false }
      unsafe output[index] = ByteView(base + position, length)
      position += length
    }
    guard isRight else { throw Self.tooShort }
    values.views.commit(count)
    self.position = position
  }

  private mutating func split(
    _ count: Int, of total: Int, into values: Values, _ budget: MemoryBudget
  ) throws(ParquetError) {
    guard let width = type.width, count <= total - position else { throw Self.tooShort }
    let source = unsafe page.base + splitStart + position
    let target: UnsafeMutablePointer<UInt8>
    switch values.kind {
    case .word32:
      unsafe target = UnsafeMutableRawPointer(values.words32.reserve(count))
        .assumingMemoryBound(to: UInt8.self)
      values.words32.commit(count)
    case .word64:
      unsafe target = UnsafeMutableRawPointer(values.words64.reserve(count))
        .assumingMemoryBound(to: UInt8.self)
      values.words64.commit(count)
    case .view:
      try budget.charge(count * width)
      let bytes = PageBytes(count: count * width, pool: budget.pool)
      values.keep(bytes)
      unsafe target = bytes.base
      let output = unsafe values.views.reserve(count)
      for index in 0..<count {
        unsafe output[index] = ByteView(bytes.base + index * width, width)
      }
      values.views.commit(count)
    }
    for part in 0..<width {
      let stream = unsafe source + part * total
      for index in 0..<count { unsafe target[index * width + part] = stream[index] }
    }
    position += count
  }
}
