internal import Ingest
internal import Parquet
internal import Pipeline
public import Records

/// What `inspect` is asked.
public struct InspectRequest: Sendable {
  /// A file of any kind that is read; `-` for standard input.
  public var path: String
  /// Records that are shown; `nil` for all.
  public var rows: Int?
  /// Whether records alone are given, as JSON Lines.
  public var isLinesOnly: Bool

  /// A look at the file at `path`.
  public init(path: String, rows: Int? = 3, isLinesOnly: Bool = false) {
    self.path = path
    self.rows = rows
    self.isLinesOnly = isLinesOnly
  }
}

extension Curation {
  /// Shows what a file holds: what it is packed in, schema, row groups, encodings and sizes of Parquet, how records lie, the
  /// format that would be taken, and the first records.
  ///
  /// - Parameter print: is given line after line.
  /// - Throws: what is wrong with the file, after all that could be read of it.
  public static func inspect(
    _ request: InspectRequest, print: (String) -> Void
  ) throws(WinnowError) {
    if request.isLinesOnly {
      try lines(request, print)
      return
    }
    let parquet = try parquetFile(request.path)
    if let parquet { try print(ParquetLines(parquet, path: request.path).text) }
    if request.path != "-" {
      let found = try FileInspection(path: request.path).members()
      let lines = MemberLines(found, path: request.path, isParquet: parquet != nil)
      if !lines.text.isEmpty { print(lines.text) }
    }
    guard request.rows != 0 else { return }
    print("\n" + (request.rows == 1 ? "the first record" : "the first records"))
    try Self.lines(request) { print("  " + shown($0, limit: 400)) }
  }

  /// The file as Parquet; `nil` where it is none, or nothing that can be read from its end.
  private static func parquetFile(_ path: String) throws(WinnowError) -> ParquetFile? {
    guard path != "-" else { return nil }
    do throws(ParquetError) {
      return try ParquetFile(path: path)
    } catch {
      switch error.kind {
      case .notParquet, .io: return nil
      default: throw ContainerError(error, path: path).asWinnowError
      }
    }
  }

  private static func lines(
    _ request: InspectRequest, _ print: (String) -> Void
  ) throws(WinnowError) {
    var left = request.rows ?? .max
    let lines = try RecordLines(path: request.path)
    while left > 0, let line = try lines.next() {
      print(line)
      left -= 1
    }
  }
}
