package import Records

/// Embeddings of responses, by public id: 4 bytes for each number in memory.
package struct EmbeddingTable: Sendable {
  /// Numbers of an embedding.
  package private(set) var dimension = 0
  private var rows: [PublicID: Int] = [:]
  private var values: [Float] = []

  /// Responses that have one.
  package var count: Int { rows.count }

  /// The embedding of `id`; `nil` if it has none.
  package subscript(id: PublicID) -> [Float]? {
    rows[id].map { Array(values[$0 * dimension..<($0 + 1) * dimension]) }
  }

  /// A table without embeddings, for `add`.
  package init() {}

  /// Adds an embedding; the first of an id is kept.
  ///
  /// - Throws: `bad-input` where it has another number of numbers than those before it.
  package mutating func add(_ id: PublicID, _ embedding: [Float]) throws(WinnowError) {
    if dimension == 0 { dimension = embedding.count }
    guard embedding.count == dimension else {
      throw WinnowError(
        .badInput,
        "an embedding has \(embedding.count) numbers, and those before it have \(dimension)")
    }
    add(id, embedding, nil)
  }

  /// Reads a NumPy array (`.npy`, one row per id of an id list) or JSON Lines (`{"id": …, "embedding": […]}`).
  ///
  /// - Parameters:
  ///   - ids: the list of ids of an array, one a line or as JSON Lines. Else looked for beside it:
  ///     `<name>.ids.txt`, `<name>.ids.jsonl`, `ids.txt`, `ids.jsonl`.
  ///   - wanted: ids to keep; `nil` keeps all. Of an id that comes twice the first is kept.
  /// - Throws: `bad-input` with file and line.
  package static func read(_ path: String, ids: String? = nil, wanted: Set<PublicID>? = nil)
    throws(WinnowError) -> EmbeddingTable
  {
    var table = EmbeddingTable()
    if path.hasSuffix(".npy") {
      let list: String = if let ids { ids } else { try findIDs(path) }
      try table.readArray(path, ids: list, wanted)
    } else {
      try table.readLines(path, wanted)
    }
    return table
  }

  /// The files that `read` reads for `path`: itself, and of an array the list of its ids.
  ///
  /// - Throws: `bad-input` where there is no list.
  package static func files(of path: String) throws(WinnowError) -> [String] {
    path.hasSuffix(".npy") ? [path, try findIDs(path)] : [path]
  }

  /// The embedding of a response; `nil` where it has none.
  package func embedding(of id: PublicID) -> ArraySlice<Float>? {
    rows[id].map { values[$0 * dimension..<($0 + 1) * dimension] }
  }

  /// Rows of differences: embedding of `a` − embedding of `b`, divided by the root mean square of each
  /// column over the fitted pairs; 0 for a pair of which one has none.
  ///
  /// - Parameters:
  ///   - pairs: public ids of the two responses, in the order of the rows wanted.
  ///   - fitted: as many: which pairs may be learned from.
  ///   - folder: where a file is made that has no name once it is open.
  /// - Returns: the rows, and how many pairs lack an embedding.
  package func differences(
    _ pairs: [(a: PublicID, b: PublicID)], fitted: [Bool], folder: String, diskBudget: Int
  ) throws(WinnowError) -> (rows: DenseRows, unmatched: Int) {
    var spread = ColumnSpread(dimension)
    var row = [Float](repeating: 0, count: dimension)
    for (i, pair) in pairs.enumerated() where i < fitted.count && fitted[i] {
      if subtract(pair, into: &row) { spread.add(row) }
    }
    let scales = spread.scales
    var unmatched = 0
    let scratch = try ScratchFolder(folder)
    let path = scratch.path(of: "embedding.values")
    var writer = try ScratchWriter(path, DiskBudget(limit: diskBudget))
    for pair in pairs {
      if !subtract(pair, into: &row) { unmatched += 1 }
      for k in row.indices { row[k] *= scales[k] }
      try writer.append(row)
    }
    try writer.flush()
    defer { scratch.remove("embedding.values") }
    guard let mapped = MappedFile(path, size: 4 * dimension * pairs.count) else {
      throw ScratchFile.failure("read", path)
    }
    let rows = unsafe DenseRows(
      dimension: dimension, count: pairs.count, values: mapped.numbers(Float.self),
      release: { withExtendedLifetime(mapped) {} })
    return (rows, unmatched)
  }

  private func subtract(_ pair: (a: PublicID, b: PublicID), into row: inout [Float]) -> Bool {
    guard let a = rows[pair.a], let b = rows[pair.b] else {
      for k in row.indices { row[k] = 0 }
      return false
    }
    for k in row.indices { row[k] = values[a * dimension + k] - values[b * dimension + k] }
    return true
  }

  private mutating func readLines(_ path: String, _ wanted: Set<PublicID>?) throws(WinnowError) {
    var file = try InputFile(path)
    var numbers: [Float] = []
    try file.forEachLine { (line, number) throws(WinnowError) in
      guard !line.isEmpty else { return }
      do throws(WinnowError) {
        guard let id = try EmbeddingLine.read(line, into: &numbers) else {
          throw WinnowError(
            .badInput, "the line has no id", hint: "name it `id`, `digest` or `text_digest`")
        }
        guard !numbers.isEmpty else {
          throw WinnowError(.badInput, "the line has no `embedding`")
        }
        if dimension == 0 { dimension = numbers.count }
        guard numbers.count == dimension else {
          throw WinnowError(
            .badInput,
            "the embedding has \(numbers.count) numbers, and those before it have \(dimension)")
        }
        add(id, numbers, wanted)
      } catch {
        var error = error
        error.mark = SourceMark(file: path, line: number)
        throw error
      }
    }
    guard dimension > 0 else { throw NpyHeader.wrong("there are no embeddings in the file", path) }
  }

  private mutating func readArray(_ path: String, ids: String, _ wanted: Set<PublicID>?)
    throws(WinnowError)
  {
    var file = try InputFile(path)
    let header = try NpyHeader.read(&file)
    let names = try Self.readIDs(ids)
    guard names.count == header.rows else {
      throw WinnowError(
        .badInput, "the array has \(header.rows) rows, and the list \(names.count) ids",
        mark: SourceMark(file: ids))
    }
    dimension = header.columns
    var bytes = [UInt8](repeating: 0, count: header.rowBytes)
    var row = [Float](repeating: 0, count: dimension)
    for (i, id) in names.enumerated() {
      guard try file.read(&bytes) == bytes.count else {
        throw NpyHeader.wrong("the file ends in row \(i + 1)", path)
      }
      for k in row.indices { row[k] = Self.number(bytes.span, k, header.kind) }
      guard row.allSatisfy(\.isFinite) else {
        throw NpyHeader.wrong("a number is infinite or none, in row \(i + 1)", path)
      }
      add(id, row, wanted)
    }
  }

  private mutating func add(_ id: PublicID, _ row: [Float], _ wanted: Set<PublicID>?) {
    guard wanted?.contains(id) ?? true, rows[id] == nil else { return }
    rows[id] = rows.count
    values.append(contentsOf: row)
  }

  private static func number(_ bytes: Span<UInt8>, _ k: Int, _ kind: NpyHeader.Kind) -> Float {
    var bits: UInt64 = 0
    for i in 0..<kind.rawValue {
      bits |= UInt64(bytes[k * kind.rawValue + i]) << UInt64(8 * i)
    }
    return switch kind {
    case .half: Float(Float16(bitPattern: UInt16(truncatingIfNeeded: bits)))
    case .single: Float(bitPattern: UInt32(truncatingIfNeeded: bits))
    case .double: Float(Double(bitPattern: bits))
    }
  }

  /// One id a line, bare or as the `id` of a JSON object.
  private static func readIDs(_ path: String) throws(WinnowError) -> [PublicID] {
    var ids: [PublicID] = []
    var none: [Float] = []
    var file = try InputFile(path)
    try file.forEachLine { (line, number) throws(WinnowError) in
      do throws(WinnowError) {
        var json = JSONBytes(0)
        switch json.peek(line) {
        case nil: return
        case UInt8(ascii: "{"):
          guard let id = try EmbeddingLine.read(line, into: &none) else {
            throw WinnowError(.badInput, "the line has no id")
          }
          ids.append(id)
        default: ids.append(try EmbeddingLine.readID(line, json.value(line) ?? 0..<0))
        }
      } catch {
        var error = error
        error.mark = SourceMark(file: path, line: number)
        throw error
      }
    }
    return ids
  }

  private static func findIDs(_ path: String) throws(WinnowError) -> String {
    let stem = path.dropLast(4)
    let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
    for name in ["\(stem).ids.txt", "\(stem).ids.jsonl", "\(folder)ids.txt", "\(folder)ids.jsonl"]
    where InputFile.isThere(name) {
      return name
    }
    throw NpyHeader.wrong(
      "there is no list of ids beside the array", path,
      hint: "write the responses' ids, one a line in the order of the rows, to `\(stem).ids.txt`")
  }
}
