/// How the fields of a row are put together from columns: a tree, flat, each node with the levels
/// at which it is there.
struct RowPlan {
  enum Kind {
    /// A value of the column `leaf`.
    case leaf(ValueText)
    /// Members, with their names.
    case structure
    /// Elements: one child.
    case list
    /// Members by text keys: two children.
    case map
    /// Keys of another type: two children, written as a list of objects.
    case entries
  }

  struct Node {
    var kind: Kind
    /// The definition level from which on it is not null.
    var definition: UInt8
    /// Of a list or map: the level from which on it is not empty, and that of further elements.
    var entryDefinition: UInt8 = 0
    var repetition: UInt8 = 0
    /// Its columns, by their places in the projection.
    var leaves: Range<Int>
    var children: [Int] = []
    /// `,"name":` in `names`.
    var name: Range<Int> = 0..<0
  }

  private(set) var nodes: [Node] = []
  /// The names of members as they are written.
  private(set) var names: [UInt8] = []
  private var leafCount = 0
  private let bytesAreText: Bool

  /// Node 0 is the row itself.
  ///
  /// - Parameter bytesAreText: whether bytes without a meaning are taken for text.
  init(_ projection: Projection, bytesAreText: Bool = false) {
    self.bytesAreText = bytesAreText
    nodes.append(Node(kind: .structure, definition: 0, leaves: 0..<0))
    nodes[0].children = projection.fields.map { add($0, 0, 0) }
    nodes[0].leaves = 0..<leafCount
  }

  private mutating func add(_ field: Field, _ outer: UInt8, _ repetition: UInt8) -> Int {
    let definition = outer + (field.isNullable ? 1 : 0)
    let index = nodes.count
    let first = leafCount
    nodes.append(Node(kind: .structure, definition: definition, leaves: 0..<0))
    nodes[index].name = addName(field.name)
    switch field.type {
    case .primitive(let type):
      let isText = bytesAreText && type.physical == .byteArray && type.logical == nil
      nodes[index].kind = .leaf(ValueText(isText ? .string : type))
      leafCount += 1
    case .structure(let fields):
      nodes[index].children = fields.map { add($0, definition, repetition) }
    case .list(let element, _):
      nodes[index].kind = .list
      nodes[index].entryDefinition = definition + 1
      nodes[index].repetition = repetition + 1
      nodes[index].children = [add(element, definition + 1, repetition + 1)]
    case .map(let key, let value, _):
      var isText = false
      if case .primitive(let type) = key.type { isText = type.isText }
      nodes[index].kind = isText ? .map : .entries
      nodes[index].entryDefinition = definition + 1
      nodes[index].repetition = repetition + 1
      nodes[index].children = [
        add(Field("key", key.type, isNullable: key.isNullable), definition + 1, repetition + 1),
        add(
          Field("value", value.type, isNullable: value.isNullable), definition + 1, repetition + 1),
      ]
    }
    nodes[index].leaves = first..<leafCount
    return index
  }

  private mutating func addName(_ name: String) -> Range<Int> {
    let start = names.count
    var text = RowBytes()
    text.append(0x2c)
    text.appendQuoted(name)
    text.append(0x3a)
    unsafe text.withBytes { unsafe names.append(contentsOf: unsafe $0) }
    return start..<names.count
  }
}
