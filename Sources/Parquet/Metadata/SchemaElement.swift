/// One node of the schema as the file has it: the tree lies flat, a group before its children.
struct SchemaElement: ThriftStruct, Sendable, Equatable {
  /// `nil` for a group.
  var type: PhysicalType?
  /// Bytes of a value of a fixed-length type.
  var typeLength: Int32?
  /// `nil` for the root.
  var repetition: Repetition?
  var name: String
  var childCount: Int32?
  var convertedType: ConvertedType?
  var scale: Int32?
  var precision: Int32?
  var fieldID: Int32?
  var logicalType: LogicalTypeUnion?
}

extension SchemaElement {
  init(reading reader: inout ThriftReader) throws(ParquetError) {
    self.init(name: "")
    var name: String?
    try reader.beginStruct()
    while let field = try reader.nextField() {
      switch field.id {
      case 1:
        let number = try reader.int32(field)
        guard let type = PhysicalType(rawValue: number) else {
          throw reader.error("unknown physical type: \(number)", kind: .unsupported)
        }
        self.type = type
      case 2: typeLength = try reader.int32(field)
      case 3:
        let number = try reader.int32(field)
        guard let repetition = Repetition(rawValue: number) else {
          throw reader.error("unknown repetition of a field: \(number)")
        }
        self.repetition = repetition
      case 4: name = try reader.string(field)
      case 5: childCount = try reader.int32(field)
      case 6: convertedType = ConvertedType(rawValue: try reader.int32(field))
      case 7: scale = try reader.int32(field)
      case 8: precision = try reader.int32(field)
      case 9: fieldID = try reader.int32(field)
      case 10: logicalType = try reader.structure(field)
      default: try reader.skip(field)
      }
    }
    self.name = try reader.required(name, "name")
  }

  func write(to writer: inout ThriftWriter) {
    writer.beginStruct()
    writer.int32(1, type?.rawValue)
    writer.int32(2, typeLength)
    writer.int32(3, repetition?.rawValue)
    writer.string(4, name)
    writer.int32(5, childCount)
    writer.int32(6, convertedType?.rawValue)
    writer.int32(7, scale)
    writer.int32(8, precision)
    writer.int32(9, fieldID)
    writer.structure(10, logicalType)
    writer.endStruct()
  }
}
