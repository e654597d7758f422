/// A Parquet file that cannot be read, or cannot be written as asked.
///
/// `reason` is lower case without a full stop; what to do stands in `hint`.
public struct ParquetError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What sort of failure it is.
  public enum Kind: Sendable, Equatable {
    /// The file does not begin and end as Parquet does.
    case notParquet
    /// The bytes contradict the format or themselves.
    case damaged
    /// The format allows it, this module does not read or write it.
    case unsupported
    /// The file or the column is encrypted.
    case encrypted
    /// It would take more than the limits allow.
    case limit
    /// The system refused to read or write.
    case io
    /// The caller asked for what cannot be: an unknown column, values that do not fit the schema.
    case usage
  }

  /// Where in the file; what is not known is `nil`.
  public struct Place: Sendable, Equatable {
    /// The part of the file, such as `footer` or `data page`.
    public var part: String?
    /// Bytes from the begin of the file.
    public var offset: Int?
    /// The dotted path of the column.
    public var column: String?
    /// The row group, from 0.
    public var rowGroup: Int?
    /// The page of the column chunk, from 0, the dictionary counted.
    public var page: Int?
    /// The row of the row group, from 0.
    public var row: Int?

    /// A place by what is known of it.
    public init(
      part: String? = nil, offset: Int? = nil, column: String? = nil, rowGroup: Int? = nil,
      page: Int? = nil, row: Int? = nil
    ) {
      self.part = part
      self.offset = offset
      self.column = column
      self.rowGroup = rowGroup
      self.page = page
      self.row = row
    }
  }

  /// What sort of failure it is.
  public var kind: Kind
  /// What is wrong.
  public var reason: String
  /// What to do about it.
  public var hint: String?
  /// Where it is wrong.
  public var place: Place

  /// A failure of a kind.
  public init(_ kind: Kind, _ reason: String, hint: String? = nil, place: Place = Place()) {
    self.kind = kind
    self.reason = reason
    self.hint = hint
    self.place = place
  }

  /// The reason, the place in brackets, the hint on a line of its own.
  public var description: String {
    var text = reason
    let place = place.description
    if !place.isEmpty { text += " (\(place))" }
    if let hint { text += "\nhint: \(hint)" }
    return text
  }

  /// The same failure with the parts of `outer` that its own place leaves open.
  func within(_ outer: Place) -> ParquetError {
    var error = self
    error.place.part = place.part ?? outer.part
    error.place.offset = place.offset ?? outer.offset
    error.place.column = place.column ?? outer.column
    error.place.rowGroup = place.rowGroup ?? outer.rowGroup
    error.place.page = place.page ?? outer.page
    error.place.row = place.row ?? outer.row
    return error
  }

  static func damaged(_ reason: String) -> ParquetError { ParquetError(.damaged, reason) }
}

extension ParquetError.Place: CustomStringConvertible {
  /// The known parts from the outermost in.
  public var description: String {
    var parts: [String] = []
    if let rowGroup { parts.append("row group \(rowGroup)") }
    if let row { parts.append("row \(row)") }
    if let column { parts.append("column `\(column)`") }
    if let page { parts.append("page \(page)") }
    if let part { parts.append(part) }
    if let offset { parts.append("byte \(offset)") }
    return parts.joined(separator: ", ")
  }
}
