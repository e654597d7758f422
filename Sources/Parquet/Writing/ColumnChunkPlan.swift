/// A column chunk whose pages are cut and can be encoded one by one, on any thread.
struct ColumnChunkPlan: Sendable {
  let leaf: WritePlan.Leaf
  /// `nil` for a chunk without one.
  let dictionary: ChunkDictionary?
  let pages: [PageCutter.Page]
  /// How many entries there are, nulls among them.
  let entries: Int
  private let definition: [UInt8]
  private let repetition: [UInt8]
  private let words: [UInt64]
  private let texts: TextColumn

  /// - Parameter parts: the leaf's values of each batch.
  init(_ leaf: WritePlan.Leaf, _ parts: [LeafValues], rows: Int, _ options: WriteOptions) {
    self.leaf = leaf
    definition = Self.joined(parts, \.definition)
    repetition = Self.joined(parts, \.repetition)
    words = Self.joined(parts, \.words)
    let texts = TextColumn(parts)
    self.texts = texts
    let dictionary =
      !options.usesDictionaries
      ? nil
      : leaf.kind.isText
        ? texts.dictionary(limit: options.dictionaryBytes)
        : Self.dictionary(words, leaf.kind, limit: options.dictionaryBytes)
    self.dictionary = dictionary
    let values = leaf.kind.isText ? texts.count : words.count
    entries = leaf.maxDefinition > 0 ? definition.count : values
    let cutter = PageCutter(maxBytes: options.pageBytes, maxRows: options.pageRows)
    let (definition, repetition) = (definition, repetition)
    let sizes = PageSizes(
      width: dictionary.map { ($0.bitWidth + 7) / 8 } ?? leaf.kind.width,
      lengths: leaf.kind.isText && dictionary == nil ? texts : nil)
    pages = cutter.cut(
      count: entries, isRow: { leaf.maxRepetition == 0 || repetition[$0] == 0 },
      isValue: { leaf.maxDefinition == 0 || definition[$0] == leaf.maxDefinition },
      size: { sizes.size(of: $0) })
  }

  private static func joined<Value>(
    _ parts: [LeafValues], _ values: KeyPath<LeafValues, [Value]>
  ) -> [Value] {
    if parts.count == 1 { return parts[0][keyPath: values] }
    var all: [Value] = []
    all.reserveCapacity(parts.reduce(0) { $0 + $1[keyPath: values].count })
    for part in parts { all += part[keyPath: values] }
    return all
  }

  private static func dictionary(
    _ words: [UInt64], _ kind: LeafKind, limit: Int
  ) -> ChunkDictionary? {
    guard kind != .truth else { return nil }
    var encoder = NumberDictionaryEncoder()
    // Numbers that hardly repeat show it early.
    let most = min(limit / kind.width, words.count / 2)
    for word in words {
      encoder.append(word)
      guard encoder.entries.count <= most else { return nil }
    }
    var page: [UInt8] = []
    for word in encoder.entries { PlainEncoder.append(word, bytes: kind.width, to: &page) }
    let dictionary = ChunkDictionary(
      page: page, count: encoder.entries.count, indices: encoder.indices, texts: [], prefixes: [])
    return dictionary.pays(words.count * kind.width) ? dictionary : nil
  }
}

/// What the values of a chunk take in its pages.
private struct PageSizes {
  let width: Int
  private let lengths: [Int]

  init(width: Int, lengths texts: TextColumn?) {
    self.width = width
    var lengths: [Int] = []
    texts?.forEachLength { lengths.append($0) }
    self.lengths = lengths
  }

  func size(of value: Int) -> Int { lengths.isEmpty ? width : 4 + lengths[value] }
}

/// A data page before it is packed.
struct EncodedPage: Sendable {
  /// Levels and values as they stand in a data page v1.
  var bytes: [UInt8]
  /// `nil` where no value compares.
  var bounds: Bounds?
  /// Entries without a value.
  var nulls: Int
}

extension ColumnChunkPlan {
  /// The content of a data page.
  func encode(_ number: Int) -> EncodedPage {
    let page = pages[number]
    var bytes: [UInt8] = []
    appendLevels(repetition, leaf.maxRepetition, page.entries, to: &bytes)
    appendLevels(definition, leaf.maxDefinition, page.entries, to: &bytes)
    if let dictionary {
      bytes.append(UInt8(dictionary.bitWidth))
      HybridEncoder.append(
        dictionary.indices.span.extracting(page.values), bitWidth: dictionary.bitWidth, to: &bytes)
    } else if leaf.kind.isText {
      unsafe texts.forEach(page.values) { unsafe PlainEncoder.append($0, to: &bytes) }
    } else if leaf.kind == .truth {
      PlainEncoder.appendTruths(words.span.extracting(page.values), to: &bytes)
    } else {
      for word in words[page.values] {
        PlainEncoder.append(word, bytes: leaf.kind.width, to: &bytes)
      }
    }
    return EncodedPage(
      bytes: bytes, bounds: bounds(page.values), nulls: page.entries.count - page.values.count)
  }

  private func bounds(_ values: Range<Int>) -> Bounds? {
    guard leaf.kind.isText else { return Bounds(words.span.extracting(values), leaf.kind) }
    return dictionary?.bounds(values, leaf.kind) ?? texts.bounds(values, leaf.kind)
  }

  /// Levels behind their length, as data pages v1 have them.
  private func appendLevels(
    _ levels: [UInt8], _ greatest: UInt8, _ entries: Range<Int>, to bytes: inout [UInt8]
  ) {
    guard greatest > 0 else { return }
    let start = bytes.count
    bytes += [0, 0, 0, 0]
    HybridEncoder.append(
      levels.span.extracting(entries), bitWidth: UInt8.bitWidth - greatest.leadingZeroBitCount,
      to: &bytes)
    let length = UInt32(truncatingIfNeeded: bytes.count - start - 4)
    for i in 0..<4 { bytes[start + i] = UInt8(truncatingIfNeeded: length >> UInt32(8 * i)) }
  }
}
