/// The fields of a file as a tree, and its columns: the leaves of the tree, in the same order.
public struct Schema: Sendable, Equatable {
  /// The name of the root, of no meaning.
  public let name: String
  /// The fields of a row.
  public let fields: [Field]
  /// A column for each leaf.
  public let leaves: [Leaf]

  /// A schema of these fields.
  ///
  /// Errors: `usage` for a group without columns, `limit` where the fields nest too deep.
  public init(
    _ fields: [Field], name: String = "schema", limits: ParquetLimits = ParquetLimits()
  ) throws(ParquetError) {
    self.name = name
    self.fields = fields
    var walk = LeafWalk(limits: limits)
    for field in fields { try walk.add(field, Leaf.Position()) }
    leaves = walk.leaves
  }
}

/// A column: a leaf of the schema.
public struct Leaf: Sendable, Equatable {
  /// Its place among the columns.
  public let index: Int
  /// The names from the root to the leaf as the file has them, the inner groups of lists too.
  public let path: [String]
  /// The names of the fields a reader of rows sees; those of list elements left out.
  public let fieldPath: [String]
  /// The type of its values.
  public let type: PrimitiveType
  /// The level of a value that is there.
  public let maxDefinition: Int
  /// How many lists and maps hold it.
  public let maxRepetition: Int

  /// The path with dots between.
  public var dottedPath: String { path.joined(separator: ".") }

  /// Where a field stands: what holds it, and the levels up to there.
  struct Position {
    var path: [String] = []
    var fieldPath: [String] = []
    var definition = 0
    var repetition = 0
  }
}

/// Collects the leaves of a tree.
private struct LeafWalk {
  let limits: ParquetLimits
  var leaves: [Leaf] = []

  init(limits: ParquetLimits) { self.limits = limits }

  /// Adds the leaves of a field in the group at `outer`.
  mutating func add(
    _ field: Field, _ outer: Leaf.Position, isElement: Bool = false
  ) throws(ParquetError) {
    var place = outer
    place.path.append(field.name)
    if !isElement { place.fieldPath.append(field.name) }
    if field.isNullable { place.definition += 1 }
    guard place.path.count <= limits.maxDepth, place.definition < 250 else {
      throw ParquetError(.limit, "the schema nests deeper than \(limits.maxDepth) levels")
    }
    switch field.type {
    case .primitive(let type):
      guard leaves.count < limits.maxColumns else {
        throw ParquetError(.limit, "more than \(limits.maxColumns) columns")
      }
      leaves.append(
        Leaf(
          index: leaves.count, path: place.path, fieldPath: place.fieldPath, type: type,
          maxDefinition: place.definition, maxRepetition: place.repetition))
    case .structure(let fields):
      guard !fields.isEmpty else {
        throw ParquetError(
          .usage, "a group without columns: `\(place.path.joined(separator: "."))`")
      }
      for field in fields { try add(field, place) }
    case .list(let element, let form):
      place.definition += 1
      place.repetition += 1
      switch form {
      case .threeLevels(let group):
        place.path.append(group)
        try add(element, place, isElement: true)
      case .twoLevels: try add(element, place, isElement: true)
      case .bare:
        // The list is its element; both have one name.
        place.path.removeLast()
        try add(element, place, isElement: true)
      }
    case .map(let key, let value, let group):
      place.path.append(group)
      place.definition += 1
      place.repetition += 1
      try add(key, place)
      try add(value, place)
    }
  }
}
