/// Puts a row together (Melnik et al., "Dremel", 2010, section 4.3), as a walk over the tree.
///
/// Every level is held against those of the other columns of the same group.
@safe struct RowAssembly {
  let nodes: [RowPlan.Node]
  let names: [UInt8]
  let nulls: RowWriter.Nulls

  typealias Cursors = UnsafeMutableBufferPointer<LeafCursor>

  /// Writes a node. `outer` is the definition level of what holds it, which is there, `repetition`
  /// that of its first entry. Returns whether it is null.
  @discardableResult
  func write(
    _ index: Int, _ outer: UInt8, _ repetition: UInt8, _ cursors: Cursors,
    _ output: inout RowBytes
  ) throws(ParquetError) -> Bool {
    let node = nodes[index]
    if case .leaf(let text) = node.kind {
      return try unsafe write(text, node.leaves.lowerBound, outer, repetition, cursors, &output)
    }
    // A row without columns.
    guard let first = node.leaves.first else {
      output.append("{}" as StaticString)
      return false
    }
    let level = try unsafe cursors[first].definition(repetition)
    guard level >= node.definition else {
      try unsafe skip(node.leaves, level, outer, repetition, cursors)
      output.append("null" as StaticString)
      return true
    }
    if case .structure = node.kind {
      try unsafe writeMembers(node, repetition, cursors, &output)
      return false
    }
    var isObject = false
    if case .map = node.kind { isObject = true }
    output.append(isObject ? 0x7b : 0x5b)
    if level < node.entryDefinition {
      try unsafe skip(node.leaves, level, node.definition, repetition, cursors)
    } else {
      var repetition = repetition
      while true {
        try unsafe writeEntry(node, repetition, cursors, &output)
        guard unsafe cursors[first].repetition == node.repetition else { break }
        repetition = node.repetition
        output.append(0x2c)
      }
    }
    output.append(isObject ? 0x7d : 0x5d)
    return false
  }

  private func writeMembers(
    _ node: RowPlan.Node, _ repetition: UInt8, _ cursors: Cursors, _ output: inout RowBytes
  ) throws(ParquetError) {
    let start = output.count
    for child in node.children {
      let before = output.count
      writeName(nodes[child].name, &output)
      let isNull = try unsafe write(child, node.definition, repetition, cursors, &output)
      if isNull, nulls == .leftOut { output.truncate(to: before) }
    }
    // The comma before the first member is where the brace belongs.
    if output.count == start {
      output.append(0x7b)
    } else {
      output.replace(start, by: 0x7b)
    }
    output.append(0x7d)
  }

  private func writeEntry(
    _ node: RowPlan.Node, _ repetition: UInt8, _ cursors: Cursors, _ output: inout RowBytes
  ) throws(ParquetError) {
    let definition = node.entryDefinition
    switch node.kind {
    case .map:
      guard try unsafe !write(node.children[0], definition, repetition, cursors, &output) else {
        throw .damaged("a key of a map is null")
      }
      output.append(0x3a)
      try unsafe write(node.children[1], definition, repetition, cursors, &output)
    case .entries:
      var entry = node
      entry.definition = definition
      try unsafe writeMembers(entry, repetition, cursors, &output)
    default: try unsafe write(node.children[0], definition, repetition, cursors, &output)
    }
  }

  private func writeName(_ name: Range<Int>, _ output: inout RowBytes) {
    unsafe names.withUnsafeBufferPointer { names in
      guard let start = names.baseAddress else { return }
      unsafe output.append(start + name.lowerBound, count: name.count)
    }
  }

  /// Passes over one entry of each column; all have the same level, below which nothing is there.
  private func skip(
    _ leaves: Range<Int>, _ level: UInt8, _ outer: UInt8, _ repetition: UInt8,
    _ cursors: Cursors
  ) throws(ParquetError) {
    guard level >= outer else { throw LeafCursor.misfit }
    for leaf in leaves {
      guard try unsafe cursors[leaf].definition(repetition) == level else {
        throw LeafCursor.misfit
      }
      unsafe cursors[leaf].entry += 1
    }
  }

  private func write(
    _ text: ValueText, _ leaf: Int, _ outer: UInt8, _ repetition: UInt8, _ cursors: Cursors,
    _ output: inout RowBytes
  ) throws(ParquetError) -> Bool {
    let cursor = unsafe cursors.baseAddress.map { unsafe $0 + leaf }
    guard let cursor = unsafe cursor else { throw LeafCursor.misfit }
    let level = try unsafe cursor.pointee.definition(repetition)
    unsafe cursor.pointee.entry += 1
    guard unsafe level == cursor.pointee.maxDefinition else {
      guard level >= outer else { throw LeafCursor.misfit }
      output.append("null" as StaticString)
      return true
    }
    let index = unsafe cursor.pointee.value
    guard unsafe index < cursor.pointee.valueCount else { throw LeafCursor.misfit }
    unsafe cursor.pointee.value = index + 1
    let values = unsafe cursor.pointee.values
    switch values.kind {
    case .word32: output.append(unsafe values.words32.base[index], as: text)
    case .word64: output.append(unsafe values.words64.base[index], as: text)
    case .view: output.append(unsafe values.views.base[index], as: text)
    }
    return false
  }
}
