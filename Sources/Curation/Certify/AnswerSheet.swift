internal import Ingest
internal import Records
internal import Scoring

/// A sheet that a rater has filled in.
struct AnswerSheet {
  struct Row {
    var item: String
    /// `nil` where the rater has said nothing.
    var verdict: CertifyVerdict?
    var rater: String
    var line: Int
  }

  let path: String
  private(set) var rows: [Row] = []

  /// Reads the file; delimiters and encodings as spreadsheets write them.
  ///
  /// - Throws: `bad-answers`, with the line.
  init(_ path: String) throws(WinnowError) {
    self.path = path
    let reader = try Self.open(path)
    let arena = ByteArena(capacity: 1 << 20)
    while let reading = try Self.next(reader, arena) {
      let line = Int(clamping: reading.line)
      switch reading.outcome {
      case .refused(let error):
        throw fault(
          "this row cannot be read: \(error.detail)", line: line,
          hint: "save the sheet as CSV again, with as many columns as it had")
      case .record(let value):
        if rows.isEmpty { try check(reader.columns ?? []) }
        rows.append(try row(value, arena, line))
      }
      arena.truncate(to: 0)
    }
    guard !rows.isEmpty else { throw fault("the sheet has no rows", line: nil, hint: nil) }
  }

  func fault(_ message: String, line: Int?, hint: String?) -> WinnowError {
    WinnowError(.badAnswers, message, mark: SourceMark(file: path, line: line), hint: hint)
  }

  private static func open(_ path: String) throws(WinnowError) -> RecordReader {
    do throws(ContainerError) {
      let container = try ContainerReader.open(path: path, scratch: ".")
      _ = try container.nextMember()
      return RecordReader(source: container, path: path)
    } catch {
      throw error.asWinnowError
    }
  }

  private static func next(
    _ reader: RecordReader, _ arena: ByteArena
  ) throws(WinnowError) -> Reading? {
    var repairs = RepairCounts()
    do throws(ContainerError) {
      return try reader.next(into: arena, repairs: &repairs)
    } catch {
      throw error.asWinnowError
    }
  }

  private func check(_ columns: [String]) throws(WinnowError) {
    for column in ["item", "better"] where !columns.contains(column) {
      throw fault(
        "the sheet has no column `\(column)`; it has: \(shown(columns.joined(separator: ", ")))",
        line: 1, hint: "fill in the sheet that `winnow certify` wrote, and keep its first row")
    }
  }

  private func row(
    _ value: JSONValue, _ arena: ByteArena, _ line: Int
  ) throws(WinnowError) -> Row {
    func cell(_ name: String) -> String {
      let text = value.member(name)?.string.map { arena.string($0) } ?? ""
      return Self.trimmed(text)
    }
    let word = cell("better").lowercased()
    return Row(
      item: cell("item"), verdict: try verdict(word, line), rater: cell("rater"), line: line)
  }

  private func verdict(_ word: String, _ line: Int) throws(WinnowError) -> CertifyVerdict? {
    switch word {
    case "": return nil
    case "1": return .first
    case "2": return .second
    case "tie": return .tie
    case "unsure": return .cannotTell
    default:
      throw fault(
        "`better` must be 1, 2, tie or unsure: `\(shown(word, limit: 40))`", line: line, hint: nil)
    }
  }

  private static func trimmed(_ text: String) -> String {
    let front = text.drop(while: \.isWhitespace)
    return String(front.reversed().drop(while: \.isWhitespace).reversed())
  }
}
