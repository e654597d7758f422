internal import Records

// How the top level of a pipeline file is read: the one place that names its keys and defaults.

extension PipelineFile {
  init(root: ConfigNode, file: String, folder: String) throws(WinnowError) {
    var reader = try OptionReader(root, of: "the pipeline", folder: folder)
    try self.init(&reader, file: file, folder: folder)
    try reader.finish()
    try checkSplitNames()
    try checkRepeats()
  }

  init(_ reader: inout OptionReader, file: String, folder: String = "") throws(WinnowError) {
    self.file = file
    self.folder = folder
    name = try Self.readName(&reader, file: file)
    seed = try reader.seed("seed", doc: "what every random choice depends on")
    splits = try Self.readSplits(&reader)
    let path = try reader.path(optional: "store", doc: "the SQLite store; default `NAME.sqlite`")
    store = path ?? reader.resolve(name + ".sqlite")
    memory = try reader.bytes(
      "memory", default: 1_000_000_000, in: (64 << 20)..., doc: "memory a run may use")
    isOffline = try reader.bool(
      "offline", default: false,
      doc: "ask no model endpoint: every answer must be in the store; `--offline` says the same")
    maxBadRecords = try reader.badRecordLimit("max_bad_records")
    sources = try reader.list("sources", required: true, doc: "the files to read") {
      (node) throws(WinnowError) in
      try Self.checkMapping(node, "a source", hint: "write `- path: data.jsonl`")
      var inner = try OptionReader(node, of: "the source", folder: folder)
      return try Source(&inner)
    }
    stages = try reader.list("stages", required: false, doc: "what happens, in this order") {
      (node) throws(WinnowError) in try Stage(node, folder: folder)
    }
    exports = try reader.list("exports", required: false, doc: "the folders to write") {
      (node) throws(WinnowError) in
      try Self.checkMapping(node, "an export", hint: "write `- {to: out, trainer: trl.dpo}`")
      var inner = try OptionReader(node, of: "the export", folder: folder)
      return try Export(&inner)
    }
  }

  private static func checkMapping(
    _ node: ConfigNode, _ what: String, hint: String
  ) throws(WinnowError) {
    guard node.entries == nil else { return }
    throw WinnowError(
      .badPipeline, "\(what) must be a mapping: \(node.described)", mark: node.mark, hint: hint)
  }

  private static func readName(
    _ reader: inout OptionReader, file: String
  ) throws(WinnowError) -> String {
    let given = try reader.string(
      optional: "name", doc: "name of the pipeline; default the name of the file")
    guard let given else {
      let base = file.split(separator: "/").last.map(String.init) ?? file
      let stem = base.lastIndex(of: ".").map { String(base[..<$0]) } ?? base
      return stem.isEmpty ? "pipeline" : stem
    }
    let isName =
      given.utf8.allSatisfy { $0.isWord || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
      && given.utf8.first.map { $0.isWord } ?? false
    guard isName else {
      throw reader.problem(
        "name", must: "be letters, digits, `_`, `-` and `.`, beginning with none of the last two")
    }
    return given
  }

  private static func readSplits(_ reader: inout OptionReader) throws(WinnowError) -> [Split] {
    let doc = "splits and their shares, which add up to 1; default `{train: 1}`"
    guard let node = try reader.node("splits", doc: doc) else {
      return [Split(name: "train", share: 1)]
    }
    guard let entries = node.entries, !entries.isEmpty else {
      throw reader.problem(
        "splits", must: "be a mapping", hint: "write `splits: {train: 0.98, test: 0.02}`")
    }
    var splits: [Split] = []
    for entry in entries {
      guard isSplitName(entry.name) else {
        throw WinnowError(
          .badOption,
          "a split must be named by letters, digits, `_` and single dots: \(quoted(entry.name))",
          mark: entry.key.mark, hint: "`datasets` reads no other names")
      }
      var one = try OptionReader(
        ConfigNode(.mapping([entry]), at: node.place), of: "the splits", mark: entry.key.mark)
      splits.append(
        Split(
          name: entry.name, share: try one.double(required: entry.name, in: 0...1, doc: "share")))
    }
    let sum = splits.reduce(0) { $0 + $1.share }
    let rest = 1 - (sum - splits[0].share)
    guard abs(sum - 1) <= 1e-9 else {
      throw WinnowError(
        .badOption, "the shares of the splits must add up to 1: `\(OptionSpec.numberText(sum))`",
        mark: node.mark,
        hint: rest < 0
          ? nil : "the share of `\(splits[0].name)` would be `\(OptionSpec.numberText(rest))`")
    }
    return splits
  }

  /// Whether `name` has the form `\w+(\.\w+)*`, in ASCII.
  private static func isSplitName(_ name: String) -> Bool {
    name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      .allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isWord) }
  }
}

extension OptionReader {
  /// An unsigned integer; default 0.
  fileprivate mutating func seed(_ key: String, doc: String) throws(WinnowError) -> UInt64 {
    let kind = OptionSpec.Kind.int(.init(0...))
    return try read(key, kind, fallback: 0, doc) { (expected, node) throws(WinnowError) in
      if case .scalar(let text, true) = node.content, let seed = UInt64(plain: text) { return seed }
      throw expected.problem(
        node, "be an integer, from 0 to 2^64 - 1", hint: Self.numberHint(node, whole: true))
    } encode: { seed in
      Int64(exactly: seed).map { .int($0) } ?? .string(String(seed))
    }
  }

  fileprivate mutating func badRecordLimit(_ key: String) throws(WinnowError) -> BadRecordLimit {
    let doc = "bad records a source may have: a percentage, which allows at least 10, or a count"
    return try read(key, .string, fallback: .share(0.001), doc) { (_, node) throws(WinnowError) in
      let text = node.text ?? ""
      if let count = Int(plain: text), count >= 0 { return .count(count) }
      if let share = Double(plain: text), share >= 0, share <= 1 { return .share(share) }
      if text.hasSuffix("%"), let percent = Double(number: text.dropLast().filter { $0 != " " }),
        percent >= 0,
        percent <= 100
      {
        return .share(percent / 100)
      }
      throw WinnowError(
        .badOption,
        "option `\(key)` of the pipeline must be a percentage or a count: "
          + node.described, mark: node.mark, hint: "write `0.1%`, `0.001` or `25`")
    } encode: {
      .string($0.text)
    }
  }

  /// The elements of a list at `key`, each read by `one`.
  fileprivate mutating func list<Value>(
    _ key: String, required: Bool, doc: String, _ one: (ConfigNode) throws(WinnowError) -> Value
  ) throws(WinnowError) -> [Value] {
    let node = try self.node(key, required: required, doc: doc)
    guard let node else { return [] }
    guard let elements = node.elements else {
      throw problem(key, must: "be a list", hint: "begin each element with `- `")
    }
    guard !elements.isEmpty || !required else {
      throw WinnowError(
        .badOption, "option `\(key)` of the pipeline must not be empty", mark: node.mark)
    }
    var values: [Value] = []
    for element in elements { values.append(try one(element)) }
    return values
  }
}
