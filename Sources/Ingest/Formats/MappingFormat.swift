package import Pipeline
package import Records
internal import Synchronization

/// The format `mapping`: records of any shape, whose fields a person has named.
package struct MappingFormat: PreparedFormat {
  /// The word after `format:`.
  package static let name = "mapping"
  /// One line: what data it is.
  package static let summary = "records of any shape, by a declared mapping"
  /// Where the reference is.
  package static let discussion = """
    The `mapping` of the source says where prompt, responses and votes stand, by JSON pointer or
    column; `join` completes the records from a second file. See docs/mapping.md.
    """

  /// What options it takes besides `mapping` and `join`.
  package static let options: [OptionSpec] = {
    do throws(WinnowError) {
      return try OptionReader.describe { (reader) throws(WinnowError) in
        _ = try reader.maxResponses()
      }
    } catch {
      preconditionFailure("the mapping cannot be described: \(error)")
    }
  }()

  private let mapping: Mapping
  private let open: @Sendable (String) throws(WinnowError) -> any ByteSource
  private let table = JoinCache()

  /// Reads a mapping and checks it; nothing is opened.
  ///
  /// - Parameters:
  ///   - mapping: The value of `mapping:`, or a mapping file.
  ///   - join: The value of `join:` of the source; it may stand in the mapping instead.
  ///   - options: The other options of the source; its folder is what paths are relative to.
  ///   - openJoin: Opens the joined file and expands it.
  /// - Throws: `bad-option`, `missing-option` or `unknown-option`, with the place.
  package init(
    mapping: ConfigNode, join: ConfigNode?, options: inout OptionReader,
    openJoin: @escaping @Sendable (String) throws(WinnowError) -> any ByteSource
  ) throws(WinnowError) {
    let maxResponses = try options.maxResponses()
    self.mapping = try Mapping(
      mapping, join: join, maxResponses: maxResponses, folder: options.folder)
    open = openJoin
  }

  /// The joined file, relative to the current folder; `nil` without `join`. Its content belongs to
  /// what the records depend on.
  package var joinPath: String? { mapping.join?.path }

  /// Reads the joined file, once for all members of the source.
  ///
  /// - Throws: `bad-join`, or what is wrong with the file.
  package func load() throws(WinnowError) {
    guard let join = mapping.join else { return }
    let open = open
    try table.load { () throws(WinnowError) in
      try JoinTable.load(join, from: try open(join.path))
    }
  }

  package func fill(
    _ batch: inout RecordBatch, from reader: RecordReader, limits: BatchLimits
  ) throws(ContainerError) -> Bool {
    let rows = table.value
    precondition(rows != nil || mapping.join == nil, "load() comes before fill()")
    let document = JSONDocument()
    defer { withExtendedLifetime(document) {} }
    let opener = mapping.json.isEmpty ? nil : JSONFieldReader(mapping.json)
    defer { withExtendedLifetime(opener) {} }
    return try RecordBuilder.fill(&batch, from: reader, limits: limits) {
      (value, record) throws(RecordError) in
      var value = value
      if let opener { value = try record.open(value, by: opener) }
      let joined = try rows.map { rows throws(RecordError) in
        try rows.row(for: value, document, &record)
      }
      try mapping.read(value, joined: joined, into: &record)
    }
  }
}

/// A joined file that is read at most once.
private final class JoinCache: Sendable {
  private let table = Mutex<JoinTable?>(nil)

  var value: JoinTable? { table.withLock { $0 } }

  func load(
    _ make: () throws(WinnowError) -> JoinTable
  ) throws(WinnowError) {
    try table.withLock { (table) throws(WinnowError) in
      if table == nil { table = try make() }
    }
  }
}
