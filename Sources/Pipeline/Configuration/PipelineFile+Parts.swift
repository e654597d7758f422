package import Records

extension PipelineFile {
  /// Files of one kind and origin.
  package struct Source: Sendable {
    /// The name given; where there is none, each file's own name is taken.
    package var name: Marked<String>?
    /// Files, folders and patterns as written, relative to the folder of the pipeline; `-` for
    /// standard input. At least one.
    package var paths: [Marked<String>]
    /// The name of the format; where none is given `mapping` if there is one, else `auto`.
    package var format: Marked<String>
    /// How fields are found, for the format `mapping`.
    package var mapping: ConfigNode?
    /// A second file whose rows are joined.
    package var join: ConfigNode?
    /// A pattern that names of archive members must match.
    package var members: Marked<String>?
    /// The split all records of the source go to.
    package var split: Marked<String>?
    /// The licence of all records that name none themselves.
    package var licence: String?
    package var limits: SourceLimits
    /// What becomes of a file that is cut or damaged.
    package var incomplete: Incomplete
    /// Where in a JSON document the records are; `nil` to find out how they lie.
    package var recordsAt: JSONPointer?
    /// What else stands in the entry: options of the format. See `PipelineFile.reader(for:)`.
    package var options: ConfigNode?
    package var mark: SourceMark
  }

  /// What becomes of a file that cannot be read to its end.
  package enum Incomplete: String, CaseIterable, Sendable { case refuse, keep }

  /// One use of a stage.
  package struct Stage: Sendable {
    /// The name as written, such as `filters.length` or `filters.length@2`.
    package var name: Marked<String>
    /// Compulsory where a stage is repeated.
    package var id: Marked<String>?
    /// Whether it sees everything, not only what is still live.
    package var seesAll: Bool
    /// The splits it works on; `nil` for the stage's own choice, none named for all there are.
    package var splits: [Marked<String>]?
    /// What else stands under the name: options of the stage. See `PipelineFile.reader(for:)`.
    package var options: ConfigNode?

    /// The id, or else the name.
    package var label: String { id?.value ?? name.value }
    package var mark: SourceMark { name.mark }
  }

  /// One folder to write.
  package struct Export: Sendable {
    /// The folder, made relative to the current one.
    package var to: Marked<String>
    /// The name of the exporter, such as `trl.dpo`.
    package var trainer: Marked<String>
    /// What else stands in the entry: options of the exporter. See `PipelineFile.reader(for:)`.
    package var options: ConfigNode?
    package var mark: SourceMark
  }

  /// Limits for hostile input; `nil` for the reader's own default.
  package struct SourceLimits: Sendable, Equatable {
    /// Expanded bytes of one file.
    package var expandedBytes: Int64?
    /// Expanded bytes by compressed bytes.
    package var ratio: Int?
    /// Members of one archive.
    package var members: Int?
    /// Containers within containers.
    package var nesting: Int?
    /// Bytes of one record.
    package var recordBytes: Int64?
    /// Nesting of values in one record.
    package var recordDepth: Int?

    package init() {}
  }

  /// The reader for the options of a source's format.
  package func reader(for source: Source) throws(WinnowError) -> OptionReader {
    try OptionReader(
      source.options, of: "the source of format `\(source.format.value)`", mark: source.mark,
      folder: folder,
      foreignKeys: Self.specs.source.map(\.key))
  }

  /// The reader for a stage's own options.
  package func reader(for stage: Stage) throws(WinnowError) -> OptionReader {
    try OptionReader(
      stage.options, of: "stage `\(stage.name.value)`", mark: stage.mark, folder: folder,
      foreignKeys: Self.specs.stage.map(\.key))
  }

  /// The reader for an exporter's own options.
  package func reader(for export: Export) throws(WinnowError) -> OptionReader {
    try OptionReader(
      export.options, of: "trainer `\(export.trainer.value)`", mark: export.mark, folder: folder,
      foreignKeys: Self.specs.export.map(\.key))
  }

  /// The keys of a pipeline file, and those that every entry of its lists may have.
  package struct Specs: Sendable {
    package var pipeline: [OptionSpec]
    package var source: [OptionSpec]
    package var stage: [OptionSpec]
    package var export: [OptionSpec]
  }

  /// What the inits below ask for.
  package static let specs: Specs = {
    do throws(WinnowError) {
      return try Specs(
        pipeline: OptionReader.describe { (reader) throws(WinnowError) in
          _ = try PipelineFile(&reader, file: "pipeline.yaml")
        },
        source: OptionReader.describe { (reader) throws(WinnowError) in _ = try Source(&reader) },
        stage: OptionReader.describe { (reader) throws(WinnowError) in
          _ = try Stage(name: .init("stage", at: reader.place), &reader)
        },
        export: OptionReader.describe { (reader) throws(WinnowError) in _ = try Export(&reader) })
    } catch {
      preconditionFailure("a pipeline cannot be described: \(error)")
    }
  }()
}
