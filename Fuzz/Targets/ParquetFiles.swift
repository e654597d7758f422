@testable import Parquet

// Target `parquet`: a Parquet file is read to its end, or to some hundred rows.
//
// An input is a byte of switches, then a file, or with switch 1 the parts of one, apart by lines
// `%%`: the footer, then header and bytes of each page in the order of the columns. The parts are
// put together to a file whose lengths, offsets, codecs and checksums are right, so that what is
// changed in them reaches the decoders; each further switch leaves one of these as it is.
//
// Held besides: rows do not depend on the size of batches or the number of threads; memory stays
// within the budget; each failure has a reason.

private enum Switch {
  static let parts: UInt8 = 1
  static let keepSizes: UInt8 = 2
  static let keepChecksums: UInt8 = 4
  static let keepOffsets: UInt8 = 8
  static let compare: UInt8 = 16
}

func parquetTarget(_ input: [UInt8]) {
  guard let switches = input.first else { return }
  let file =
    switches & Switch.parts != 0
    ? assembled(input.dropFirst().parts(), switches) : framed(Array(input.dropFirst()))
  guard let file else { return }
  let small = rows(of: file, batchBytes: 1, threads: switches & Switch.compare != 0 ? 2 : 1)
  guard switches & Switch.compare != 0, let small else { return }
  if let large = rows(of: file, batchBytes: 1 << 12, threads: 1) {
    let count = min(small.count, large.count)
    expect(small.prefix(count) == large.prefix(count), "rows depend on the size of batches")
  }
}

private let maxRows = 300

private func rows(of file: [UInt8], batchBytes: Int, threads: Int) -> [UInt8]? {
  do throws(ParquetError) {
    var limits = ParquetLimits()
    limits.maxPageBytes = 1 << 20
    var options = ReadOptions()
    options.memoryBytes = 8 << 20
    options.batchBytes = batchBytes
    options.threads = threads
    let reader = try RowReader(try ParquetFile(bytes: file, limits: limits), options: options)
    var writer = RowWriter(reader.projection)
    var output = RowBytes()
    var bytes: [UInt8] = []
    var count = 0
    while count < maxRows, let batch = try reader.next() {
      expect(batch.rowCount > 0, "a batch without rows")
      writer.begin(batch)
      while count < maxRows, bytes.count < 1 << 20, try writer.next(into: &output) {
        unsafe output.withBytes { unsafe bytes.append(contentsOf: $0) }
        output.removeAll()
        count += 1
      }
      if bytes.count >= 1 << 20 { break }
    }
    return bytes
  } catch {
    expect(!error.reason.isEmpty, "a failure without a reason")
    return nil
  }
}

/// Bytes with Parquet's marks at both ends, and a footer that is not longer than the file.
private func framed(_ input: [UInt8]) -> [UInt8]? {
  guard input.count >= 12 else { return nil }
  var file = input
  let mark = Array("PAR1".utf8)
  file.replaceSubrange(0..<4, with: mark)
  file.replaceSubrange(file.count - 4..<file.count, with: mark)
  let length = file[(file.count - 8)..<(file.count - 4)].reversed().reduce(0) { $0 << 8 | Int($1) }
  file.replaceSubrange(file.count - 8..<file.count - 4, with: bytes(length % (file.count - 11)))
  return file
}

private func bytes(_ value: Int) -> [UInt8] {
  [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: value >> $0) }
}

private func assembled(_ parts: [ArraySlice<UInt8>], _ switches: UInt8) -> [UInt8]? {
  guard let first = parts.first else { return nil }
  // All but the last end with the line break of their mark.
  let parts = parts.dropLast().map { Array($0.dropLast()) } + parts.suffix(1).map { Array($0) }
  var reader = ThriftReader(Array(first.dropLast()), base: 0, part: "footer")
  guard var metadata = try? FileMetadata(reading: &reader) else {
    return framed(parts.flatMap { $0 })
  }
  var file = Array("PAR1".utf8)
  var next = 1
  for group in metadata.rowGroups.indices {
    for column in metadata.rowGroups[group].columns.indices {
      guard var chunk = metadata.rowGroups[group].columns[column].metadata else { continue }
      let offset = file.count
      var left = chunk.valueCount
      repeat {
        guard next + 1 < parts.count else { break }
        left -= appendPage(parts[next], parts[next + 1], chunk.codec, switches, to: &file)
        next += 2
      } while left > 0
      if switches & Switch.keepOffsets == 0 {
        chunk.dataPageOffset = Int64(offset)
        chunk.dictionaryPageOffset = nil
        chunk.compressedByteCount = Int64(file.count - offset)
        metadata.rowGroups[group].columns[column].metadata = chunk
      }
    }
  }
  let footer = metadata.thriftBytes()
  return file + footer + bytes(footer.count) + Array("PAR1".utf8)
}

/// Appends a page and returns how many entries it has.
private func appendPage(
  _ head: [UInt8], _ body: [UInt8], _ codec: Codec, _ switches: UInt8, to file: inout [UInt8]
) -> Int64 {
  var reader = ThriftReader(head, base: 0, part: "page header")
  guard var header = try? PageHeader(reading: &reader) else {
    file += head + body
    return 0
  }
  var levels = 0
  if header.type == .dataV2, let page = header.dataV2 {
    levels = min(body.count, Int(page.definitionBytes) + Int(page.repetitionBytes))
  }
  let isPlain = header.dataV2?.isCompressed == false
  var packed = Array(body[..<levels])
  if !isPlain, let compressor = try? Compressor(codec, level: 1) {
    let values = Array(body[levels...])
    _ = try? unsafe values.withUnsafeBytes {
      try unsafe compressor.compress($0, appendingTo: &packed)
    }
  } else {
    packed = body
  }
  if switches & Switch.keepSizes == 0 {
    header.byteCount = Int32(body.count)
    header.compressedByteCount = Int32(packed.count)
  }
  if switches & Switch.keepChecksums == 0 { header.checksum = nil }
  file += header.thriftBytes() + packed
  let count = header.data?.valueCount ?? header.dataV2?.valueCount ?? 0
  return header.type == .dictionary ? 0 : Int64(count)
}
