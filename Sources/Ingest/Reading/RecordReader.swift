package import Records

/// How records lie in a text file.
package enum RecordShape: Sendable, Equatable {
  /// One JSON object on each line.
  case jsonLines
  /// JSON objects in one array.
  case jsonArray
  /// JSON objects one after another, each over any number of lines; most often there is one.
  case jsonDocuments
  /// A header and rows, with this byte between the fields.
  case csv(delimiter: UInt8)
}

/// What was found where a record should be.
package struct Reading {
  package enum Outcome {
    /// An object; see `JSONValue` for how long it may be used.
    case record(JSONValue)
    /// Something else, for quarantine.
    case refused(RecordError)
  }

  /// 1-based count of records in the member, refused ones included.
  package var number: UInt32
  /// 1-based line on which it begins.
  package var line: UInt64
  /// Offset of its first byte in the expanded member; of UTF-16, in the member as UTF-8.
  package var byteOffset: UInt64
  package var outcome: Outcome
}

/// Reads the records of one member of a corpus, in JSON or CSV, whatever their state.
///
/// Each line that is not blank, each element of an array, each row is one reading: a record, or why
/// it is none. Memory is bounded by the longest record and its limit.
package final class RecordReader {
  private let buffer: BlockBuffer
  private let document = JSONDocument()
  private let limits: RecordLimits
  private let skip: UInt32
  private let path: String
  private let member: String?
  private let elements: JSONPointer?
  private var table: CSVTable?
  private var cutter: (any RecordCutter)?
  private var number: UInt32 = 0
  private var lastCut: RecordCut?
  private var isUnread = false
  /// Records that a format which makes other records of these has made so far.
  package var made: UInt32 = 0
  /// How many of those it makes for nothing, because an earlier try has them.
  package let passesOver: UInt32
  /// The header of a CSV file as it stands there, without its line ending; empty for JSON.
  package private(set) var headerBytes: [UInt8] = []

  /// How the records lie; `nil` before the first reading if it is to be found out.
  package private(set) var shape: RecordShape?

  /// The names of a CSV file's columns, in order, once a reading was asked for; `nil` for JSON.
  package var columns: [String]? { table?.names }

  /// - Parameters:
  ///   - shape: How the records lie; `nil` to look at the beginning of the content.
  ///   - skip: Records at the beginning that are cut but neither parsed, returned nor counted.
  ///   - elements: Where in one JSON document the records are: elements of an array or members of
  ///     an object. Then `shape` is not looked at.
  ///   - path: The file, for errors.
  ///   - member: The archive member, for errors.
  package init(
    source: any ByteSource, shape: RecordShape? = nil, elementsAt elements: JSONPointer? = nil,
    limits: RecordLimits = RecordLimits(), skip: UInt32 = 0, passesOver: UInt32 = 0,
    path: String = "",
    member: String? = nil, blockBytes: Int = 1 << 20
  ) {
    self.elements = elements
    self.path = path
    self.member = member
    buffer = BlockBuffer(source, capacity: blockBytes, limit: limits.maxRecordBytes)
    self.shape = shape
    self.limits = limits
    self.skip = skip
    self.passesOver = passesOver
  }

  /// Gives the last reading again with the next call.
  package func unread() { isUnread = lastCut != nil }

  /// The next record, its texts appended to `arena`; `nil` at the end.
  ///
  /// - Throws: What broke the stream off, after all records before it.
  package func next(
    into arena: ByteArena, repairs: inout RepairCounts
  ) throws(ContainerError) -> Reading? {
    let cutter = if let cutter { cutter } else { try begin(&repairs) }
    if isUnread, let cut = lastCut {
      isUnread = false
      // They were counted the first time.
      var counted = RepairCounts()
      return Reading(
        number: number, line: cut.line, byteOffset: cut.offset,
        outcome: read(cut, into: arena, repairs: &counted))
    }
    while let cut = cutter.next(buffer) {
      guard number < .max else {
        throw ContainerError(
          .limit, path: path, member: member, byteOffset: Int64(cut.offset),
          message: "more than \(UInt32.max) records in one file")
      }
      number += 1
      if number <= skip {
        cutter.blankLines = 0
        continue
      }
      if cutter.blankLines > 0 {
        repairs[.blankLine] += cutter.blankLines
        cutter.blankLines = 0
      }
      let outcome = read(cut, into: arena, repairs: &repairs)
      lastCut = cut
      return Reading(number: number, line: cut.line, byteOffset: cut.offset, outcome: outcome)
    }
    if let failure = buffer.failure { throw failure }
    repairs[.blankLine] += cutter.blankLines
    cutter.blankLines = 0
    return nil
  }

  /// The last reading as it stands in the member, without its line ending (of UTF-16: as UTF-8);
  /// valid until the next one is asked for.
  ///
  /// Empty where it is longer than the limit, or where its end could not be told.
  @unsafe package var lastBytes: UnsafeRawBufferPointer {
    guard let lastCut else { return unsafe UnsafeRawBufferPointer(start: nil, count: 0) }
    return unsafe buffer.bytes(back: lastCut.back, count: lastCut.count)
  }

  /// Whether the last reading ended with CR LF.
  package var lastHadCRLF: Bool { lastCut?.crlf ?? false }

  // MARK: The beginning

  private func begin(_ repairs: inout RepairCounts) throws(ContainerError) -> any RecordCutter {
    try decode(&repairs)
    let shape = elements != nil ? .jsonArray : shape ?? sniff()
    self.shape = shape
    let cutter: any RecordCutter =
      switch shape {
      case .jsonLines: LineCutter(limits: limits)
      case .jsonArray: ElementCutter(layout: .array, path: elements, limits: limits)
      case .jsonDocuments: ElementCutter(layout: .sequence, limits: limits)
      case .csv(let delimiter): RowCutter(delimiter: delimiter, limits: limits)
      }
    if case .csv(let delimiter) = shape { table = try header(cutter, delimiter) }
    self.cutter = cutter
    return cutter
  }

  private func sniff() -> RecordShape {
    while buffer.count < 64 << 10, buffer.fill() {}
    return ShapeSniffer.shape(of: buffer)
  }

  /// Sees to the encoding of the text.
  private func decode(_ repairs: inout RepairCounts) throws(ContainerError) {
    while buffer.count < TextEncoding.bytesNeeded, buffer.fill() {}
    let encoding = TextEncoding(of: buffer)
    buffer.take(encoding.markBytes)
    if encoding.form == .utf8, encoding.markBytes > 0, skip == 0 { repairs[.byteOrderMark] += 1 }
    switch encoding.form {
    case .utf8: break
    case .utf16(let bigEndian):
      buffer.convertUTF16(bigEndian: bigEndian)
      if skip == 0 { repairs[.utf16] += 1 }
    case .utf32:
      throw ContainerError(
        .unsupported, path: path, member: member, message: "text in UTF-32 is not read",
        hint: "convert it to UTF-8: `iconv -f UTF-32 -t UTF-8`")
    }
  }

  private func header(
    _ cutter: any RecordCutter, _ delimiter: UInt8
  ) throws(ContainerError) -> CSVTable? {
    guard let cut = cutter.next(buffer) else { return nil }
    do throws(RecordError) {
      if let defect = cut.defect { throw defect }
      let bytes = unsafe buffer.bytes(back: cut.back, count: cut.count)
      headerBytes = unsafe Array(bytes)
      return try unsafe CSVTable(header: bytes, delimiter: delimiter)
    } catch {
      throw ContainerError(
        .damaged, path: path, member: member, byteOffset: Int64(cut.offset),
        message: error.detail,
        hint: "it was taken for CSV, whose first row must name each column once")
    }
  }

  // MARK: Records

  private func read(
    _ cut: RecordCut, into arena: ByteArena, repairs: inout RepairCounts
  ) -> Reading.Outcome {
    if cut.crlf { repairs[.crlf] += 1 }
    if let defect = cut.defect {
      return .refused(cut.unterminated && buffer.failure != nil ? broken(defect) : defect)
    }
    let mark = arena.count
    do {
      let value = try parse(cut, into: arena, repairs: &repairs)
      guard value.kind == .object else {
        let kind = value.kind
        arena.truncate(to: mark)
        return .refused(RecordError(.notAnObject, "a record is an object, this is: \(kind.word)"))
      }
      if cut.unterminated, buffer.failure == nil { repairs[.missingNewline] += 1 }
      return .record(value)
    } catch {
      if cut.unterminated, breaksOff(error) {
        let cutOff = RecordError(.truncated, "the last record breaks off: \(error.detail)")
        return .refused(buffer.failure != nil ? broken(cutOff) : cutOff)
      }
      return .refused(error)
    }
  }

  /// Whether the last record may have failed for want of its end.
  private func breaksOff(_ error: RecordError) -> Bool {
    error.reason == .invalidJSON || error.reason == .fieldCount && table?.lastRowIsShort == true
  }

  /// A record in which the container broke off.
  private func broken(_ error: RecordError) -> RecordError {
    RecordError(.damagedContainer, error.detail)
  }

  private func parse(
    _ cut: RecordCut, into arena: ByteArena, repairs: inout RepairCounts
  ) throws(RecordError) -> JSONValue {
    if let table {
      return try unsafe table.read(
        buffer.bytes(back: cut.back, count: cut.count), into: document, arena: arena,
        repairs: &repairs)
    }
    // The parser wants a blank after the document, and takes what follows for part of it else.
    let after = cut.count - cut.back
    let old = buffer.exchange(at: after, with: UInt8(ascii: "\n"))
    defer { _ = buffer.exchange(at: after, with: old) }
    return try unsafe document.parse(
      buffer.bytes(back: cut.back, count: cut.count), into: arena, limits: limits,
      repairs: &repairs)
  }
}
