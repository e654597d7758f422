internal import Pipeline
internal import Records
internal import Store

/// The format of a source file: as the pipeline names it, or as its first records tell.
struct ChosenFormat {
  let name: String
  /// Why, where it was found out.
  let note: String?
  let format: any PreparedFormat
  /// What the records depend on besides the file.
  let options: [ConfigValue.Member]

  init(
    _ source: PipelineFile.Source, in file: PipelineFile, _ opening: PartOpening, cache: Store?
  ) throws(WinnowError) {
    var reader = try file.reader(for: source)
    switch source.format.value {
    case MappingFormat.name:
      (format, options) = try Self.mapping(source, in: file, opening, &reader, cache)
      (name, note) = (MappingFormat.name, nil)
    case "auto":
      let (entry, why) = try Self.detect(source, opening)
      (name, note) = (entry.name, why)
      format = try entry.prepare(&reader)
      options = reader.canonical
    default:
      let entry = try Self.entry(named: source.format)
      (name, note) = (entry.name, nil)
      format = try entry.prepare(&reader)
      options = reader.canonical
    }
    try reader.finish()
  }

  private static func entry(
    named name: PipelineFile.Marked<String>
  ) throws(WinnowError) -> FormatEntry {
    if let entry = formats.first(where: {
      $0.name == name.value || $0.aliases.contains(name.value)
    }) {
      return entry
    }
    let known = ["auto"] + formats.flatMap { [$0.name] + $0.aliases } + [MappingFormat.name]
    throw WinnowError(
      .unknownFormat, "unknown format: `\(name.value)`", mark: name.mark.inFile,
      hint: didYouMean(name.value, among: known).map { "did you mean `\($0)`?" }
        ?? "known: " + known.map { "`\($0)`" }.joined(separator: ", "))
  }

  /// Looks at the first records of the first member that has any.
  private static func detect(
    _ source: PipelineFile.Source, _ opening: PartOpening
  ) throws(WinnowError) -> (FormatEntry, String) {
    let container = try opening.open()
    var detection = FormatDetection()
    do throws(ContainerError) {
      while detection.recordCount == 0, let member = try opening.nextMember(of: container) {
        detection = try FormatDetection.look(at: opening.records(of: member, in: container))
      }
    } catch {
      throw opening.explain(error)
    }
    let (format, why) = try detection.decide(on: opening.uri, mark: source.mark.inFile)
    return (format, why)
  }

  private static func mapping(
    _ source: PipelineFile.Source, in file: PipelineFile, _ opening: PartOpening,
    _ reader: inout OptionReader, _ cache: Store?
  ) throws(WinnowError) -> (any PreparedFormat, [ConfigValue.Member]) {
    guard let declared = source.mapping else {
      throw WinnowError(
        .missingOption, "the format `mapping` needs a mapping", mark: source.mark.inFile,
        hint: "write `mapping:` with the places of prompt, responses and votes; see docs/mapping.md"
      )
    }
    let node = try mappingNode(declared, folder: file.folder)
    let scratch = opening.scratch
    let format = try MappingFormat(
      mapping: node, join: source.join, options: &reader,
      openJoin: { (path) throws(WinnowError) in try openJoin(path, scratch: scratch) })
    let joined = try Self.joined(format, source, cache)
    var options = reader.canonical
    options.append(.init("mapping", node.value))
    if let join = source.join { options.append(.init("join", join.value)) }
    if let joined { options.append(.init("join_sha256", .string(joined.sha256))) }
    return (format, options)
  }

  /// The mapping itself, or that of the file it names.
  private static func mappingNode(
    _ node: ConfigNode, folder: String
  ) throws(WinnowError) -> ConfigNode {
    guard let name = node.text else { return node }
    let path = name.hasPrefix("/") ? name : InputPaths.join(folder, name)
    let bytes = try readTextFile(path, what: "mapping file")
    guard var parsed = try ConfigNode.parse(yaml: bytes, file: path), !parsed.isNull else {
      throw WinnowError(.missingOption, "the mapping file is empty: `\(path)`")
    }
    // A file may hold the mapping itself, or stand it under `mapping:` as a pipeline does.
    if let inner = parsed["mapping"], parsed.entries?.count == 1 { parsed = inner }
    return parsed
  }

  /// Reads the joined file; gives its digest.
  private static func joined(
    _ format: MappingFormat, _ source: PipelineFile.Source, _ cache: Store?
  ) throws(WinnowError) -> FileDigest? {
    guard let path = format.joinPath else { return nil }
    do throws(WinnowError) {
      let digest = try FileDigest.of(path, cache: cache)
      try format.load()
      return digest
    } catch {
      var error = error
      error.mark = error.mark ?? (source.join?.mark ?? source.mapping?["join"]?.mark)?.inFile
      throw error
    }
  }

  /// The joined file: the one member of any container.
  private static func openJoin(
    _ path: String, scratch: String
  ) throws(WinnowError) -> any ByteSource {
    do throws(ContainerError) {
      let container = try ContainerReader.open(path: path, scratch: scratch)
      _ = try container.nextMember()
      return container
    } catch {
      throw error.asWinnowError
    }
  }
}

extension SourceMark {
  /// Nothing for what was written on the command line: there is no file to point at.
  var inFile: SourceMark? { file == "command line" ? nil : self }
}
