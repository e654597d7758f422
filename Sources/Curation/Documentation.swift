internal import Export
internal import Filters
internal import Ingest
internal import Pipeline
internal import Records

/// A stage, format or trainer as help and documentation show it.
struct ReferenceEntry: Sendable {
  var kind: Kind
  var name: String
  /// Other words for it.
  var aliases: [String] = []
  /// One line.
  var summary: String
  /// Markdown.
  var discussion = ""
  /// Of a stage.
  var stage: StageEntry?
  var options: [OptionSpec]

  /// What it is.
  enum Kind: String, CaseIterable, Sendable {
    case stage, format, trainer
  }

  /// Everything a pipeline file can name: stages, formats, trainers, each in the order of its module.
  static let all: [ReferenceEntry] = {
    let catalog = Curation.catalog
    var discussions = Dictionary(
      uniqueKeysWithValues: Ingest.formats.map { ($0.name, ($0.aliases, $0.discussion)) })
    discussions[MappingFormat.name] = ([], MappingFormat.discussion)
    return catalog.stages.map { entry in
      ReferenceEntry(
        kind: .stage, name: entry.name, summary: entry.summary, discussion: entry.discussion,
        stage: entry, options: entry.options)
    }
      + catalog.sources.formats.map { format in
        ReferenceEntry(
          kind: .format, name: format.name, aliases: discussions[format.name]?.0 ?? [],
          summary: format.summary, discussion: discussions[format.name]?.1 ?? "",
          options: format.name == MappingFormat.name ? MappingFormat.options : format.options)
      }
      + catalog.exports.trainers.map { trainer in
        ReferenceEntry(
          kind: .trainer, name: trainer.name, summary: trainer.summary, options: trainer.options)
      }
  }()

  /// The entry called `name`.
  ///
  /// - Throws: `unknown-stage` with the nearest name.
  static func named(_ name: String) throws(WinnowError) -> ReferenceEntry {
    let found = all.first {
      $0.name == name || $0.stage?.versionedName == name || $0.aliases.contains(name)
    }
    if let found { return found }
    let known = all.flatMap { [$0.name] + $0.aliases }
    throw WinnowError(
      WinnowError.Code("unknown-stage", exitStatus: 2),
      "no stage, format or trainer has the name: `\(name)`",
      hint: didYouMean(name, among: known).map { "did you mean `\($0)`?" }
        ?? "`winnow stages` lists those there are")
  }
}

extension StageEntry {
  /// The options its init asks for.
  var options: [OptionSpec] {
    do throws(WinnowError) {
      return try OptionReader.describe { (reader) throws(WinnowError) in _ = try make(&reader) }
    } catch {
      preconditionFailure("stage `\(name)` cannot be described: \(error)")
    }
  }
}

extension StageEntry.Scope {
  /// What the stage sees at once.
  var words: String {
    switch self {
    case .pair: "each pair by itself"
    case .prompt: "all pairs of a prompt together"
    case .corpus: "the corpus as a whole, in passes"
    }
  }
}

extension OptionSpec {
  /// Kind, default and whether it must be given: `an integer, from 0; default 1`.
  var form: String {
    let given = defaultText.map { $0.isEmpty ? "; default empty" : "; default `\($0)`" }
    return kindText + (given ?? (isRequired ? "; must be given" : "; may be left out"))
  }

  /// The options of a group, one level down; none of any other option.
  var inner: [OptionSpec] {
    if case .group(let specs) = kind { specs } else { [] }
  }
}

extension ReferenceEntry {
  /// The entry in a pipeline file, with every option that has a default.
  var example: String {
    switch kind {
    case .stage:
      let lines = Self.yaml(options, indent: "      ", with: stage?.exampleOptions ?? [:])
      return "stages:\n  - \(name)" + (lines.isEmpty ? "" : ":\n" + lines.joined(separator: "\n"))
    case .format:
      var lines = ["  - path: data/*.jsonl.gz", "    format: \(name)"]
      if name == MappingFormat.name {
        lines += [
          "    mapping:", "      prompt: question", "      responses: {a: answer_a, b: answer_b}",
          "      votes: {between: [a, b], winner: {of: better, is: {1: a, 2: b, 0: tie}}}",
        ]
      }
      return "sources:\n" + (lines + Self.yaml(options, indent: "    ")).joined(separator: "\n")
    case .trainer:
      let lines = ["  - to: out/\(name)", "    trainer: \(name)"]
      return "exports:\n" + (lines + Self.yaml(options, indent: "    ")).joined(separator: "\n")
    }
  }

  /// `key: default` a line; files that must be given first, other options without a default as comments.
  ///
  /// - Parameter samples: what stands in place of a default, or for none.
  private static func yaml(
    _ options: [OptionSpec], indent: String, with samples: [String: String] = [:]
  ) -> [String] {
    let files = options.filter { $0.isRequired && ($0.kind == .path || $0.kind == .paths) }
    let required =
      files.map { "\(indent)\($0.key): data/file.jsonl" }
      + options.compactMap { option in
        samples[option.key].map { "\(indent)\(option.key): \($0)" }
      }
    let options = options.filter { option in
      !files.contains { $0.key == option.key } && samples[option.key] == nil
    }
    let given = options.filter { $0.defaultValue != nil }.map { option in
      "\(indent)\(option.key): \(Self.yaml(option))"
    }
    let others = options.filter { $0.defaultValue == nil && $0.inner.isEmpty }.map { option in
      "\(indent)# \(option.key): \(option.kindText.filter { $0 != "`" })"
    }
    return required + given + others
  }

  /// The default as YAML reads it back.
  private static func yaml(_ option: OptionSpec) -> String {
    switch (option.kind, option.defaultValue) {
    case (.bytes, _): option.defaultText ?? ""
    case (.choice, .string(let word)?): word
    case (_, let value?): value.json
    case (_, nil): ""
    }
  }
}
