extension Schema: CustomStringConvertible {
  /// A line for each field, those of groups indented below; `?` marks what may be null.
  public var description: String {
    var lines: [String] = []
    for field in fields { Self.append(field, "", to: &lines) }
    return lines.joined(separator: "\n")
  }

  private static func append(_ field: Field, _ indent: String, to lines: inout [String]) {
    var line = "\(indent)\(field.name): "
    var type = field.type
    var isNullable = field.isNullable
    // A list says what it holds in the same line.
    while case .list(let element, _) = type {
      line += isNullable ? "list? of " : "list of "
      type = element.type
      isNullable = element.isNullable
    }
    let mark = isNullable ? "?" : ""
    switch type {
    case .primitive(let primitive): lines.append(line + primitive.description + mark)
    case .structure(let fields):
      lines.append(line + "struct" + mark)
      for field in fields { append(field, indent + "  ", to: &lines) }
    case .map(let key, let value, _):
      lines.append(line + "map" + mark)
      append(key, indent + "  ", to: &lines)
      append(value, indent + "  ", to: &lines)
    case .list: break
    }
  }
}

extension PrimitiveType: CustomStringConvertible {
  /// What it means, else how it lies in memory.
  public var description: String {
    switch logical {
    case .string: "string"
    case .enumeration: "enum"
    case .decimal(let scale, let precision): "decimal(\(precision), \(scale))"
    case .date: "date"
    case .time(_, let unit): "time(\(unit))"
    case .timestamp(let isUTC, let unit): "timestamp(\(unit)\(isUTC ? ", UTC" : ""))"
    case .integer(let bits, let isSigned): "\(isSigned ? "int" : "uint")\(bits)"
    case .null: "null"
    case .json: "json"
    case .bson: "bson"
    case .uuid: "uuid"
    case .float16: "float16"
    case .interval: "interval"
    case .map, .list, nil:
      switch physical {
      case .boolean: "bool"
      case .int32: "int32"
      case .int64: "int64"
      case .int96: "timestamp(int96)"
      case .float: "float"
      case .double: "double"
      case .byteArray: "bytes"
      case .fixedLengthByteArray: "bytes(\(length))"
      }
    }
  }
}
