package import Records
package import Store

/// Everything a pipeline file can name. `Curation` joins the lists of the stage modules to one catalogue.
package struct Catalog: Sendable {
  package var stages: [StageEntry]
  package var sources: any SourceReading
  package var exports: any Exporting

  package init(
    stages: [StageEntry], sources: any SourceReading, exports: any Exporting
  ) {
    self.stages = stages
    self.sources = sources
    self.exports = exports
  }

  /// The stage called `name`.
  package func stage(_ name: String) -> StageEntry? { stages.first { $0.name == name } }
}

/// A format or trainer as help and the JSON Schema list it.
package struct NamedOptions: Sendable {
  package var name: String
  package var summary: String
  package var options: [OptionSpec]

  package init(name: String, summary: String, options: [OptionSpec]) {
    self.name = name
    self.summary = summary
    self.options = options
  }
}

/// Reads corpora: finds the files of a source, decides on their format, and gives their records.
package protocol SourceReading: Sendable {
  /// The formats a source can name.
  var formats: [NamedOptions] { get }

  /// The files of a source, by logical name; each is read and kept in the ledger by itself.
  ///
  /// Reads the beginning of a file where its format is to be found out.
  func parts(
    of source: PipelineFile.Source, in file: PipelineFile, cache: Store?
  ) throws(WinnowError) -> [SourcePart]

  /// Opens a file for reading from `position` on.
  func open(_ part: SourcePart, from position: IngestPosition) throws(WinnowError)
    -> any PartReading

  /// Reads a file that is no source, record by record, within the usual limits.
  ///
  /// - Parameters:
  ///   - fields: places in the records whose values are wanted.
  ///   - scratch: a folder for copies of archives that cannot be read in one pass.
  ///   - take: is given some thousands of records in order, and those among them that cannot be read.
  func readRows(
    of file: RunPlan.PlannedFile, fields: [JSONPointer], scratch: String,
    _ take: ([SideRow], [SideRefusal]) throws(WinnowError) -> Void
  ) throws(WinnowError)
}

/// One file of a source, ready to be read.
package struct SourcePart: Sendable {
  /// Logical name of the source.
  package var source: String
  /// Logical name of the file: no folder, no compression suffix; unique within the source.
  package var name: String
  /// Where it lies.
  package var path: String
  package var digest: FileDigest
  package var format: String
  /// Why that format, where it was found out.
  package var formatNote: String?
  /// Options of the format, mapping, join and what else the records depend on.
  package var options: [ConfigValue.Member]
  package var split: String?
  package var licence: String?
  /// Records to read; `nil` for all.
  package var limit: Int?
  /// What the reader keeps for `open`.
  package var prepared: any Sendable

  package init(
    source: String, name: String, path: String, digest: FileDigest, format: String,
    formatNote: String?, options: [ConfigValue.Member], split: String?, licence: String?,
    prepared: any Sendable
  ) {
    self.source = source
    self.name = name
    self.path = path
    self.digest = digest
    self.format = format
    self.formatNote = formatNote
    self.options = options
    self.split = split
    self.licence = licence
    self.prepared = prepared
  }
}

/// A file being read. Used by one thread.
package protocol PartReading: AnyObject {
  /// The next batch; `nil` at the end of the file.
  func next() throws(WinnowError) -> MemberBatch?
  /// Share of the file that is read, 0 to 1; `nil` if unknown.
  var progress: Double? { get }
  /// Archive entries that are no members, by kind; known once the file was read to its end, and then the
  /// same wherever reading began.
  var passedOver: [String: Int] { get }
}

/// Writes training shards.
package protocol Exporting: Sendable {
  /// The trainers an export can name.
  var trainers: [NamedOptions] { get }

  /// Reads the options of an export and checks that its folder can be written.
  func prepare(
    _ export: PipelineFile.Export, in file: PipelineFile
  ) throws(WinnowError) -> any PreparedExport
}

/// An export whose options are read.
package protocol PreparedExport: Sendable {
  var trainer: String { get }
  /// The folder it writes.
  var folder: String { get }
  /// Canonical JSON of its options.
  var options: String { get }
  /// Whether labels between 0 and 1 would become plain ones without a word of the pipeline about it.
  var losesSoftLabels: Bool { get }

  /// Whether the folder holds what the run `digest` wrote, byte for byte; of a run without rows, whether
  /// no export is there.
  func isIntact(_ digest: PublicID, _ counts: Counts) -> Bool

  /// Writes the folder under a temporary name and exchanges it in when it is complete. Without a row
  /// there is no folder, and what an earlier run wrote there is removed.
  ///
  /// - Returns: rows by split and reason; `in` = written + each reason.
  func run(_ context: ExportContext) throws(WinnowError) -> Counts
}

/// What an export works on.
package struct ExportContext: Sendable {
  package var store: Store
  /// Everything after the last stage.
  package var selection: Selection
  package var digest: PublicID
  package var seed: UInt64
  package var jobs: Int
  /// For the manifest and the dataset card.
  package var provenance: Provenance
  package var progress: any ProgressSink

  package init(
    store: Store, selection: Selection, digest: PublicID, seed: UInt64, jobs: Int,
    provenance: Provenance, progress: any ProgressSink
  ) {
    self.store = store
    self.selection = selection
    self.digest = digest
    self.seed = seed
    self.jobs = jobs
    self.provenance = provenance
    self.progress = progress
  }
}

/// Where the rows of an export come from: no time, host, path or job count.
package struct Provenance: Sendable {
  package var pipeline: String
  package var splits: [String]
  package var sources: [SourceFact]
  package var runs: [RunFact]
  /// What a blind check of the labels came to, in sentences; empty without one.
  package var certificate: [String]
  /// How a model that was trained on the rows is to be asked, in sentences; empty where that is as ever.
  package var inference: [String]

  package struct SourceFact: Sendable {
    package var name: String
    /// As the pipeline or the records state it; empty if nobody does.
    package var licences: [String]
    package var files: [(name: String, sha256: String, format: String)]
    package var counts: Counts
  }

  /// One position of the pipeline, its parts added up.
  package struct RunFact: Sendable {
    package var label: String
    package var stage: String
    package var digests: [PublicID]
    package var options: String
    package var counts: Counts
  }

  package init(
    pipeline: String, splits: [String], sources: [SourceFact], runs: [RunFact],
    certificate: [String] = [], inference: [String] = []
  ) {
    self.pipeline = pipeline
    self.splits = splits
    self.sources = sources
    self.runs = runs
    self.certificate = certificate
    self.inference = inference
  }
}
