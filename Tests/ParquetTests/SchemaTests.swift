import Testing

@testable import Parquet

@Suite struct SchemaTests {
  static func group(
    _ name: String, _ repetition: Repetition?, _ count: Int32, _ type: ConvertedType? = nil
  ) -> SchemaElement {
    SchemaElement(repetition: repetition, name: name, childCount: count, convertedType: type)
  }

  static func column(_ name: String, _ repetition: Repetition) -> SchemaElement {
    SchemaElement(type: .byteArray, repetition: repetition, name: name, convertedType: .utf8)
  }

  @Test func `a tree written and read is the same`() throws {
    let schema = try Schema([
      Field("id", .primitive(PrimitiveType(.int64)), isNullable: false),
      Field(
        "price",
        .primitive(
          PrimitiveType(
            .fixedLengthByteArray, length: 5, logical: .decimal(scale: 2, precision: 9)))),
      Field(
        "messages",
        .list(
          of: .structure([
            Field("role", .primitive(.string), isNullable: false),
            Field("parts", .list(of: .map(from: .primitive(.string), to: .primitive(.string)))),
          ]))),
      Field(
        "when",
        .primitive(
          PrimitiveType(.int64, logical: .timestamp(isUTC: false, unit: .nanoseconds)))),
    ])
    #expect(try Schema(elements: schema.elements()) == schema)
    #expect(
      schema.leaves.map(\.dottedPath) == [
        "id", "price", "messages.list.element.role",
        "messages.list.element.parts.list.element.key_value.key",
        "messages.list.element.parts.list.element.key_value.value", "when",
      ])
    #expect(schema.leaves.map(\.maxDefinition) == [0, 1, 3, 7, 8, 1])
    #expect(schema.leaves.map(\.maxRepetition) == [0, 0, 1, 3, 3, 0])
    #expect(schema.leaves[2].fieldPath == ["messages", "role"])
  }

  /// The cases of LogicalTypes.md, "Backward-compatibility rules".
  @Test func `lists are known in every form`() throws {
    let bare = try Schema(elements: [Self.group("r", nil, 1), Self.column("a", .repeated)])
    #expect(
      bare.fields == [
        Field(
          "a",
          .list(element: Field("a", .primitive(.string), isNullable: false), form: .bare),
          isNullable: false)
      ])
    #expect(bare.leaves[0].path == ["a"])
    #expect(bare.leaves[0].maxDefinition == 1)

    func form(_ elements: [SchemaElement]) throws -> (element: Field, form: ListForm)? {
      guard
        case .list(let element, let form) = try Schema(
          elements: [Self.group("r", nil, 1), Self.group("a", .optional, 1, .list)] + elements
        ).fields.first?.type
      else { return nil }
      return (element, form)
    }
    let two = try #require(try form([Self.column("element", .repeated)]))
    #expect(two.form == .twoLevels)
    #expect(!two.element.isNullable)
    let many = try #require(
      try form([
        Self.group("element", .repeated, 2), Self.column("x", .required),
        Self.column("y", .required),
      ]))
    #expect(many.form == .twoLevels)
    for name in ["array", "a_tuple"] {
      let tuple = try #require(
        try form([Self.group(name, .repeated, 1), Self.column("x", .required)]))
      #expect(tuple.form == .twoLevels)
    }
    let inner = try #require(
      try form([Self.group("list", .repeated, 1), Self.column("x", .repeated)]))
    #expect(inner.form == .twoLevels)
    let three = try #require(
      try form([Self.group("bag", .repeated, 1), Self.column("x", .optional)]))
    #expect(three.form == .threeLevels(group: "bag"))
    #expect(three.element.isNullable)
  }

  @Test func `every form is written as it was`() throws {
    let elements = [
      Self.group("r", nil, 3), Self.column("a", .repeated),
      Self.group("b", .repeated, 1), Self.column("c", .optional),
      Self.group("d", .optional, 1), Self.column("array", .repeated),
    ]
    let schema = try Schema(elements: elements)
    #expect(try Schema(elements: schema.elements()) == schema)
  }

  static let contradictory: [[SchemaElement]] = [
    [],
    [group("r", nil, 2), column("a", .required)],
    [group("r", nil, 1), column("a", .required), column("b", .required)],
    [group("r", nil, -1)],
    [group("r", nil, .max)],
    [group("r", nil, 1), group("a", .required, 0)],
    [group("r", nil, 1)] + (0..<200).map { group("g\($0)", .repeated, 1) }
      + [column("a", .repeated)],
  ]

  @Test(arguments: contradictory.indices)
  func `a schema that contradicts itself is an error`(index: Int) {
    #expect(throws: ParquetError.self) {
      _ = try Schema(elements: Self.contradictory[index])
    }
  }
}
