internal import Pipeline
internal import Records
internal import Store

/// Reads one source file to its end, batch by batch.
///
/// Batch boundaries depend on the records alone, so that a run that was killed and goes on writes the
/// same batches as one that was not.
final class CorpusPart: PartReading {
  private let part: SourcePart
  private let prepared: CorpusReader.Prepared
  private let container: ContainerReader
  /// Where to go on: members before it are passed over, records before it are skipped.
  private var position: IngestPosition
  private var member: Open?
  /// Records read of the whole file, for its limit.
  private var total = 0
  private var failure: WinnowError?
  private var hasMembers = false
  /// Whether the file was read to its end, not only to a limit.
  private var isAtEnd = false
  private let arenas = ArenaPool(capacity: BatchLimits().maxBytes + 1 << 20)

  /// A member being read.
  private struct Open {
    let header: MemberHeader
    let source: CountedBytes
    let reader: RecordReader
    /// Records read, those that were skipped among them.
    var records: UInt32
  }

  init(
    _ part: SourcePart, _ prepared: CorpusReader.Prepared, from position: IngestPosition
  ) throws(WinnowError) {
    self.part = part
    self.prepared = prepared
    self.position = position
    container = try prepared.opening.open()
  }

  var progress: Double? {
    guard let size = container.compressedSize, size > 0 else { return nil }
    return min(1, Double(container.compressedBytesRead) / Double(size))
  }

  var passedOver: [String: Int] { isAtEnd ? container.passedOver : [:] }

  func next() throws(WinnowError) -> MemberBatch? {
    if let failure { throw failure }
    if let limit = part.limit, total >= limit, member == nil { return nil }
    while member == nil {
      guard try openNext() else { return nil }
    }
    return try readBatch()
  }

  /// Moves to the next member that is wanted; `false` at the end of the file.
  private func openNext() throws(WinnowError) -> Bool {
    do throws(ContainerError) {
      guard let info = try prepared.opening.nextMember(of: container) else {
        try checkMembers()
        isAtEnd = true
        return false
      }
      hasMembers = true
      guard info.index >= position.member else {
        // What it is cut or damaged at is counted again.
        if prepared.opening.keepsIncomplete { try container.passOverMember() }
        return true
      }
      let skip = info.index == position.member ? position.records : 0
      let source = CountedBytes(container)
      // What a format makes of records is counted anew.
      let isRegrouping = prepared.format.isRegrouping
      let name = info.name.isEmpty ? part.name : "\(part.name)!\(info.name)"
      member = Open(
        header: MemberHeader(
          position: info.index, name: name, uri: prepared.opening.uri,
          sha256: part.digest.sha256, format: part.format, licence: part.licence,
          rowGroups: info.rowGroups),
        source: source,
        reader: RecordReader(
          source: source, elementsAt: prepared.opening.recordsAt,
          limits: prepared.opening.recordLimits, skip: isRegrouping ? 0 : skip,
          passesOver: isRegrouping ? skip : 0,
          path: prepared.opening.uri, member: info.name.isEmpty ? nil : info.name),
        records: skip)
      total += Int(skip)
      return true
    } catch {
      throw prepared.opening.explain(error)
    }
  }

  /// A pattern that leaves nothing to read is a mistake.
  private func checkMembers() throws(ContainerError) {
    guard let pattern = prepared.opening.members, !hasMembers else { return }
    throw ContainerError(
      .empty, path: part.path, message: "no member of the archive matches `\(pattern.text)`",
      hint: "change `members:`, whose pattern must match the whole name")
  }

  private func readBatch() throws(WinnowError) -> MemberBatch? {
    guard var open = member else { return nil }
    var batch = RecordBatch(arena: arenas.take())
    var isEnd = false
    do throws(ContainerError) {
      var limits = BatchLimits()
      if let limit = part.limit { limits.maxRecords = min(limits.maxRecords, limit - total) }
      isEnd = try prepared.format.fill(&batch, from: open.reader, limits: limits)
    } catch {
      // What was read before the damage is kept; the error comes with the next call.
      failure = prepared.opening.explain(error)
    }
    open.records += UInt32(batch.records.count)
    total += batch.records.count
    if let limit = part.limit, total >= limit { isEnd = true }
    let end =
      isEnd && failure == nil
      ? MemberEnd(records: Int(open.records), bytes: open.source.count) : nil
    member = isEnd ? nil : open
    if let failure, batch.records.isEmpty { throw failure }
    return MemberBatch(member: open.header, records: DigestedBatch(batch, pool: arenas), end: end)
  }
}

extension ContainerReader {
  /// Reads the rest of the present member and gives it to nobody.
  fileprivate func passOverMember() throws(ContainerError) {
    let size = 1 << 16
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 1)
    defer { unsafe buffer.deallocate() }
    while try unsafe read(into: buffer) > 0 {}
  }
}

/// Counts the bytes of a member as they are read.
final class CountedBytes: ByteSource {
  private let source: any ByteSource
  private(set) var count: Int64 = 0

  init(_ source: any ByteSource) { self.source = source }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(ContainerError) -> Int {
    let read = try unsafe source.read(into: buffer)
    count += Int64(read)
    return read
  }
}
