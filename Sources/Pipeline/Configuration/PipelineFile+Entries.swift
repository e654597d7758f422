internal import Records

// How the parts of a pipeline file are read. Each init is the one place that names the keys, their
// defaults and their documentation; `PipelineFile.specs` runs them without a file.

extension PipelineFile.Source {
  init(_ reader: inout OptionReader) throws(WinnowError) {
    mark = reader.place
    let given = try reader.string(
      optional: "name", doc: "name of the source; default the name of each file")
    name = reader.marked(given, "name")
    let files = try reader.paths(
      required: "path", doc: "file, folder or pattern such as `data/*.jsonl.gz`, or a list of them")
    paths = reader.marked(files, "path")
    let word = try reader.string(
      "format", default: "auto", doc: "format of the records; `auto` looks at the first ones")
    format = .init(word, at: reader.mark(of: "format"))
    mapping = try reader.node("mapping", doc: "where the fields are, for the format `mapping`")
    if mapping != nil, word != "mapping" {
      guard word == "auto" else {
        throw reader.problem(
          "mapping", must: "stand with the format `mapping` only, not with \(quoted(word))")
      }
      format.value = "mapping"
    }
    join = try reader.node("join", doc: "a second file whose rows are joined to the records")
    let pattern = try reader.string(
      optional: "members", doc: "pattern that the names of archive members must match")
    members = reader.marked(pattern, "members")
    let target = try reader.string(
      optional: "split", doc: "split of all records; default by the shares of `splits`")
    split = reader.marked(target, "split")
    licence = try reader.string(optional: "licence", doc: "licence of the records, such as `MIT`")
    let bounds = try reader.group("limits", doc: "limits for hostile input") {
      (inner) throws(WinnowError) in try PipelineFile.SourceLimits(&inner)
    }
    limits = bounds ?? .init()
    incomplete = try reader.choice(
      "incomplete", default: PipelineFile.Incomplete.refuse,
      doc:
        "what becomes of a file that is cut or damaged: `refuse` stops there, `keep` takes what can be read "
        + "and counts that there was more")
    recordsAt = try reader.recordsAt()
    options = reader.rest()
  }
}

extension OptionReader {
  /// Where the records of a document are.
  fileprivate mutating func recordsAt() throws(WinnowError) -> JSONPointer? {
    let given = try string(
      optional: "records_at",
      doc:
        "JSON pointer to the array or object of a JSON document whose values are the records, such as `/data`; "
        + "`\"\"` for those of the document itself, such as an object of records by id")
    guard let given else { return nil }
    do throws(WinnowError) {
      return try JSONPointer(given)
    } catch {
      throw problem("records_at", must: "be a JSON pointer", hint: error.hint)
    }
  }
}

extension PipelineFile.SourceLimits {
  init(_ reader: inout OptionReader) throws(WinnowError) {
    expandedBytes = try reader.bytes(
      optional: "expanded_bytes", in: 1..., doc: "expanded size of one file")
    ratio = try reader.int(
      optional: "ratio", in: 1..., doc: "expanded size of one file by its compressed size")
    members = try reader.int(optional: "members", in: 1..., doc: "members of one archive")
    nesting = try reader.int(optional: "nesting", in: 0...16, doc: "containers within containers")
    recordBytes = try reader.bytes(optional: "record_bytes", in: 1..., doc: "size of one record")
    recordDepth = try reader.int(
      optional: "record_depth", in: 1...1024, doc: "nesting of values within one record")
  }
}

extension PipelineFile.Stage {
  /// What a stage may be told to see.
  enum Sight: String, CaseIterable {
    case live, all
  }

  init(
    name: PipelineFile.Marked<String>, _ reader: inout OptionReader
  ) throws(WinnowError) {
    self.name = name
    let given = try reader.string(
      optional: "id", doc: "name of this entry, needed where a stage is repeated")
    id = reader.marked(given, "id")
    let sight = try reader.choice(
      "sees", default: Sight.live,
      doc: "`live` for what earlier stages left, `all` for everything of the sources")
    seesAll = sight == .all
    let words = try reader.strings(
      optional: "splits", doc: "splits it works on; default the stage's own choice")
    splits = words.map { reader.marked($0, "splits") }
    options = reader.rest()
  }

  /// Reads an entry of `stages`: a name, or a name with options.
  init(_ node: ConfigNode, folder: String) throws(WinnowError) {
    let key: ConfigNode
    var options: ConfigNode?
    switch node.content {
    case .scalar where !node.isNull: key = node
    case .mapping(let entries) where entries.count == 1:
      key = entries[0].key
      options = entries[0].value
    case .mapping(let entries) where entries.count > 1:
      throw Self.optionsBeside(entries)
    default:
      throw WinnowError(
        .badPipeline, "a stage must be a name, or a name with options: \(node.described)",
        mark: node.mark, hint: "write `- filters.length` or `- filters.length: {max_chars: 4000}`")
    }
    let name = key.text ?? ""
    guard !name.isEmpty else {
      throw WinnowError(.badPipeline, "a stage needs a name", mark: key.mark)
    }
    var reader = try OptionReader(
      options, of: "stage \(quoted(name))", mark: key.mark, folder: folder)
    try self.init(name: .init(name, at: key.mark), &reader)
  }

  /// The error about a stage whose options are not indented, which makes them keys beside its name.
  private static func optionsBeside(_ entries: [ConfigNode.Entry]) -> WinnowError {
    let stage = entries.first { $0.name.contains(".") } ?? entries[0]
    let other = entries.first { $0.name != stage.name } ?? entries[0]
    return WinnowError(
      .badPipeline,
      "\(quoted(other.name)) stands beside the stage \(quoted(stage.name)), not among its options",
      mark: other.key.mark,
      hint: other.name.contains(".")
        ? "begin each stage with `- `" : "indent it further than the name of the stage")
  }
}

extension PipelineFile.Export {
  init(_ reader: inout OptionReader) throws(WinnowError) {
    mark = reader.place
    let folder = try reader.path(required: "to", doc: "folder to write")
    to = .init(folder, at: reader.mark(of: "to"))
    let word = try reader.string(
      required: "trainer", doc: "what the files are for, such as `trl.dpo`")
    trainer = .init(word, at: reader.mark(of: "trainer"))
    options = reader.rest()
  }
}

extension OptionReader {
  /// Where the options stand.
  var place: SourceMark { mark ?? SourceMark(file: subject) }

  /// Where the value of `key` stands, or the options if it is not given.
  func mark(of key: String) -> SourceMark { entry(key)?.value.mark ?? place }

  func marked<Value>(_ value: Value?, _ key: String) -> PipelineFile.Marked<Value>? {
    value.map { .init($0, at: mark(of: key)) }
  }

  /// The elements of the list at `key`, each with its own place.
  func marked(_ values: [String], _ key: String) -> [PipelineFile.Marked<String>] {
    let nodes = entry(key).map { $0.value.elements ?? [$0.value] } ?? []
    return values.enumerated().map { i, value in
      .init(value, at: i < nodes.count ? nodes[i].mark : mark(of: key))
    }
  }
}
