internal import Pipeline
internal import Records

/// The format of a source file: as the pipeline names it, or as its first records tell.
struct ChosenFormat {
  let name: String
  /// Why, where it was found out.
  let note: String?
  let format: any PreparedFormat
  let options: [ConfigValue.Member]

  init(
    _ source: PipelineFile.Source, in file: PipelineFile, _ opening: PartOpening
  ) throws(WinnowError) {
    let entry = try Self.entry(named: source.format)
    var reader = try file.reader(for: source)
    format = try entry.prepare(&reader)
    try reader.finish()
    name = entry.name
    note = nil
    options = reader.canonical
  }

  private static func entry(
    named name: PipelineFile.Marked<String>
  ) throws(WinnowError) -> FormatEntry {
    if let entry = formats.first(where: {
      $0.name == name.value || $0.aliases.contains(name.value)
    }) {
      return entry
    }
    let known = ["auto"] + formats.map(\.name)
    throw WinnowError(
      WinnowError.Code("unknown-format", exitStatus: 2), "unknown format: `\(name.value)`",
      mark: name.mark.file == "command line" ? nil : name.mark,
      hint: didYouMean(name.value, among: known).map { "did you mean `\($0)`?" }
        ?? "known: " + known.map { "`\($0)`" }.joined(separator: ", "))
  }
}
