/// A schema as `RowBuilder` walks it: a flat list, each field before those below it.
struct WritePlan: Sendable {
  var fields: [Field] = []
  var leaves: [Leaf] = []

  struct Field: Sendable {
    var kind: Kind
    var name: String
    var isOptional: Bool
    /// The place behind the fields below it.
    var end = 0
    /// The leaves in or below it.
    var leaves = 0..<0
    /// The level of an entry for which it is there, though it may be an empty list.
    var definition: UInt8
    /// Of a list: the level of an entry that goes on with it.
    var repetition: UInt8
  }

  enum Kind: Sendable, Equatable {
    /// Its number among the leaves.
    case leaf(Int)
    case group
    /// Of lists the element is below, of maps a group of key and value.
    case list
  }

  struct Leaf: Sendable {
    var kind: LeafKind
    var maxDefinition: UInt8
    var maxRepetition: UInt8
    /// Names from the root, those of lists' inner groups among them.
    var path: [String]
  }

  func isFloat(_ place: Int) -> Bool {
    guard case .leaf(let leaf) = fields[place].kind else { return false }
    return leaves[leaf].kind == .float
  }
}

/// What a leaf holds, as far as it matters for writing.
enum LeafKind: Sendable, Equatable {
  case truth, int32, int64, float, double
  /// UTF-8.
  case text
  case bytes

  /// Whether it is of varying length.
  var isText: Bool { self == .text || self == .bytes }

  /// Bytes of a plain value; 1 for a truth value.
  var width: Int {
    switch self {
    case .truth: 1
    case .int32, .float: 4
    case .int64, .double: 8
    case .text, .bytes: 4
    }
  }
}

extension WritePlan {
  /// - Throws: `ParquetError` of the kind `unsupported` for a type that is not written.
  init(_ schema: Schema) throws(ParquetError) {
    for field in schema.fields { try add(field, definition: 0, repetition: 0, schema) }
  }

  private mutating func add(
    _ field: Parquet.Field, definition: Int, repetition: Int, _ schema: Schema
  ) throws(ParquetError) {
    let place = fields.count
    let first = leaves.count
    let level = definition + (field.isNullable ? 1 : 0)
    fields.append(
      Field(
        kind: .group, name: field.name, isOptional: field.isNullable,
        definition: UInt8(level), repetition: UInt8(repetition)))
    switch field.type {
    case .primitive(let type):
      let leaf = schema.leaves[leaves.count]
      guard let kind = LeafKind(type) else {
        throw ParquetError(
          .unsupported, "values of this type are not written: \(type.physical)",
          place: ParquetError.Place(column: leaf.dottedPath))
      }
      fields[place].kind = .leaf(leaves.count)
      leaves.append(
        Leaf(
          kind: kind, maxDefinition: UInt8(leaf.maxDefinition),
          maxRepetition: UInt8(leaf.maxRepetition), path: leaf.path))
    case .structure(let members):
      for member in members {
        try add(member, definition: level, repetition: repetition, schema)
      }
    case .list(let element, _):
      fields[place].kind = .list
      fields[place].repetition = UInt8(repetition + 1)
      try add(element, definition: level + 1, repetition: repetition + 1, schema)
    case .map(let key, let value, let group):
      fields[place].kind = .list
      fields[place].repetition = UInt8(repetition + 1)
      let entry = Parquet.Field(group, .structure([key, value]), isNullable: false)
      try add(entry, definition: level + 1, repetition: repetition + 1, schema)
    }
    fields[place].end = fields.count
    fields[place].leaves = first..<leaves.count
  }

  /// The dotted path of a field.
  func path(of place: Int) -> String {
    fields.indices.filter { $0 <= place && place < fields[$0].end }.map { fields[$0].name }
      .joined(separator: ".")
  }
}

extension LeafKind {
  /// `nil` for a type that is not written: fixed-length bytes, 96-bit numbers and unsigned ones, whose order differs.
  init?(_ type: PrimitiveType) {
    if case .integer(_, isSigned: false) = type.logical { return nil }
    switch type.physical {
    case .boolean: self = .truth
    case .int32: self = .int32
    case .int64: self = .int64
    case .float: self = .float
    case .double: self = .double
    case .byteArray: self = type.isText ? .text : .bytes
    case .int96, .fixedLengthByteArray: return nil
    }
  }
}
