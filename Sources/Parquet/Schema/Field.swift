/// A field of a schema: a column, or what columns make up.
public struct Field: Sendable, Equatable {
  /// Its name; unique among its siblings in files that can be read as objects.
  public var name: String
  /// Whether it may be null.
  public var isNullable: Bool
  /// What it holds.
  public var type: FieldType
  /// The writer's number of the field.
  public var id: Int32?

  /// A field of a type.
  public init(_ name: String, _ type: FieldType, isNullable: Bool = true, id: Int32? = nil) {
    self.name = name
    self.isNullable = isNullable
    self.type = type
    self.id = id
  }
}

/// What a field holds.
public indirect enum FieldType: Sendable, Equatable {
  /// Values of one column.
  case primitive(PrimitiveType)
  /// A field each; one at least.
  case structure([Field])
  /// Any number of elements.
  case list(element: Field, form: ListForm)
  /// Keys and values in the order of the file; `group` names the repeated group.
  case map(key: Field, value: Field, group: String)

  /// A list in the form that is written: three levels, `list` and `element`.
  public static func list(of type: FieldType, isNullable: Bool = true) -> FieldType {
    .list(
      element: Field("element", type, isNullable: isNullable), form: .threeLevels(group: "list"))
  }

  /// A map in the form that is written: `key_value`, `key` and `value`.
  public static func map(
    from key: FieldType, to value: FieldType, isNullable: Bool = true
  ) -> FieldType {
    .map(
      key: Field("key", key, isNullable: false),
      value: Field("value", value, isNullable: isNullable), group: "key_value")
  }
}

/// How a list lies in the schema (LogicalTypes.md, "Lists").
public enum ListForm: Sendable, Equatable {
  /// A group, a repeated group in it, the element in that.
  case threeLevels(group: String)
  /// A group, the repeated element in it.
  case twoLevels
  /// The repeated element alone.
  case bare
}

/// The type of a column's values.
public struct PrimitiveType: Sendable, Equatable {
  /// How a value lies in memory.
  public var physical: PhysicalType
  /// Bytes of a value of a fixed-length type, 0 for others.
  public var length: Int
  /// What a value means; `nil` for nothing beyond its physical type.
  public var logical: LogicalType?

  /// A type.
  public init(_ physical: PhysicalType, length: Int = 0, logical: LogicalType? = nil) {
    self.physical = physical
    self.length = length
    self.logical = logical
  }

  /// UTF-8 text.
  public static let string = PrimitiveType(.byteArray, logical: .string)

  /// Whether values are text by their type.
  public var isText: Bool {
    physical == .byteArray
      && (logical == .string || logical == .enumeration || logical == .json)
  }

  /// Bytes of a value, or `nil` where they differ from value to value.
  var width: Int? {
    switch physical {
    case .boolean: 1
    case .int32, .float: 4
    case .int64, .double: 8
    case .int96: 12
    case .byteArray: nil
    case .fixedLengthByteArray: length
    }
  }
}
