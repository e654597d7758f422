import Foundation
import Records
import Store
import TestSupport

@testable import Export
@testable import Pipeline

/// A store filled record by record and exported as a pipeline file says.
///
/// A text that begins with `[{"role"` is stored as a list of messages.
final class ExportFixture {
  let folder: TemporaryFolder
  let store: Store
  var selection = Selection(ingests: [])
  var provenance: Provenance
  private let shares: [(name: String, share: Double)]

  init(splits: [(String, Double)] = [("train", 1)]) throws {
    folder = try TemporaryFolder()
    store = try Store(path: folder.file("store.sqlite"))
    shares = splits.map { (name: $0.0, share: $0.1) }
    provenance = Provenance(
      pipeline: "tiny", splits: splits.map(\.0),
      sources: [
        Provenance.SourceFact(
          name: "corpus", licences: ["MIT"],
          files: [(name: "corpus.jsonl", sha256: String(repeating: "0", count: 64), format: "trl")],
          counts: Counts(["records": 3]))
      ], runs: [])
  }

  /// Reads records as one file and labels its pairs.
  func ingest(_ records: [RecordFixture], source: String = "corpus") throws {
    let run = try Ledger.begin(
      store, RunKey(stage: "ingest", part: source, options: "{}", seed: 0, inputs: []))
    var writer = try IngestWriter(store, splits: SplitAssigner(shares: shares, seed: 1))
    try writer.begin(store, run: run.id, sourceName: source, declaredSplit: nil)
    let header = MemberHeader(
      position: 0, name: "\(source).jsonl", uri: "\(source).jsonl",
      sha256: String(repeating: "0", count: 64), format: "test", licence: nil)
    var batch = RecordBatch()
    for (index, record) in records.enumerated() { batch.append(record, number: UInt32(index + 1)) }
    for i in batch.records.indices {
      batch.records[i].prompt = Self.formed(batch.records[i].prompt, batch)
    }
    for i in batch.responses.indices {
      batch.responses[i].body = Self.formed(batch.responses[i].body, batch)
    }
    _ = try writer.commit(
      [
        MemberBatch(
          member: header, records: DigestedBatch(batch),
          end: MemberEnd(records: records.count, bytes: 0))
      ],
      number: 0, to: store)
    try Ledger.finish(store, run: run.id, counts: Counts(), seconds: 0)
    selection.ingests.append(run.id)
    try label(run.id, part: source)
  }

  private static func formed(_ body: Body, _ batch: RecordBatch) -> Body {
    batch.arena.string(body.slice).hasPrefix("[{\"role\"") ? .messages(body.slice) : body
  }

  private func label(_ ingest: Int64, part: String) throws {
    let run = try Ledger.begin(
      store, RunKey(stage: "labels", part: part, options: "{}", seed: 0, inputs: []))
    let writer = StageWriter(store, run: run.id)
    for (number, slice) in try PairSlice.slices(store, of: ingest).enumerated() {
      try writer.commitLabels(slice, number: number, Selection(ingests: [ingest]))
    }
    try Ledger.finish(store, run: run.id, counts: Counts(), seconds: 0)
    selection.labels.append(run.id)
  }

  /// The pairs in the order of exports.
  func pairs() throws -> [KeptPairs.Row] {
    var rows: [KeptPairs.Row] = []
    try KeptPairs(store).forEach(selection) { rows.append($0) }
    return rows
  }

  /// Runs a stage that says something of pairs, by their place in `pairs()`.
  func judge(_ verdicts: [Int: Verdict], stage: String = "test") throws {
    let run = try Ledger.begin(
      store,
      RunKey(
        stage: stage, part: "", options: "{}", seed: UInt64(selection.verdicts.count), inputs: []))
    let rows = try pairs()
    let findings = verdicts.sorted { $0.key < $1.key }.map { Finding(.pair, rows[$0].row, $1) }
    try StageWriter(store, run: run.id).commit(findings, number: 0, counts: Counts(), relabel: nil)
    selection.verdicts.append(run.id)
  }

  /// The prompts in the order of exports.
  func prompts() throws -> [KeptPrompts.Row] {
    var rows: [KeptPrompts.Row] = []
    try KeptPrompts(store).forEach(selection) { rows.append($0) }
    return rows
  }

  /// Runs a stage that gives prompts rubrics, and judges with them.
  func commit(rubrics: [Rubric], judgements: [Judgement] = []) throws {
    let run = try Ledger.begin(
      store,
      RunKey(
        stage: "rubrics", part: "", options: "{}", seed: UInt64(selection.verdicts.count),
        inputs: []))
    try StageWriter(store, run: run.id).commit(
      [], rubrics: rubrics, judgements: judgements, number: 0, counts: Counts(), relabel: nil)
    selection.verdicts.append(run.id)
  }

  /// Reads the options of an export to `to` in the test's folder.
  func prepare(
    _ trainer: String, _ options: String = "", to: String = "out"
  ) throws(WinnowError) -> any PreparedExport {
    let more = options.isEmpty ? "" : ", \(options)"
    let yaml = """
      sources: [{path: x}]
      exports:
      - {to: \(to), trainer: \(trainer)\(more)}
      """
    let file = try PipelineFile(bytes: Array(yaml.utf8), file: "tiny.yaml", folder: folder.path)
    return try TrainerExports().prepare(file.exports[0], in: file)
  }

  /// Runs an export; gives its counts.
  @discardableResult
  func export(
    _ trainer: String, _ options: String = "", to: String = "out", jobs: Int = 2, seed: UInt64 = 7,
    frameSize: Int = PackedFrame.size
  ) throws -> Counts {
    let prepared = try prepare(trainer, options, to: to)
    guard let export = prepared as? PreparedTrainerExport else { return Counts() }
    return try ExportRun(
      export: export, context: context(prepared, jobs: jobs, seed: seed), frameSize: frameSize
    ).run()
  }

  func context(_ export: any PreparedExport, jobs: Int = 2, seed: UInt64 = 7) -> ExportContext {
    ExportContext(
      store: store, selection: selection, digest: Self.digest(export), seed: seed, jobs: jobs,
      provenance: provenance, progress: NoProgress())
  }

  static func digest(_ export: any PreparedExport) -> PublicID {
    RunKey(stage: export.trainer, part: "", options: export.options, seed: 0, inputs: []).digest
  }

  /// The files of an exported folder with what is in them.
  func files(_ name: String = "out") throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    let root = folder.file(name)
    for path in FileManager.default.enumerator(atPath: root) ?? .init() {
      guard let path = path as? String,
        let data = FileManager.default.contents(atPath: "\(root)/\(path)")
      else { continue }
      files[path] = [UInt8](data)
    }
    return files
  }

  /// What stands in a file of an exported folder.
  func text(_ path: String, in name: String = "out") throws -> String {
    try String(
      decoding: Data(contentsOf: URL(fileURLWithPath: "\(folder.file(name))/\(path)")),
      as: UTF8.self)
  }

  /// Every row of a split, plain.
  func rows(_ split: String = "train", in name: String = "out") throws -> String {
    let shards = try files(name).filter { $0.key.hasPrefix("data/\(split)-") }.sorted {
      $0.key < $1.key
    }
    return try shards.map { String(decoding: try expand($0.value, $0.key), as: UTF8.self) }.joined()
  }

  /// Names beside `out` that are neither the store's nor the export's.
  func strays() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { !$0.hasPrefix("store.sqlite") && $0 != "out" }.sorted()
  }
}
