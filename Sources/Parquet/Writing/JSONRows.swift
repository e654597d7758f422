/// Reads rows that stand as JSON, one object a line, into columns.
///
/// Members come in the order of the schema; one that is missing is `null`. Numbers may be integers where the column has
/// fractions, not the other way round. A map is a list of objects of key and value. Texts are taken to be UTF-8.
public struct JSONRows: Sendable {
  private let plan: WritePlan
  private var rows: RowBuilder

  /// Rows of a schema.
  ///
  /// - Throws: `ParquetError` of the kind `unsupported` for a type that is not written.
  public init(_ schema: Schema) throws(ParquetError) { self.init(try WritePlan(schema)) }

  init(_ plan: WritePlan) {
    self.plan = plan
    rows = RowBuilder(plan)
  }

  /// How many rows were read.
  public var count: Int { rows.count }

  /// Reads whole lines.
  ///
  /// - Throws: `ParquetError` of the kind `usage`, with row and column, where a line does not fit the schema. Rows read
  ///   until then are lost.
  public mutating func append(_ lines: UnsafeRawBufferPointer) throws(ParquetError) {
    var scan = unsafe JSONScan(lines)
    do throws(JSONScan.Misfit) {
      while !scan.isAtEnd {
        rows.beginRow()
        try members(nil, 0..<plan.fields.count, &scan)
        rows.endRow()
      }
    } catch {
      let (row, column) = (rows.count, error.field.map { plan.path(of: $0) })
      rows = RowBuilder(plan)
      throw ParquetError(
        .usage, error.reason, place: ParquetError.Place(column: column, row: row))
    }
  }

  /// What was read; nothing is kept.
  public mutating func finish() -> ShreddedRows { rows.finish() }

  /// The object of a field, or of the row, whose members are the fields in `range` that are not inside others.
  private mutating func members(
    _ place: Int?, _ range: Range<Int>, _ scan: inout JSONScan
  ) throws(JSONScan.Misfit) {
    guard scan.take("{") else { throw scan.misfit("an object is missing", place) }
    var field = range.lowerBound
    if !scan.take("}") {
      repeat {
        guard let key = unsafe scan.key() else { throw scan.misfit("a key is missing", field) }
        while field < range.upperBound,
          unsafe !key.elementsEqual(plan.fields[field].name.utf8)
        {
          try absent(field, &scan)
          field = plan.fields[field].end
        }
        guard field < range.upperBound else {
          let name = unsafe String(decoding: key, as: UTF8.self)
          throw scan.misfit("a member is unknown, or out of order: `\(name)`", place)
        }
        try value(field, &scan)
        field = plan.fields[field].end
      } while scan.take(",")
      guard scan.take("}") else { throw scan.misfit("an object has no end", place) }
    }
    while field < range.upperBound {
      try absent(field, &scan)
      field = plan.fields[field].end
    }
  }

  private mutating func absent(
    _ field: Int, _ scan: inout JSONScan
  ) throws(JSONScan.Misfit) {
    guard plan.fields[field].isOptional else { throw scan.misfit("the value is missing", field) }
    rows.null()
  }

  private mutating func value(
    _ place: Int, _ scan: inout JSONScan
  ) throws(JSONScan.Misfit) {
    let field = plan.fields[place]
    if scan.takeNull() { return try absent(place, &scan) }
    switch field.kind {
    case .group:
      rows.beginStruct()
      try members(place, place + 1..<field.end, &scan)
      rows.end()
    case .list:
      guard scan.take("[") else { throw scan.misfit("the value is no list", place) }
      rows.beginList()
      if !scan.take("]") {
        repeat { try value(place + 1, &scan) } while scan.take(",")
        guard scan.take("]") else { throw scan.misfit("a list has no end", place) }
      }
      rows.end()
    case .leaf(let leaf): try leafValue(place, plan.leaves[leaf].kind, &scan)
    }
  }

  private mutating func leafValue(
    _ place: Int, _ kind: LeafKind, _ scan: inout JSONScan
  ) throws(JSONScan.Misfit) {
    switch kind {
    case .text, .bytes:
      guard let inside = unsafe scan.string() else {
        throw scan.misfit("the value is no text", place)
      }
      guard rows.text(writing: { unsafe JSONScan.unescape(inside, to: &$0) }) else {
        throw scan.misfit("the text has an escape that says nothing", place)
      }
    case .truth:
      guard let value = scan.truth() else {
        throw scan.misfit("the value is neither true nor false", place)
      }
      rows.truth(value)
    case .int32, .int64:
      guard let value = scan.number().flatMap({ Int64($0) }),
        kind == .int64 || Int32(exactly: value) != nil
      else { throw scan.misfit("the value is no integer of the column's range", place) }
      rows.int(value)
    case .float, .double:
      guard let value = scan.number().flatMap({ Double($0) }) else {
        throw scan.misfit("the value is no number", place)
      }
      rows.double(value)
    }
  }
}
