package import Records

/// A pipeline file, read and checked as far as it can be without knowing any stage, format or
/// exporter.
///
/// Pure data: nothing is opened but the file itself. The options of stages, formats and exporters
/// stand in it as nodes with their places, for their own `OptionReader`s. Reading goes on in
/// `PipelineFile+Parts.swift`; `PipelineOverride` applies `--set`; `pipelineSchema` describes the form.
package struct PipelineFile: Sendable {
  /// The name of the pipeline; default the file name without suffix.
  package var name: String
  /// What every random choice depends on; default 0.
  package var seed: UInt64
  /// Splits in the order of the file, at least one; the shares add up to 1.
  package var splits: [Split]
  /// The path of the store.
  package var store: String
  /// The memory a run may use, in bytes; default 1 GB.
  package var memory: Int64
  /// Whether model endpoints are asked nothing: answers come from the store.
  package var isOffline: Bool
  /// How many bad records a source may have before the run stops.
  package var maxBadRecords: BadRecordLimit
  /// At least one.
  package var sources: [Source]
  package var stages: [Stage]
  package var exports: [Export]
  /// The folder that paths in the file are relative to; empty for the current one.
  package var folder: String
  /// The file as messages name it.
  package var file: String

  /// A value with the place where it stands.
  package struct Marked<Value: Sendable>: Sendable {
    package var value: Value
    package var mark: SourceMark

    package init(_ value: Value, at mark: SourceMark) {
      self.value = value
      self.mark = mark
    }
  }

  /// A part of the groups that goes to one set of output files.
  package struct Split: Sendable, Equatable {
    /// Letters, digits, underscores and single dots, as `datasets` wants them.
    package var name: String
    /// 0 to 1.
    package var share: Double

    package init(name: String, share: Double) {
      self.name = name
      self.share = share
    }
  }

  /// Reads the pipeline at `path`, with `--set` arguments applied in order.
  ///
  /// - Throws: `unreadable-file`, `bad-yaml`, `bad-override`, `bad-option`, `missing-option`,
  ///   `unknown-option` or `bad-pipeline`, with the place.
  package static func read(
    _ path: String, overrides: [String] = []
  ) throws(WinnowError) -> PipelineFile {
    let bytes = try readTextFile(path, what: "pipeline file")
    let cut = path.lastIndex(of: "/")
    let folder = cut.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? ""
    return try PipelineFile(bytes: bytes, file: path, folder: folder, overrides: overrides)
  }

  /// Reads a pipeline from the bytes of a file.
  ///
  /// - Parameters:
  ///   - bytes: YAML in UTF-8.
  ///   - file: the name that stands in messages; the default of `name` is made from it.
  ///   - folder: what paths are relative to; empty for the current folder.
  ///   - overrides: arguments of `--set`, such as `seed=3`, applied in order.
  /// - Throws: as `read`, but for `unreadable-file`.
  package init(
    bytes: [UInt8], file: String, folder: String = "", overrides: [String] = []
  ) throws(WinnowError) {
    let parsed = try ConfigNode.parse(yaml: bytes, file: file)
    guard var root = parsed, !root.isNull else {
      throw WinnowError(
        .badYAML, "the pipeline file is empty", mark: SourceMark(file: file),
        hint: "`winnow run --help` shows an example")
    }
    guard root.entries != nil else {
      throw WinnowError(
        .badYAML, "a pipeline file must be a mapping: \(root.described)", mark: root.mark,
        hint: "begin with `name: …` and `sources:`")
    }
    for argument in overrides { try PipelineOverride(argument).apply(to: &root) }
    try self.init(root: root, file: file, folder: folder)
  }
}

/// The quota of bad records of a source.
package enum BadRecordLimit: Sendable, Equatable {
  /// At most this part of the records, 0 to 1; at least 10 records unless it is 0.
  case share(Double)
  /// At most this many.
  case count(Int)

  /// The most bad records that are borne among `total`.
  package func limit(of total: Int) -> Int {
    switch self {
    case .share(let share): share == 0 ? 0 : max(10, Int(share * Double(total)))
    case .count(let count): count
    }
  }

  /// The limit as it is explained: `0.1%, at least 10` or `25`.
  package var rule: String {
    if case .share(let share) = self, share > 0 { text + ", at least 10" } else { text }
  }

  /// The limit as it is written in a pipeline file: `0.1%` or `25`.
  package var text: String {
    switch self {
    case .share(let share): "\(OptionSpec.numberText(share * 100))%"
    case .count(let count): String(count)
    }
  }
}
