extension Schema {
  /// The tree that the elements of a footer describe.
  ///
  /// Lists are known by the rules of LogicalTypes.md ("Backward-compatibility rules"); a group that
  /// is annotated as a list or map, but has another shape, is a plain group.
  init(
    elements: [SchemaElement], limits: ParquetLimits = ParquetLimits()
  ) throws(ParquetError) {
    guard let root = elements.first else { throw .damaged("the schema is empty") }
    var parser = SchemaParser(elements: elements, limits: limits)
    let fields = try parser.children(of: root, depth: 0)
    guard parser.next == elements.count else {
      throw .damaged("the schema has elements that no group holds")
    }
    do throws(ParquetError) {
      try self.init(fields, name: root.name, limits: limits)
    } catch {
      // What a caller may not ask for, a file may not hold.
      throw ParquetError(error.kind == .usage ? .damaged : error.kind, error.reason)
    }
  }
}

/// Builds the tree from the flat list; what it returns is bounded by the number of elements.
private struct SchemaParser {
  let elements: [SchemaElement]
  let limits: ParquetLimits
  var next = 1

  init(elements: [SchemaElement], limits: ParquetLimits) {
    self.elements = elements
    self.limits = limits
  }

  /// A node as it is, before lists and maps are known for what they are.
  struct Node {
    var element: SchemaElement
    var children: [Node]
    var isRepeated: Bool { element.repetition == .repeated }
    var isGroup: Bool { element.type == nil }
  }

  mutating func children(
    of element: SchemaElement, depth: Int
  ) throws(ParquetError) -> [Field] {
    var fields: [Field] = []
    for node in try nodes(of: element, depth: depth) { fields.append(try field(node)) }
    return fields
  }

  private mutating func nodes(
    of parent: SchemaElement, depth: Int
  ) throws(ParquetError) -> [Node] {
    guard depth < limits.maxDepth else {
      throw ParquetError(.limit, "the schema nests deeper than \(limits.maxDepth) levels")
    }
    let count = Int(parent.childCount ?? 0)
    guard count >= 0, count <= elements.count - next else {
      throw .damaged("`\(parent.name)` says it has \(count) fields, which the schema does not hold")
    }
    var nodes: [Node] = []
    for _ in 0..<count {
      guard next < elements.count else {
        throw .damaged("the schema ends inside the group `\(parent.name)`")
      }
      let element = elements[next]
      next += 1
      if element.type == nil {
        guard let children = element.childCount, children > 0 else {
          throw .damaged("`\(element.name)` is neither a column nor a group with fields")
        }
        nodes.append(
          Node(element: element, children: try self.nodes(of: element, depth: depth + 1)))
      } else {
        guard (element.childCount ?? 0) == 0 else {
          throw .damaged("`\(element.name)` is a column and a group at once")
        }
        nodes.append(Node(element: element, children: []))
      }
    }
    return nodes
  }

  /// A field; a repeated one that no list claims is a list by itself.
  private func field(_ node: Node) throws(ParquetError) -> Field {
    guard node.isRepeated else {
      return Field(
        node.element.name, try type(node), isNullable: node.element.repetition == .optional,
        id: node.element.fieldID)
    }
    let element = Field(node.element.name, try type(node), isNullable: false)
    return Field(
      node.element.name, .list(element: element, form: .bare), isNullable: false,
      id: node.element.fieldID)
  }

  private func type(_ node: Node) throws(ParquetError) -> FieldType {
    guard node.isGroup else { return .primitive(try PrimitiveType(node.element)) }
    let logical = node.element.logicalType?.type
    let converted = node.element.convertedType
    if let group = node.children.first, node.children.count == 1, group.isRepeated {
      if logical == .map || converted == .map || converted == .mapKeyValue,
        let map = try map(group)
      {
        return map
      }
      if logical == .list || converted == .list { return try list(node.element.name, group) }
    }
    var fields: [Field] = []
    for child in node.children { fields.append(try field(child)) }
    return .structure(fields)
  }

  private func list(_ name: String, _ group: Node) throws(ParquetError) -> FieldType {
    if group.isGroup, group.children.count == 1, let child = group.children.first,
      !child.isRepeated, group.element.name != "array", group.element.name != name + "_tuple"
    {
      return .list(
        element: try field(child), form: .threeLevels(group: group.element.name))
    }
    return .list(
      element: Field(
        group.element.name, try type(group), isNullable: false, id: group.element.fieldID),
      form: .twoLevels)
  }

  private func map(_ group: Node) throws(ParquetError) -> FieldType? {
    guard group.isGroup, let key = group.children.first, let last = group.children.last,
      group.children.count <= 2, !key.isRepeated
    else { return nil }
    // A map without values is a list of its keys.
    if group.children.count == 1 {
      return .list(element: try field(key), form: .threeLevels(group: group.element.name))
    }
    return .map(key: try field(key), value: try field(last), group: group.element.name)
  }
}
