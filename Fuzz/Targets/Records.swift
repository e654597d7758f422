import Ingest
import Records

// Targets `json` and `csv`: records are found and parsed.
//
// Held besides: records are numbered one by one and lie in the file one behind the other; texts are
// UTF-8; what is read does not depend on the sizes in which the bytes arrive. The first byte of an
// input chooses the shape.

func jsonTarget(_ input: [UInt8]) {
  let shapes: [RecordShape?] = [nil, .jsonLines, .jsonArray, .jsonDocuments]
  read(input, shapes)
}

func csvTarget(_ input: [UInt8]) {
  let shapes: [RecordShape?] = [",", "\t", ";", "|"].map { .csv(delimiter: $0.ascii) }
  read(input, shapes)
}

private func read(_ input: [UInt8], _ shapes: [RecordShape?]) {
  guard let first = input.first else { return }
  let shape = shapes[Int(first) % shapes.count]
  let whole = seen(Bytes(input[1...]), input.count - 1, shape, blockBytes: 4096)
  let pieces = seen(
    Bytes(input[1...], piece: 1 + Int(first >> 4)), input.count - 1, shape, blockBytes: 64)
  expect(whole == pieces, "other records where the bytes come in pieces")
}

/// A digest of everything that is read.
private func seen(
  _ source: Bytes, _ count: Int, _ shape: RecordShape?, blockBytes: Int
) -> Int {
  let limits = RecordLimits(maxRecordBytes: 1024, maxDepth: 16, maxValues: 200)
  let reader = RecordReader(source: source, shape: shape, limits: limits, blockBytes: blockBytes)
  let arena = ByteArena(capacity: 64)
  var repairs = RepairCounts()
  var hasher = Hasher()
  var (number, line, offset): (UInt32, UInt64, UInt64) = (0, 0, 0)
  do {
    while let reading = try reader.next(into: arena, repairs: &repairs) {
      expect(reading.number == number + 1, "a record is not counted")
      // UTF-16 is counted as the UTF-8 it becomes.
      expect(reading.line >= max(line, 1) && reading.line <= count + 1, "a wrong line")
      expect(number == 0 || reading.byteOffset > offset, "records lie one in the other")
      expect(reading.byteOffset <= 3 * count, "a record behind the end")
      (number, line, offset) = (reading.number, reading.line, reading.byteOffset)
      hasher.combine(line)
      hasher.combine(offset)
      switch reading.outcome {
      case .refused(let error): hasher.combine("\(error.reason) \(error.detail)")
      case .record(let value):
        expect(value.kind == .object, "a record is no object")
        arena.hash(value.appendCompact(to: arena), into: &hasher)
      }
    }
  } catch {
    hasher.combine(error.message)
  }
  for (word, count) in repairs.byWord {
    hasher.combine(word)
    hasher.combine(count)
  }
  return hasher.finalize()
}

extension String {
  fileprivate var ascii: UInt8 { utf8.first ?? 0 }
}
