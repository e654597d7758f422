internal import Pipeline
internal import Records

/// Fields whose text is JSON, as tables have lists of messages in a column.
struct JSONFields: Sendable {
  /// UTF-8 of their names.
  private let names: [[UInt8]]

  /// - Parameter node: a name, or a list of them; `nil` for none.
  init(_ node: ConfigNode?) throws(WinnowError) {
    var names: [[UInt8]] = []
    for node in node.map({ $0.elements ?? [$0] }) ?? [] {
      guard let name = node.text, !name.isEmpty, name.utf8.first != UInt8(ascii: "/") else {
        throw WinnowError(
          .badOption, "`json` names the fields whose text is JSON", mark: node.mark,
          hint: "write `json: messages`, or `json: [messages, answers]`")
      }
      names.append(Array(name.utf8))
    }
    self.names = names
  }

  var isEmpty: Bool { names.isEmpty }

  func contain(_ key: UnsafeRawBufferPointer) -> Bool {
    names.contains { unsafe key.elementsEqual($0) }
  }
}

/// Opens the fields of one record after another; used by one thread.
final class JSONFieldReader {
  private let fields: JSONFields
  private let field = JSONDocument()
  private let record = JSONDocument()
  private let texts = ByteArena(capacity: 1 << 12)
  private let composed = ByteArena(capacity: 1 << 12)

  init(_ fields: JSONFields) { self.fields = fields }

  /// `value` with JSON in place of the texts of the fields; an empty text is null. Its texts lie in
  /// `arena`.
  ///
  /// - Throws: `invalid_json`, with the field.
  func open(
    _ value: JSONValue, into arena: ByteArena, repairs: inout RepairCounts
  ) throws(RecordError) -> JSONValue {
    guard value.kind == .object else { return value }
    composed.truncate(to: 0)
    composed.append(byte: UInt8(ascii: "{"))
    var isFirst = true
    for (key, member) in value.members {
      if !isFirst { composed.append(byte: UInt8(ascii: ",")) }
      isFirst = false
      composed.appendQuoted(key, of: value.arena)
      composed.append(byte: UInt8(ascii: ":"))
      guard let text = member.string, unsafe fields.contain(value.arena[key]) else {
        member.appendCompact(to: composed)
        continue
      }
      try append(text, of: value.arena, key, &repairs)
    }
    composed.append(byte: UInt8(ascii: "}"))
    return try parse(composed, with: record, into: arena, &repairs)
  }

  /// Parsed by itself first, so that a text cannot reach beyond its field.
  private func append(
    _ text: ByteSlice, of source: ByteArena, _ key: ByteSlice, _ repairs: inout RepairCounts
  ) throws(RecordError) {
    guard !text.isEmpty else {
      composed.append("null")
      return
    }
    let place = JSONPointer(key: source.string(key))
    // In a list, for of a number alone what follows it is not looked at.
    texts.truncate(to: 0)
    texts.append(byte: UInt8(ascii: "["))
    unsafe texts.append(source[text])
    texts.append(byte: UInt8(ascii: "]"))
    let list: JSONValue
    let opened = ByteArena(capacity: Int(text.count) + ByteArena.padding)
    do {
      list = try parse(texts, with: field, into: opened, &repairs)
    } catch {
      throw RecordError(error.reason, "`\(place)` is no JSON: \(error.detail)")
    }
    guard list.count == 1, let only = list.elements.first(where: { _ in true }) else {
      throw RecordError(.invalidJSON, "`\(place)` is no JSON: not one value")
    }
    only.appendCompact(to: composed)
  }

  private func parse(
    _ text: ByteArena, with document: JSONDocument, into arena: ByteArena,
    _ repairs: inout RepairCounts
  ) throws(RecordError) -> JSONValue {
    let whole = text.slice(from: 0)
    for _ in 0..<ByteArena.padding { text.append(byte: 0) }
    return try unsafe document.parse(text[whole], into: arena, repairs: &repairs)
  }
}
