import Foundation
import Pipeline
import Records
import Testing

@testable import Ingest

/// Every record of `text` as a format reads it, in words; see `dump(_:)`.
func read(
  _ text: String, as format: any PreparedFormat, shape: RecordShape? = nil,
  limits: BatchLimits = BatchLimits()
) throws -> String {
  try dump(batches(Array(text.utf8), as: format, shape: shape, limits: limits))
}

/// Every record of `text` as the format called `name` reads it.
func read(_ text: String, as name: String, _ options: String = "") throws -> String {
  try read(text, as: prepared(name, options))
}

/// The format called `name` with options in YAML.
func prepared(_ name: String, _ options: String = "") throws -> any PreparedFormat {
  let entry = try #require(formats.first { $0.name == name || $0.aliases.contains(name) })
  var reader = try OptionReader(
    ConfigNode.parse(yaml: Array(options.utf8), file: "options"), of: "format `\(name)`")
  let format = try entry.prepare(&reader)
  try reader.finish()
  return format
}

/// A mapping in YAML, ready to read; `files` are what `join` can open.
func mapping(_ yaml: String, files: [String: String] = [:]) throws -> MappingFormat {
  let node = try #require(try ConfigNode.parse(yaml: Array(yaml.utf8), file: "mapping.yaml"))
  var options = try OptionReader(nil, of: "format `mapping`")
  let format = try MappingFormat(mapping: node, join: nil, options: &options) {
    (path) throws(WinnowError) in
    guard let text = files[path] else { throw WinnowError(.badInput, "no such file: `\(path)`") }
    return MemorySource(Array(text.utf8))
  }
  try format.load()
  return format
}

/// All batches of a text.
func batches(
  _ bytes: [UInt8], as format: any PreparedFormat, shape: RecordShape? = nil,
  limits: BatchLimits = BatchLimits()
) throws -> [RecordBatch] {
  let reader = RecordReader(source: MemorySource(bytes), shape: shape)
  var batches: [RecordBatch] = []
  while true {
    var batch = RecordBatch(arena: ByteArena(capacity: 64))
    let isEnd = try format.fill(&batch, from: reader, limits: limits)
    batches.append(batch)
    if isEnd { return batches }
  }
}

/// Batches in words, one line for each thing a record says.
///
///     1 prompt "Why?"
///       a "Because." by m1
///       a > b 0.5 model gpt-4 "reason"
///       a helpfulness 4.0
///       extra {"id":7}
///     2 wrong_type: `/prompt` is a number, not a text
///
/// Responses are lettered. The system turn and the first user turn stand behind `root` where the
/// prompt is messages.
func dump(_ batches: [RecordBatch]) throws -> String {
  batches.map { batch in
    batch.records.map { dump($0, batch) }.joined(separator: "\n")
  }.joined(separator: "\n")
}

private func dump(_ row: RecordRow, _ batch: RecordBatch) -> String {
  func text(_ slice: ByteSlice) -> String { batch.arena.string(slice) }
  func quoted(_ body: Body) -> String {
    body.form == .messages ? text(body.slice) : text(body.slice).debugDescription
  }
  func letter(_ index: Int32) -> String {
    index < 26 ? String("abcdefghijklmnopqrstuvwxyz".dropFirst(Int(index)).prefix(1)) : "\(index)"
  }
  if let reason = row.quarantine { return "\(row.number) \(reason): \(text(row.extra))" }
  var lines = ["\(row.number) prompt \(quoted(row.prompt))"]
  if row.prompt.form == .messages {
    let (system, user) = (text(row.rootSystem), text(row.rootUser))
    lines.append("  root \(system.debugDescription) \(user.debugDescription)")
  }
  if !row.split.isEmpty { lines.append("  split \(text(row.split))") }
  if !row.licence.isEmpty { lines.append("  licence \(text(row.licence))") }
  for (i, index) in row.responses.enumerated() {
    let response = batch.responses[Int(index)]
    let model = response.model.isEmpty ? "" : " by \(text(response.model))"
    lines.append("  \(letter(Int32(i))) \(quoted(response.body))\(model)")
  }
  for index in row.votes {
    let vote = batch.votes[Int(index)]
    var line = "  \(letter(vote.first)) "
    if vote.second >= 0 {
      line += ["=", ">", "<", "!"][Int(vote.winner.rawValue)] + " \(letter(vote.second))"
    } else {
      line += ["undecided", "good", "bad", "?"][Int(vote.winner.rawValue)]
    }
    line += " \(vote.strength) \(vote.annotatorKind.word)"
    if !vote.annotator.isEmpty { line += " \(text(vote.annotator))" }
    if !vote.rationale.isEmpty { line += " \(text(vote.rationale).debugDescription)" }
    lines.append(line)
  }
  for index in row.scores {
    let score = batch.scores[Int(index)]
    lines.append("  \(letter(score.response)) \(text(score.name)) \(score.value)")
  }
  if !row.extra.isEmpty { lines.append("  extra \(text(row.extra))") }
  return lines.joined(separator: "\n")
}

/// A row of a table of tests: one record, and all that is read of it.
struct RowCase: Sendable, CustomStringConvertible {
  var description: String
  var record: String
  var expected: String
  var options = ""

  init(_ name: String, _ record: String, _ expected: String, options: String = "") {
    description = name
    self.record = record
    self.expected = expected
    self.options = options
  }
}
