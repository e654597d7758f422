// Writes training shards: what a trainer loads, with a manifest and a dataset card.
//
// A trainer is one value type in one file and one line below. Start at Trainer.swift for what it
// is, ExportRun.swift for how pairs and prompts become shards, OutputFolder.swift for how a folder is exchanged
// in.

internal import Foundation
package import Pipeline
package import Records
internal import Store

/// Every trainer, in the order the documentation lists them.
let exportTrainers: [TrainerEntry] = [
  TrainerEntry(DPOTrainer.self),
  TrainerEntry(RewardTrainer.self),
  TrainerEntry(KTOTrainer.self),
  TrainerEntry(SFTTrainer.self),
  TrainerEntry(RubricGeneratorTrainer.self),
  TrainerEntry(RubricJudgeTrainer.self),
  TrainerEntry(RubricRowsTrainer.self),
  TrainerEntry(RubricGRPOTrainer.self),
  TrainerEntry(VerlRubricTrainer.self),
  TrainerEntry(VerlRLTrainer.self),
  TrainerEntry(VerlRMTrainer.self),
  TrainerEntry(VerlSFTTrainer.self),
  TrainerEntry(TreeRowsTrainer.self),
  TrainerEntry(StepwiseTrainer.self),
  TrainerEntry(StepDPOTrainer.self),
]

/// A trainer as the list has it.
struct TrainerEntry: Sendable {
  let name: String
  let summary: String
  let unit: UnitKind
  let make: @Sendable (inout OptionReader) throws(WinnowError) -> any Trainer

  init<T: Trainer>(_ type: T.Type) {
    name = T.name
    summary = T.summary
    unit = T.Unit.kind
    make = { (options: inout OptionReader) throws(WinnowError) in try T(options: &options) }
  }

  /// Its own options and those of all exports.
  var specs: [OptionSpec] {
    let specs = try? OptionReader.describe { (options) throws(WinnowError) in
      let trainer = try make(&options)
      _ = try ExportOptions(&options, for: trainer)
    }
    return specs ?? []
  }
}

/// The public face of this module.
package struct TrainerExports: Exporting {
  package init() {}

  /// What the rows of an export are made of, `pairs` or `prompts`.
  ///
  /// - Parameter stage: the name of its run in the ledger.
  package static func unit(ofStage stage: String) -> String {
    let entry = exportTrainers.first { stage == "export \($0.name)" }
    return (entry?.unit ?? .pair).plural
  }

  package var trainers: [NamedOptions] {
    exportTrainers.map { NamedOptions(name: $0.name, summary: $0.summary, options: $0.specs) }
  }

  /// Reads the options of an export and checks that its folder can be written.
  ///
  /// - Throws: `unknown-trainer`, `bad-option`, `unknown-option`, `foreign-folder`,
  ///   `unwritable-folder`,
  ///   with the place.
  package func prepare(
    _ export: PipelineFile.Export, in file: PipelineFile
  ) throws(WinnowError) -> any PreparedExport {
    let name = export.trainer.value
    guard let entry = exportTrainers.first(where: { $0.name == name }) else {
      let known = exportTrainers.map(\.name)
      let all = known.map { "`\($0)`" }.joined(separator: ", ")
      throw WinnowError(
        WinnowError.Code("unknown-trainer", exitStatus: 2), "unknown trainer: `\(name)`",
        mark: export.trainer.mark,
        hint: didYouMean(name, among: known).map { "did you mean `\($0)`? (known: \(all))" }
          ?? "known: \(all)")
    }
    var reader = try file.reader(for: export)
    let trainer = try entry.make(&reader)
    let options = try ExportOptions(&reader, for: trainer)
    try reader.finish()
    try OutputFolder(export.to.value).check(mark: export.to.mark)
    return PreparedTrainerExport(
      trainerValue: trainer, trainer: name, folder: export.to.value,
      options: reader.canonicalJSON, settings: options)
  }
}

/// An export whose options are read.
struct PreparedTrainerExport: PreparedExport {
  let trainerValue: any Trainer
  let trainer: String
  let folder: String
  let options: String
  let settings: ExportOptions

  /// The columns of a row, the optional ones among them.
  var columns: [ExportColumn] {
    trainerValue.columns + settings.extraColumns.map(\.column)
  }

  var losesSoftLabels: Bool {
    settings.unit == .pair && settings.softLabels == nil && !trainerValue.carriesSoftLabels
  }

  func isIntact(_ digest: PublicID, _ counts: Counts) -> Bool {
    counts["rows"] == 0
      ? Manifest.read(folder: folder) == nil : Manifest.isIntact(folder: folder, digest: digest)
  }

  func run(_ context: ExportContext) throws(WinnowError) -> Counts {
    try ExportRun(export: self, context: context).run()
  }
}
