internal import CSimdjson
package import Records

/// One parsed JSON document, or a CSV row in its shape; used again for each record.
///
/// Its texts lie unescaped in the arena it was parsed into, its structure in a flat list of nodes.
/// Parsing replaces the structure: a `JSONValue` may be used until the next parse, a `ByteSlice` as
/// long as the arena is not truncated below it.
@safe package final class JSONDocument {
  private let parser: OpaquePointer
  var nodes: UnsafePointer<wj_node>?
  private(set) var nodeCount = 0
  /// Where the texts lie.
  package private(set) var arena: ByteArena
  private var mended = ByteArena(capacity: ByteArena.padding)

  /// Deepest nesting that can be asked for.
  package static let deepest = Int(WJ_DEEPEST)

  package init() {
    guard let parser = unsafe wj_parser_create() else { preconditionFailure("out of memory") }
    unsafe self.parser = parser
    arena = ByteArena(capacity: ByteArena.padding)
  }

  deinit { unsafe wj_parser_free(parser) }

  /// The outermost value of the document.
  package var root: JSONValue { JSONValue(document: self, index: 0) }

  /// Parses `bytes`, mends what can be mended, and counts it.
  ///
  /// The byte just after `bytes` must be blank or zero, and `ByteArena.padding` bytes after them
  /// readable. On an error nothing is left in the arena.
  ///
  /// - Throws: `RecordError` with `invalid_json`, `too_deep`, `duplicate_key` or `too_long`.
  @unsafe package func parse(
    _ bytes: UnsafeRawBufferPointer, into arena: ByteArena, limits: RecordLimits = RecordLimits(),
    repairs: inout RepairCounts
  ) throws(RecordError) -> JSONValue {
    let first = try unsafe attempt(bytes, into: arena, limits: limits, repairs: &repairs)
    guard let first else { return root }
    // Only now is it worth looking for what a strict parser refuses.
    var mends = RepairCounts()
    mended.truncate(to: 0)
    defer { if mended.count > 1 << 22 { mended = ByteArena(capacity: ByteArena.padding) } }
    unsafe JSONMending.mend(bytes, into: mended, counting: &mends)
    guard !mends.isEmpty else { throw first }
    let text = mended.slice(from: 0)
    for _ in 0..<ByteArena.padding { mended.append(byte: 0) }
    let second = try unsafe attempt(
      mended[text], into: arena, limits: limits, repairs: &mends)
    if second != nil { throw first }
    repairs.add(mends)
    return root
  }

  /// Parses once; returns an error that mending may help against, throws any other.
  private func attempt(
    _ bytes: UnsafeRawBufferPointer, into arena: ByteArena, limits: RecordLimits,
    repairs: inout RepairCounts
  ) throws(RecordError) -> RecordError? {
    self.arena = arena
    nodeCount = 0
    guard let base = bytes.baseAddress, bytes.count > 0 else {
      return RecordError(.invalidJSON, "nothing there")
    }
    guard arena.count + bytes.count < Int(UInt32.max) - ByteArena.padding else {
      throw RecordError(.tooLong, "more than 4 GiB of text in one batch")
    }
    var result = unsafe wj_result()
    let offset = UInt32(arena.count)
    var keyText = ""
    unsafe arena.appendInPlace(bytes.count) { out in
      unsafe result = wj_parse(
        parser, base.assumingMemoryBound(to: UInt8.self), bytes.count,
        out.assumingMemoryBound(to: UInt8.self), offset, UInt32(clamping: limits.maxDepth),
        UInt32(clamping: limits.maxValues))
      if unsafe result.status == WJ_DUPLICATE_KEY {
        let key = unsafe UnsafeRawBufferPointer(
          start: out + Int(result.key_start - offset), count: Int(result.key_count))
        keyText = unsafe String(decoding: key.prefix(100), as: UTF8.self)
      }
      return unsafe result.status == WJ_OK ? result.used : 0
    }
    switch unsafe Int(result.status) {
    case WJ_OK:
      unsafe nodes = result.nodes
      nodeCount = unsafe Int(result.node_count)
      unsafe count(result, into: &repairs)
      return nil
    case WJ_TOO_DEEP:
      throw RecordError(.tooDeep, "nested deeper than \(min(limits.maxDepth, Self.deepest)) levels")
    case WJ_DUPLICATE_KEY:
      throw RecordError(.duplicateKey, "key stands twice with different values: `\(keyText)`")
    case WJ_TOO_MANY:
      throw RecordError(.tooLong, "more than \(limits.maxValues) values")
    case WJ_OUT_OF_MEMORY:
      throw RecordError(.tooLong, "not enough memory for a record of \(bytes.count) bytes")
    default:
      let message = unsafe result.message.map { unsafe String(cString: $0) } ?? "no JSON"
      let place = unsafe result.place
      return RecordError(
        .invalidJSON, place > 0 ? "\(message), at byte \(place) of the record" : message)
    }
  }

  private func count(_ result: wj_result, into repairs: inout RepairCounts) {
    let sum = unsafe result.lone_surrogates | result.nuls | result.duplicate_keys
    guard unsafe sum | result.huge_numbers != 0 else { return }
    unsafe repairs[.loneSurrogate] += UInt64(result.lone_surrogates)
    unsafe repairs[.nul] += UInt64(result.nuls)
    unsafe repairs[.duplicateKey] += UInt64(result.duplicate_keys)
    unsafe repairs[.hugeNumber] += UInt64(result.huge_numbers)
  }

  /// Makes the document an object with one text per key; both lie in `arena`.
  package func assign(
    keys: [ByteSlice], values: [ByteSlice], in arena: ByteArena
  ) -> JSONValue {
    precondition(keys.count == values.count)
    self.arena = arena
    unsafe wj_clear(parser)
    var node = wj_node()
    node.kind = UInt8(WJ_OBJECT)
    node.next = UInt32(keys.count + 1)
    node.value_count = UInt32(keys.count)
    push(node)
    for i in keys.indices {
      node.kind = UInt8(WJ_STRING)
      node.has_key = 1
      node.next = UInt32(i + 2)
      node.key_start = keys[i].start
      node.key_count = keys[i].count
      node.value_start = values[i].start
      node.value_count = values[i].count
      push(node)
    }
    unsafe nodes = wj_nodes(parser)
    nodeCount = keys.count + 1
    return root
  }

  private func push(_ node: wj_node) {
    guard unsafe wj_push(parser, node) != 0 else { preconditionFailure("out of memory") }
  }
}
