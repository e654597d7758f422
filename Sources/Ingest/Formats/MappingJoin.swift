internal import Pipeline
package import Records

/// A second file whose rows complete the records: `{path: pairs.jsonl, on: id}`.
struct MappingJoin: Sendable {
  /// The file, relative to the current folder.
  let path: String
  /// Where the keys stand, in the record and in the rows of the file.
  let keys: [(record: MappingPlace, row: MappingPlace)]
  /// Bytes the rows may take in memory.
  let maxBytes: Int64
  let mark: SourceMark

  init(
    _ node: ConfigNode, folder: String, _ context: inout MappingContext
  ) throws(WinnowError) {
    var reader = try OptionReader(node, of: "`join`", folder: folder)
    path = try reader.path(required: "path", doc: "file of any format, with one row for each key")
    let on = try reader.node(
      "on", doc: "key: a field, a list of fields, or `{field of the record: field of the file}`")
    maxBytes = try reader.bytes(
      "max_bytes", default: 1 << 30, in: 1...(3 << 30), doc: "size of the rows in memory")
    try reader.finish()
    mark = node.mark
    guard let on, on.elements?.isEmpty != true, on.entries?.isEmpty != true else {
      throw WinnowError(
        .missingOption, "`join` needs `on`, the key", mark: node.mark,
        hint: "write `on: id`, or `on: {pair_id: id}` where the names differ")
    }
    var keys: [(MappingPlace, MappingPlace)] = []
    if let entries = on.entries {
      for entry in entries {
        keys.append((try Self.key(entry.key, &context), try Self.key(entry.value, &context)))
      }
    } else {
      for field in on.elements ?? [on] {
        let place = try Self.key(field, &context)
        keys.append((place, place))
      }
    }
    self.keys = keys
  }

  private static func key(
    _ node: ConfigNode, _ context: inout MappingContext
  ) throws(WinnowError) -> MappingPlace {
    let place = try MappingPlace(node.text ?? "", at: node, &context)
    guard place.tail == nil, !place.isJoined else {
      throw WinnowError(
        .badOption, "a key is a single field, without `*` and `@`: `\(place.description)`",
        mark: node.mark)
    }
    return place
  }

  /// Appends the key of `value` to `arena`: each part with its length before it, numbers as they
  /// are written, so that `7` in JSON and in CSV are the same; returns the place of an absent part.
  func appendKey(of value: JSONValue, isRow: Bool, to arena: ByteArena) -> MappingPlace? {
    for key in keys {
      let place = isRow ? key.row : key.record
      guard let part = value[place.head], let text = part.string ?? part.rawNumber else {
        return place
      }
      for shift in [24, 16, 8, 0] as [UInt32] {
        arena.append(byte: UInt8(truncatingIfNeeded: text.count >> shift))
      }
      unsafe arena.append(value.arena[text])
    }
    return nil
  }

  /// The key of `value` as messages name it.
  func describeKey(of value: JSONValue, isRow: Bool) -> String {
    keys.map { key in
      let place = isRow ? key.row : key.record
      let text = value[place.head].flatMap { $0.string ?? $0.rawNumber } ?? .empty
      return "`\(place.head)` = `\(value.arena.string(text))`"
    }.joined(separator: ", ")
  }
}

extension WinnowError.Code {
  /// The joined file has rows that cannot be read or told apart, or too many.
  package static let badJoin = Self("bad-join", exitStatus: 1)
}
