internal import Records

/// The rows of a joined file in memory, by key.
///
/// A hash table with open addressing over one block of bytes; about 24 bytes a row besides the
/// rows.
///
/// - Note: `@unchecked Sendable`: nothing changes after `load`.
final class JoinTable: @unchecked Sendable {
  private let join: MappingJoin
  private let arena = ByteArena()
  private var rows: [Row] = []
  /// Positions in `rows` plus 1; 0 is free. A power of two, at most half full.
  private var slots = [UInt32](repeating: 0, count: 1024)

  private struct Row {
    var key: ByteSlice
    /// Compact JSON, followed by a newline.
    var json: ByteSlice
    var hash: UInt64
    var line: UInt64
  }

  var count: Int { rows.count }

  private init(_ join: MappingJoin) { self.join = join }

  /// Reads all rows of `source`.
  ///
  /// - Throws: `bad-join` for a row that cannot be read, a key that stands twice with different
  ///   rows, or more rows than memory is given to; or what is wrong with the file.
  static func load(_ join: MappingJoin, from source: any ByteSource) throws(WinnowError)
    -> JoinTable
  {
    let table = JoinTable(join)
    let reader = RecordReader(source: source)
    let texts = ByteArena()
    var repairs = RepairCounts()
    while true {
      let reading: Reading?
      do { reading = try reader.next(into: texts, repairs: &repairs) } catch {
        throw error.asWinnowError
      }
      guard let reading else { return table }
      switch reading.outcome {
      case .record(let row): try table.add(row, line: reading.line)
      case .refused(let error):
        throw table.problem(
          "a row of the joined file cannot be read, \(error.reason): \(error.detail)",
          line: reading.line)
      }
      texts.truncate(to: 0)
    }
  }

  private func add(_ row: JSONValue, line: UInt64) throws(WinnowError) {
    let start = arena.count
    if let absent = join.appendKey(of: row, isRow: true, to: arena) {
      throw problem("a row of the joined file has no key `\(absent.head)`", line: line)
    }
    let key = arena.slice(from: start)
    let json = row.appendCompact(to: arena)
    arena.append(byte: UInt8(ascii: "\n"))
    guard arena.count + rows.count * 24 <= join.maxBytes else {
      throw problem(
        "the joined file takes more than \(join.maxBytes) bytes of memory", line: line,
        hint: "raise `max_bytes`, or join the larger file to the smaller one beforehand")
    }
    let hash = self.hash(key, in: arena)
    let slot = self.slot(of: key, in: arena, hash)
    guard slots[slot] == 0 else {
      let known = rows[Int(slots[slot]) - 1]
      let isSame = arena.areEqual(known.json, json)
      arena.truncate(to: start)
      if isSame { return }
      throw problem(
        "two rows of the joined file have the key \(join.describeKey(of: row, isRow: true)), "
          + "the first on line \(known.line)",
        line: line, hint: "add fields to `on` until each row has a key of its own")
    }
    rows.append(Row(key: key, json: json, hash: hash, line: line))
    slots[slot] = UInt32(rows.count)
    if rows.count * 2 > slots.count { grow() }
  }

  private func problem(_ message: String, line: UInt64, hint: String? = nil) -> WinnowError {
    WinnowError(
      .badJoin, message, mark: SourceMark(file: join.path, line: Int(clamping: line)), hint: hint)
  }

  /// The row with the key of `value`, parsed by `document` into the arena of `record`.
  ///
  /// - Throws: `unmatched_key`, or `missing_field` if the record has no key.
  func row(
    for value: JSONValue, _ document: JSONDocument, _ record: inout RecordBuilder
  ) throws(RecordError) -> JSONValue {
    let target = record.arena
    let start = target.count
    let absent = join.appendKey(of: value, isRow: false, to: target)
    let key = target.slice(from: start)
    defer { if absent != nil { target.truncate(to: start) } }
    if let absent { throw record.missing(absent, 0) }
    let slot = self.slot(of: key, in: target, hash(key, in: target))
    target.truncate(to: start)
    guard slots[slot] != 0 else {
      throw RecordError(
        .unmatchedKey,
        "no row of the joined file has the key \(join.describeKey(of: value, isRow: false))")
    }
    var repairs = RepairCounts()
    return try unsafe document.parse(
      arena[rows[Int(slots[slot]) - 1].json], into: target, repairs: &repairs)
  }

  // MARK: Hashing

  /// The slot with `key`, or the free one where it belongs.
  private func slot(of key: ByteSlice, in keys: ByteArena, _ hash: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] != 0 {
      let row = rows[Int(slots[slot]) - 1]
      if row.hash == hash, unsafe arena[row.key].hasBytes(of: keys[key]) { return slot }
      slot = (slot + 1) & (slots.count - 1)
    }
    return slot
  }

  /// Random for each process, so that no file can be made of keys that collide.
  private func hash(_ key: ByteSlice, in keys: ByteArena) -> UInt64 {
    var hasher = Hasher()
    unsafe hasher.combine(bytes: keys[key])
    return UInt64(bitPattern: Int64(hasher.finalize()))
  }

  private func grow() {
    slots = [UInt32](repeating: 0, count: slots.count * 2)
    for (i, row) in rows.enumerated() {
      var slot = Int(truncatingIfNeeded: row.hash) & (slots.count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = UInt32(i + 1)
    }
  }
}
