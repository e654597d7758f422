internal import Foundation
internal import Pipeline
internal import Records
internal import Store

/// What an export says of itself: the counts for the ledger and the manifest. The card is in
/// DatasetCard.swift.
struct ExportReport {
  let export: PreparedTrainerExport
  let context: ExportContext
  let written: WrittenExport

  /// Units by what became of them, `in` = `written` + each reason; and rows.
  var counts: Counts {
    var counts = Self.counts(written.total)
    for split in written.splits { counts["rows \(split.name)"] = split.tally.rows }
    return counts
  }

  private static func counts(_ tally: ExportTally) -> Counts {
    var counts = Counts(["in": tally.units, "written": tally.written, "rows": tally.rows])
    for (reason, count) in tally.byReason { counts[reason.rawValue] = count }
    return counts
  }

  /// The licences of all sources, each once, sorted.
  var licences: [String] {
    Set(context.provenance.sources.flatMap(\.licences)).filter { !$0.isEmpty }.sorted()
  }

  /// JSON with sorted keys, a line for each member.
  var manifest: String {
    let provenance = context.provenance
    let value = Self.object([
      "winnow_manifest": .int(Int64(Manifest.version)),
      "digest": .string(context.digest.description),
      "pipeline": .string(provenance.pipeline),
      "seed": .string(String(context.seed)),
      "trainer": .string(export.trainer),
      "shape": .string(written.shape.rawValue),
      "options": Self.parsed(export.options),
      "columns": .list(columns.map { .string($0.name) }),
      "counts": Self.object(Self.counts(written.total)),
      "splits": Self.object(
        Dictionary(uniqueKeysWithValues: written.splits.map { ($0.name, Self.object($0)) })),
      "licences": .list(licences.map { .string($0) }),
      "sources": .list(provenance.sources.map(Self.object)),
      "runs": .list(provenance.runs.map(Self.object)),
    ])
    return value.indentedJSON + "\n"
  }

  var columns: [ExportColumn] { export.columns }

  private static func object(_ members: [String: ConfigValue]) -> ConfigValue {
    .object(members.sorted { $0.key < $1.key }.map { ConfigValue.Member($0.key, $0.value) })
  }

  private static func object(_ counts: Counts) -> ConfigValue {
    object(counts.values.mapValues { .int(Int64($0)) })
  }

  private static func object(
    _ split: (name: String, tally: ExportTally, shards: [Shard])
  ) -> ConfigValue {
    object([
      "rows": .int(Int64(split.tally.rows)),
      "counts": object(counts(split.tally)),
      "shards": .list(
        split.shards.map { shard in
          object([
            "path": .string(shard.path), "rows": .int(Int64(shard.rows)),
            "bytes": .int(Int64(shard.bytes)), "expanded_bytes": .int(Int64(shard.expandedBytes)),
            "sha256": .string(shard.sha256),
          ])
        }),
    ])
  }

  private static func object(_ source: Provenance.SourceFact) -> ConfigValue {
    object([
      "name": .string(source.name),
      "licences": .list(source.licences.map { .string($0) }),
      "counts": object(source.counts),
      "files": .list(
        source.files.map { file in
          object([
            "name": .string(file.name), "sha256": .string(file.sha256),
            "format": .string(file.format),
          ])
        }),
    ])
  }

  private static func object(_ run: Provenance.RunFact) -> ConfigValue {
    object([
      "label": .string(run.label), "stage": .string(run.stage),
      "digests": .list(run.digests.map { .string($0.description) }),
      "options": parsed(run.options), "counts": object(run.counts),
    ])
  }

  /// Canonical JSON as a value; JSON is YAML, for which there is a reader.
  private static func parsed(_ json: String) -> ConfigValue {
    let node = try? ConfigNode.parse(yaml: Array(json.utf8), file: "options")
    return node.map(\.value) ?? .string(json)
  }
}
