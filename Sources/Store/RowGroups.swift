internal import GRDB

/// Where the rows of Parquet files stand: a record's line is the number of its row in the file.
enum RowGroups {
  static func write(_ db: Database, _ rows: [Int64], of member: Int64) throws {
    var first: Int64 = 1
    for (number, count) in rows.enumerated() where count > 0 {
      try db.execute(
        sql: "INSERT INTO row_group(member, first, number) VALUES (?, ?, ?)",
        arguments: [member, first, number])
      first += count
    }
  }

  /// Row group and row in it, both from 0, as JSON list; NULL of a file that is no Parquet. For queries that have
  /// `member.id` and `record.line`.
  static let place = """
    (SELECT json_array(number, record.line - first) FROM row_group
      WHERE row_group.member = record.member AND first <= record.line ORDER BY first DESC LIMIT 1)
    """

  /// `row group 2, row 17`, or `byte 1234` where `place` is NULL.
  static func words(_ place: String?, byte: Int64) -> String {
    guard let place else { return "byte \(byte)" }
    let numbers = place.dropFirst().dropLast().split(separator: ",")
    guard numbers.count == 2 else { return "byte \(byte)" }
    return "row group \(numbers[0]), row \(numbers[1])"
  }
}
