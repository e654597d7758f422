// Corpora in: files of any container, records of any format, batches for the store.
//
// Containers/ expands what files are packed in, Reading/ finds the records, Formats/ says what they
// mean; this file and CorpusPart.swift put the three together for a pipeline's sources.

internal import Foundation
package import Pipeline
package import Records
package import Store

/// Reads the sources of a pipeline.
package struct CorpusReader: SourceReading {
  package init() {}

  package var formats: [NamedOptions] {
    Ingest.formats.map { NamedOptions(name: $0.name, summary: $0.summary, options: $0.options) }
      + [
        NamedOptions(name: MappingFormat.name, summary: MappingFormat.summary, options: [])
      ]
  }

  package func parts(
    of source: PipelineFile.Source, in file: PipelineFile, cache: Store?
  ) throws(WinnowError) -> [SourcePart] {
    var parts: [SourcePart] = []
    for path in try SourcePaths.expand(source, folder: file.folder) {
      parts.append(try part(path, of: source, in: file, cache: cache))
    }
    return parts
  }

  private func part(
    _ path: SourcePaths.Found, of source: PipelineFile.Source, in file: PipelineFile, cache: Store?
  ) throws(WinnowError) -> SourcePart {
    let digest = try FileDigest.of(path.path, cache: cache)
    let opening = PartOpening(
      source, path: path.path, uri: path.uri, store: file.store, memory: file.memory)
    let chosen = try ChosenFormat(source, in: file, opening, cache: cache)
    var options = chosen.options
    if let members = source.members {
      options.append(.init("members", .string(members.value)))
    }
    if let place = source.recordsAt {
      options.append(.init("records_at", .string(place.description)))
    }
    if source.incomplete == .keep { options.append(.init("incomplete", .string("keep"))) }
    return SourcePart(
      source: source.name?.value ?? path.name, name: path.name, path: path.path, digest: digest,
      format: chosen.name, formatNote: chosen.note, options: options.sorted { $0.key < $1.key },
      split: source.split?.value, licence: source.licence,
      prepared: Prepared(opening: opening, format: chosen.format))
  }

  package func open(
    _ part: SourcePart, from position: IngestPosition
  ) throws(WinnowError) -> any PartReading {
    guard let prepared = part.prepared as? Prepared else {
      throw WinnowError(.badInput, "this part was not made by the corpus reader: `\(part.name)`")
    }
    return try CorpusPart(part, prepared, from: position)
  }

  /// What `parts` found out and `open` needs.
  struct Prepared: Sendable {
    var opening: PartOpening
    var format: any PreparedFormat
  }
}

/// How a file is opened: limits and which members count.
struct PartOpening: Sendable {
  let path: String
  /// The file as the pipeline names it.
  let uri: String
  let containerLimits: ContainerLimits
  let recordLimits: RecordLimits
  let members: GlobPattern?
  let keepsIncomplete: Bool
  /// Where in a JSON document the records are; `nil` to find out how they lie.
  let recordsAt: JSONPointer?
  /// A folder for copies of archives that cannot be read in one pass.
  let scratch: String

  init(
    _ source: PipelineFile.Source, path: String, uri: String, store: String, memory: Int64
  ) {
    self.path = path
    self.uri = uri
    var containers = ContainerLimits()
    let limits = source.limits
    if let bytes = limits.expandedBytes { containers.maxExpandedBytes = bytes }
    if let ratio = limits.ratio { containers.maxRatio = Double(ratio) }
    if let members = limits.members { containers.maxMembers = members }
    if let nesting = limits.nesting { containers.maxNesting = nesting }
    containers.maxHeldBytes = Int(clamping: max(64 << 20, memory / 2))
    containerLimits = containers
    recordLimits = RecordLimits(
      maxRecordBytes: limits.recordBytes.map { Int(clamping: $0) }
        ?? RecordLimits().maxRecordBytes,
      maxDepth: limits.recordDepth ?? RecordLimits().maxDepth)
    members = source.members.map { GlobPattern($0.value) }
    keepsIncomplete = source.incomplete == .keep
    recordsAt = source.recordsAt
    let folder = PathText.parent(store)
    scratch = folder.isEmpty ? "." : folder
  }

  /// A file that is no corpus, read within the usual limits.
  init(path: String, uri: String, scratch: String) {
    self.path = path
    self.uri = uri
    containerLimits = ContainerLimits()
    recordLimits = RecordLimits()
    members = nil
    keepsIncomplete = false
    recordsAt = nil
    self.scratch = scratch
  }

  /// Opens the container.
  ///
  /// - Parameter keepsNulls: whether rows of Parquet have their null members too, as those that are written back do.
  func open(keepsNulls: Bool = false) throws(WinnowError) -> ContainerReader {
    do throws(ContainerError) {
      var limits = containerLimits
      limits.keepsNulls = keepsNulls
      return try ContainerReader.open(
        path: path, limits: limits, scratch: scratch, keepsIncomplete: keepsIncomplete)
    } catch {
      throw explain(error)
    }
  }

  /// A reader of the records of the present member of `container`.
  func records(of member: MemberInfo, in container: ContainerReader) -> RecordReader {
    RecordReader(
      source: container, elementsAt: recordsAt, limits: recordLimits, path: uri,
      member: member.name.isEmpty ? nil : member.name)
  }

  /// Names the file as the pipeline does.
  func explain(_ error: ContainerError) -> WinnowError {
    var error = error
    error.path = uri
    return error.asWinnowError
  }

  /// The next member that is wanted; that others are of no kind we read does not matter.
  func nextMember(of container: ContainerReader) throws(ContainerError) -> MemberInfo? {
    while true {
      do throws(ContainerError) {
        guard let member = try container.nextMember() else { return nil }
        if wants(member) { return member }
      } catch {
        guard error.kind == .unsupported, let members, let name = error.member,
          !members.matches(name)
        else { throw advised(error) }
      }
    }
  }

  /// In an archive one may choose what is read.
  private func advised(_ error: ContainerError) -> ContainerError {
    guard error.kind == .unsupported, error.member != nil else { return error }
    var error = error
    let hint = "in a pipeline, `members: '*.jsonl'` at its source reads only what matches"
    error.hint = error.hint.map { "\($0); \(hint)" } ?? hint
    return error
  }

  /// Whether records of `member` are wanted.
  func wants(_ member: MemberInfo) -> Bool {
    member.name.isEmpty || members.map { $0.matches(member.name) } ?? true
  }
}
