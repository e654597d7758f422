package import Pipeline
package import Records
internal import Store

// Files that stages read besides the sources.
extension CorpusReader {
  package func readRows(
    of file: RunPlan.PlannedFile, fields: [JSONPointer], scratch: String,
    _ take: ([SideRow], [SideRefusal]) throws(WinnowError) -> Void
  ) throws(WinnowError) {
    let opening = PartOpening(path: file.path, uri: file.name, scratch: scratch)
    let container = try opening.open()
    while let member = try nextMember(of: container, opening) {
      let inside = member.name.isEmpty ? file.name : "\(file.name)!\(member.name)"
      let reader = RecordReader(
        source: container, limits: opening.recordLimits, path: file.name,
        member: member.name.isEmpty ? nil : member.name)
      var isEnd = false
      while !isEnd {
        var records = RecordBatch()
        var values: [[SideValue]] = []
        do throws(ContainerError) {
          isEnd = try RecordBuilder.fill(
            &records, from: reader, limits: BatchLimits(maxRecords: 4096, maxBytes: 8 << 20)
          ) { (value, record) throws(RecordError) in
            values.append(fields.map { SideValue(value[$0], record.arena, isNested: false) })
            // Nothing of it is kept as `extra`.
            for element in value.elements { record.take(element) }
          }
        } catch {
          throw opening.explain(error)
        }
        try hand(records, values, inside, to: take)
      }
    }
    try file.digest.confirm(file.path)
  }

  private func hand(
    _ records: RecordBatch, _ values: [[SideValue]], _ name: String,
    to take: ([SideRow], [SideRefusal]) throws(WinnowError) -> Void
  ) throws(WinnowError) {
    var rows: [SideRow] = []
    var refused: [SideRefusal] = []
    for record in records.records {
      let place = "\(name):\(record.line)"
      if let reason = record.quarantine {
        let detail = records.arena.string(record.extra).cleaned
        refused.append(SideRefusal(place: place, why: "\(reason): \(detail)"))
      } else if rows.count < values.count {
        rows.append(SideRow(values: values[rows.count], place: place))
      }
    }
    try take(rows, refused)
  }

  private func nextMember(
    of container: ContainerReader, _ opening: PartOpening
  ) throws(WinnowError) -> MemberInfo? {
    do throws(ContainerError) {
      return try opening.nextMember(of: container)
    } catch {
      throw opening.explain(error)
    }
  }
}

extension SideValue {
  init(_ value: JSONValue?, _ arena: ByteArena, isNested: Bool) {
    guard let value else {
      self = .absent
      return
    }
    switch value.kind {
    case .string: self = .text(value.string.map(arena.string) ?? "")
    case .int64, .double, .huge: self = value.double.map { .number($0) } ?? .absent
    case .array
    where !isNested && !value.elements.contains { $0.kind == .array || $0.kind == .object }:
      self = .list(value.elements.map { SideValue($0, arena, isNested: true) })
    case .array, .object:
      let text = value.appendCompact(to: arena)
      self = .json(arena.string(text))
    case .null, .false, .true: self = .absent
    }
  }
}
