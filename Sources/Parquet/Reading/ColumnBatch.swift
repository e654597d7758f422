/// Some rows of a column: the levels of each entry, and the values that are there.
public struct ColumnBatch: Sendable {
  /// The column.
  public let leaf: Leaf
  /// A level for each entry; none where the column cannot be null.
  let definitions: Buffer<UInt8>
  /// A level for each entry; none where no list holds the column.
  let repetitions: Buffer<UInt8>
  let values: Values

  init(_ leaf: Leaf) {
    self.init(leaf, Buffer(), Buffer(), Values(Values.Kind(leaf.type.physical)))
  }

  init(
    _ leaf: Leaf, _ definitions: Buffer<UInt8>, _ repetitions: Buffer<UInt8>, _ values: Values
  ) {
    self.leaf = leaf
    self.definitions = definitions
    self.repetitions = repetitions
    self.values = values
  }

  /// Values that are there, nulls not counted.
  public var valueCount: Int { values.count }

  /// Entries: values, nulls and empty lists.
  public var entryCount: Int {
    if leaf.maxDefinition > 0 { return definitions.count }
    return leaf.maxRepetition > 0 ? repetitions.count : values.count
  }

  /// Bytes of levels and values, not of what views look at.
  var byteCount: Int { definitions.byteCount + repetitions.byteCount + values.byteCount }

  /// Keeps the first entries, which are `kept`, and returns the others.
  func split(keeping kept: Int) -> ColumnBatch {
    var present = kept
    if leaf.maxDefinition > 0 {
      // The rest is the shorter part, as a rule.
      present = values.count
      let max = UInt8(leaf.maxDefinition)
      for index in kept..<definitions.count where unsafe definitions.base[index] == max {
        present -= 1
      }
    }
    return ColumnBatch(
      leaf, leaf.maxDefinition > 0 ? definitions.split(keeping: kept) : Buffer(),
      leaf.maxRepetition > 0 ? repetitions.split(keeping: kept) : Buffer(),
      values.split(keeping: present))
  }

  /// Lends `body` the bytes of a value that is there, by its number; `nil` where values are not
  /// bytes.
  public func withBytes<R>(ofValue index: Int, _ body: (RawSpan) -> R) -> R? {
    guard values.kind == .view, index >= 0, index < values.views.count else { return nil }
    let view = unsafe values.views.base[index]
    return unsafe body(UnsafeRawBufferPointer(start: view.start, count: view.count).bytes)
  }

  /// The sum of the lengths and first bytes of all values: touches each, as a scan does.
  public func digest() -> Int {
    guard values.kind == .view else { return values.count }
    var sum = 0
    for index in 0..<values.views.count {
      let view = unsafe values.views.base[index]
      sum &+= view.count
      if view.count > 0 { sum &+= unsafe Int(view.start[0]) }
    }
    return sum
  }
}
