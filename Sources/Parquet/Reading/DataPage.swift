/// A data page that is being read: its levels and values, each from where they stand.
struct DataPage {
  let bytes: PageBytes
  /// Entries that have not been read, nulls too.
  var entriesLeft: Int
  private var repetition: LevelDecoder?
  private var definition: LevelDecoder?
  private(set) var values: ValueDecoder

  /// Errors: `damaged` where the header is not that of a data page, or levels do not fit.
  init(_ header: PageHeader, _ bytes: PageBytes, _ leaf: Leaf) throws(ParquetError) {
    self.bytes = bytes
    if header.type == .dataV2 {
      guard let page = header.dataV2 else { throw .damaged("a data page without its header") }
      entriesLeft = Int(page.valueCount)
      let levels = Int(page.repetitionBytes)
      let start = levels + Int(page.definitionBytes)
      repetition = try Self.runs(bytes, 0, levels, leaf.maxRepetition)
      definition = try Self.runs(bytes, levels, start - levels, leaf.maxDefinition)
      values = try ValueDecoder(page.encoding, leaf.type, bytes, from: start)
    } else {
      guard let page = header.data else { throw .damaged("a data page without its header") }
      entriesLeft = Int(page.valueCount)
      var position = 0
      repetition = try Self.levels(
        page.repetitionEncoding, leaf.maxRepetition, bytes, &position, entriesLeft)
      definition = try Self.levels(
        page.definitionEncoding, leaf.maxDefinition, bytes, &position, entriesLeft)
      values = try ValueDecoder(page.encoding, leaf.type, bytes, from: position)
    }
  }

  private static func runs(
    _ bytes: PageBytes, _ start: Int, _ count: Int, _ max: Int
  ) throws(ParquetError) -> LevelDecoder? {
    guard max > 0 else { return nil }
    return .runs(
      try unsafe RunDecoder(bytes.base + start, count: count, width: LevelDecoder.width(max)),
      max: UInt8(max))
  }

  /// The levels of a page of version 1, which say themselves how long they are.
  private static func levels(
    _ encoding: Encoding, _ max: Int, _ bytes: PageBytes, _ position: inout Int, _ entries: Int
  ) throws(ParquetError) -> LevelDecoder? {
    guard max > 0 else { return nil }
    let width = LevelDecoder.width(max)
    switch encoding {
    case .rle:
      guard bytes.count - position >= 4 else { throw .damaged("the page ends in its levels") }
      let count = Int(UInt32(littleEndian: bytes.word32(position)))
      guard count <= bytes.count - position - 4 else {
        throw .damaged("levels of \(count) bytes in a page of \(bytes.count)")
      }
      defer { position += 4 + count }
      return try runs(bytes, position + 4, count, max)
    case .bitPacked:
      let count = (entries * width + 7) / 8
      guard count <= bytes.count - position else { throw .damaged("the page ends in its levels") }
      defer { position += count }
      return unsafe .packed(bytes.base + position, bit: 0, width: width, max: UInt8(max))
    default: throw .damaged("levels cannot be in \(encoding)")
    }
  }

  /// Decodes the levels of the next `count` entries; returns how many values are there.
  mutating func levels(
    _ count: Int, _ leaf: Leaf, _ definitions: Buffer<UInt8>, _ repetitions: Buffer<UInt8>
  ) throws(ParquetError) -> Int {
    entriesLeft -= count
    if repetition != nil {
      try unsafe repetition?.next(count, into: repetitions.reserve(count))
      repetitions.commit(count)
    }
    guard definition != nil else { return count }
    let output = unsafe definitions.reserve(count)
    try unsafe definition?.next(count, into: output)
    definitions.commit(count)
    let max = UInt8(leaf.maxDefinition)
    var present = 0
    for index in 0..<count where unsafe output[index] == max { present += 1 }
    return present
  }

  /// Decodes the next `count` values that are there.
  mutating func next(
    _ count: Int, into target: Values, dictionary: Values?, scratch: Buffer<UInt32>,
    budget: MemoryBudget
  ) throws(ParquetError) {
    try values.next(
      count, into: target, dictionary: dictionary, scratch: scratch, budget: budget)
  }
}
