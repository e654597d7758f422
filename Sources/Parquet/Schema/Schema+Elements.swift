extension Schema {
  /// The tree as a footer has it, each field in the form it was given in.
  func elements() -> [SchemaElement] {
    var elements = [SchemaElement(name: name, childCount: Int32(fields.count))]
    for field in fields { Self.append(field, to: &elements) }
    return elements
  }

  private static func append(
    _ field: Field, repetition: Repetition? = nil, to elements: inout [SchemaElement]
  ) {
    var element = SchemaElement(
      repetition: repetition ?? (field.isNullable ? .optional : .required), name: field.name,
      fieldID: field.id)
    switch field.type {
    case .primitive(let type):
      element.type = type.physical
      if type.physical == .fixedLengthByteArray { element.typeLength = Int32(type.length) }
      element.convertedType = type.convertedType
      if let logical = type.logical, logical != .interval {
        element.logicalType = LogicalTypeUnion(type: logical)
      }
      if case .decimal(let scale, let precision) = type.logical {
        element.scale = scale
        element.precision = precision
      }
      elements.append(element)
    case .structure(let fields):
      element.childCount = Int32(fields.count)
      elements.append(element)
      for field in fields { append(field, to: &elements) }
    case .list(let inner, .bare):
      append(
        Field(field.name, inner.type, isNullable: false, id: field.id), repetition: .repeated,
        to: &elements)
    case .list(let inner, let form):
      element.childCount = 1
      element.convertedType = .list
      element.logicalType = LogicalTypeUnion(type: .list)
      elements.append(element)
      if case .threeLevels(let group) = form {
        elements.append(SchemaElement(repetition: .repeated, name: group, childCount: 1))
        append(inner, to: &elements)
      } else {
        append(inner, repetition: .repeated, to: &elements)
      }
    case .map(let key, let value, let group):
      element.childCount = 1
      element.convertedType = .map
      element.logicalType = LogicalTypeUnion(type: .map)
      elements.append(element)
      elements.append(SchemaElement(repetition: .repeated, name: group, childCount: 2))
      append(key, to: &elements)
      append(value, to: &elements)
    }
  }
}
