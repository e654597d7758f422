import Ingest
import Pipeline
import Records

// Targets `formats` and `mapping`: records are given a meaning.
//
// Held besides: every record is stored or quarantined with words; votes and scores name responses
// of their own record; all texts are UTF-8; the batches do not depend on their limits.

/// Every format reads the input, whose first byte chooses which.
func formatsTarget(_ input: [UInt8]) {
  guard let first = input.first else { return }
  _ = try? FormatDetection.look(at: RecordReader(source: Bytes(input[1...]), blockBytes: 4096))
  let entry = formats[Int(first) % formats.count]
  guard var options = try? OptionReader(nil, of: "the format"),
    let format = try? entry.prepare(&options)
  else { return }
  readBoth(input[1...], format)
}

/// The input is a mapping, records, and where there is a third part, the file that is joined.
func mappingTarget(_ input: [UInt8]) {
  let parts = input[...].parts()
  guard let format = try? mappingFormat(parts) else { return }
  readBoth(parts.count > 1 ? parts[1] : [], format)
}

private func mappingFormat(_ parts: [ArraySlice<UInt8>]) throws(WinnowError) -> MappingFormat? {
  guard let node = try ConfigNode.parse(yaml: Array(parts[0]), file: "mapping.yaml"), !node.isNull
  else { return nil }
  var options = try OptionReader(nil, of: "the format")
  let joined = parts.count > 2 ? parts[2] : []
  let format = try MappingFormat(mapping: node, join: nil, options: &options) { _ in
    Bytes(joined)
  }
  try format.load()
  return format
}

private func readBoth(_ bytes: ArraySlice<UInt8>, _ format: any PreparedFormat) {
  let whole = seen(bytes, format, BatchLimits())
  let small = seen(bytes, format, BatchLimits(maxRecords: 1, maxBytes: 64))
  expect(whole == small, "other records in smaller batches")
}

/// A digest of everything that is read.
private func seen(
  _ bytes: ArraySlice<UInt8>, _ format: any PreparedFormat, _ limits: BatchLimits
) -> Int {
  let reader = RecordReader(
    source: Bytes(bytes),
    limits: RecordLimits(maxRecordBytes: 4096, maxDepth: 32, maxValues: 1000), blockBytes: 4096)
  var hasher = Hasher()
  var repairs = RepairCounts()
  var isEnd = false
  while !isEnd {
    var batch = RecordBatch(arena: ByteArena(capacity: 64))
    do { isEnd = try format.fill(&batch, from: reader, limits: limits) } catch { isEnd = true }
    for row in batch.records { hash(row, batch, into: &hasher) }
    repairs.add(batch.repairs)
  }
  for (word, count) in repairs.byWord {
    hasher.combine(word)
    hasher.combine(count)
  }
  return hasher.finalize()
}

private func hash(_ row: RecordRow, _ batch: RecordBatch, into hasher: inout Hasher) {
  let arena = batch.arena
  hasher.combine(row.number)
  hasher.combine(row.line)
  hasher.combine(row.quarantine)
  expect(row.quarantine == nil || !row.extra.isEmpty, "quarantined without a word")
  for slice in [
    row.extra, row.prompt.slice, row.rootSystem, row.rootUser, row.split, row.licence,
  ] {
    arena.hash(slice, into: &hasher)
  }
  for response in batch.responses[Range(row.responses)] {
    arena.hash(response.body.slice, into: &hasher)
    arena.hash(response.model, into: &hasher)
  }
  let indices = 0..<Int32(row.responses.count)
  for vote in batch.votes[Range(row.votes)] {
    expect(indices.contains(vote.first), "a vote for no response")
    expect(vote.second == -1 || indices.contains(vote.second), "a vote against no response")
    expect(vote.strength.isFinite && vote.strength >= 0, "a strength of \(vote.strength)")
    hasher.combine(vote.first)
    hasher.combine(vote.second)
    hasher.combine(vote.winner)
    hasher.combine(vote.strength)
    arena.hash(vote.annotator, into: &hasher)
    arena.hash(vote.rationale, into: &hasher)
  }
  for score in batch.scores[Range(row.scores)] {
    expect(indices.contains(score.response), "a score of no response")
    expect(score.value.isFinite, "a score of \(score.value)")
    arena.hash(score.name, into: &hasher)
  }
}

extension Range<Int> {
  fileprivate init(_ range: Range<Int32>) { self = Int(range.lowerBound)..<Int(range.upperBound) }
}
