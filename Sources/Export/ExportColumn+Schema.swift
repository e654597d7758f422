internal import Parquet
internal import Records

/// As a Parquet file declares them. Everything may be null, as in the card's features.
extension ExportColumn {
  func field(_ shape: ExportShape) -> Field { Field(name, kind.type(shape)) }
}

extension ExportColumn.Kind {
  fileprivate func type(_ shape: ExportShape) -> FieldType {
    switch self {
    case .turns where shape == .conversational:
      .list(
        of: .structure([
          Field("role", .primitive(.string)), Field("content", .primitive(.string)),
        ]))
    case .turns, .text: .primitive(.string)
    case .number: .primitive(PrimitiveType(.double))
    case .integer: .primitive(PrimitiveType(.int64))
    case .truth: .primitive(PrimitiveType(.boolean))
    case .texts: .list(of: .primitive(.string))
    case .truths: .list(of: .primitive(PrimitiveType(.boolean)))
    case .object(let members): .structure(members.map { $0.field(shape) })
    case .objects(let members): .list(of: .structure(members.map { $0.field(shape) }))
    }
  }
}

extension Schema {
  /// Of rows with these columns.
  init(_ columns: [ExportColumn], _ shape: ExportShape) throws(WinnowError) {
    do throws(ParquetError) { try self.init(columns.map { $0.field(shape) }) } catch {
      throw WinnowError(parquet: error)
    }
  }
}
