internal import Pipeline
internal import Records
internal import Store

/// Which way of writing a file follows.
enum DynamicsFormat: String, CaseIterable, Sendable {
  case auto, winnow, cartography, scores
}

/// Reads log files, of any container and shape that corpora come in, record by record.
struct LogReader {
  let format: DynamicsFormat
  /// A folder for copies of archives that cannot be read in one pass.
  let scratch: String
  private let winnow = WinnowLog()
  private let cartography = CartographyLog()
  private let scores: ScoreListLog

  init(_ format: DynamicsFormat, scratch: String) throws(WinnowError) {
    self.format = format
    self.scratch = scratch
    scores = try ScoreListLog()
  }

  /// A record that says nothing that can be used.
  struct Refusal: Sendable {
    var place: String
    var reason: QuarantineReason
    var detail: String
  }

  /// Reads a file to its end.
  ///
  /// - Parameters:
  ///   - take: is given each readable record; its texts are valid until it returns.
  ///   - refuse: is given each other one.
  ///   - batch: is called after some thousands of records.
  func read(
    _ file: RunPlan.PlannedFile, _ runs: inout RunNames,
    take: (LogRow, ByteArena) -> Void, refuse: (Refusal) -> Void,
    batch done: () throws(WinnowError) -> Void
  ) throws(WinnowError) {
    let opening = PartOpening(path: file.path, uri: file.name, scratch: scratch)
    let container = try opening.open()
    let folder = file.name.lastIndex(of: "/").map { String(file.name[..<$0]) } ?? ""
    while let member = try next(container, opening) {
      let inside = member.name.isEmpty ? file.name : "\(file.name)!\(member.name)"
      let reader = RecordReader(
        source: container, limits: opening.recordLimits, path: file.name,
        member: member.name.isEmpty ? nil : member.name)
      var isEnd = false
      var row = LogRow()
      while !isEnd {
        var records = RecordBatch()
        var failure: WinnowError?
        do throws(ContainerError) {
          isEnd = try RecordBuilder.fill(
            &records, from: reader, limits: BatchLimits(maxRecords: 4096, maxBytes: 8 << 20)
          ) { (value, record) throws(RecordError) in
            row.clear()
            try read(value, &record, folder: folder, &runs, into: &row)
            // Nothing of it is kept as `extra`.
            for (_, member) in value.members { record.take(member) }
            take(row, record.arena)
          }
        } catch {
          failure = opening.explain(error)
        }
        for record in records.records {
          guard let reason = record.quarantine else { continue }
          refuse(
            Refusal(
              place: "\(inside):\(record.line)", reason: reason,
              detail: records.arena.string(record.extra)))
        }
        if let failure { throw failure }
        try done()
      }
    }
    try file.digest.confirm(file.path)
  }

  private func next(
    _ container: ContainerReader, _ opening: PartOpening
  ) throws(WinnowError) -> MemberInfo? {
    do throws(ContainerError) {
      return try opening.nextMember(of: container)
    } catch {
      throw opening.explain(error)
    }
  }

  private func read(
    _ value: JSONValue, _ record: inout RecordBuilder, folder: String, _ runs: inout RunNames,
    into row: inout LogRow
  ) throws(RecordError) {
    switch format {
    case .winnow: try winnow.read(value, &record, folder: folder, &runs, into: &row)
    case .cartography: try cartography.read(value, &record, folder: folder, &runs, into: &row)
    case .scores: try scores.read(value, &record, folder: folder, &runs, into: &row)
    case .auto where WinnowLog.recognise(value):
      try winnow.read(value, &record, folder: folder, &runs, into: &row)
    case .auto where ScoreListLog.recognise(value):
      try scores.read(value, &record, folder: folder, &runs, into: &row)
    case .auto where CartographyLog.recognise(value):
      try cartography.read(value, &record, folder: folder, &runs, into: &row)
    case .auto:
      throw RecordError(
        .missingField,
        "none of the formats fits: no `pair`, no `guid` with logits, no lists of scores")
    }
  }
}
