internal import Pipeline
public import Records

/// What a pipeline file can name, for people and for programs.
public struct StagesSummary: Sendable {
  /// A JSON list of objects: kind, name, summary, options and the rest; of one name the object alone.
  public let json: String
  /// A table, or the page of one name.
  public let text: String
}

extension Curation {
  /// Lists the stages, formats and trainers, or tells all of one of them.
  ///
  /// - Throws: `unknown-stage` when nothing has the name.
  public static func stages(_ name: String? = nil) throws(WinnowError) -> StagesSummary {
    if let name {
      let entry = try ReferenceEntry.named(name)
      return StagesSummary(json: entry.json.indentedJSON, text: entry.page)
    }
    return StagesSummary(
      json: ConfigValue.list(ReferenceEntry.all.map(\.json)).indentedJSON, text: table)
  }

  /// A JSON Schema of pipeline files, for editors.
  public static var pipelineFileSchema: String {
    func entries(_ kind: ReferenceEntry.Kind) -> [SchemaEntry] {
      ReferenceEntry.all.filter { $0.kind == kind }.map {
        SchemaEntry(name: $0.name, summary: $0.summary, options: $0.options)
      }
    }
    return pipelineSchema(
      stages: entries(.stage), formats: entries(.format), exporters: entries(.trainer))
  }

  private static var table: String {
    let width = 2 + (ReferenceEntry.all.map(\.name.count).max() ?? 0)
    var lines: [String] = []
    for kind in ReferenceEntry.Kind.allCases {
      lines.append("\(kind.rawValue)s")
      for entry in ReferenceEntry.all where entry.kind == kind {
        lines.append("  \(entry.name.padded(to: width))\(entry.summary)")
      }
      lines.append("")
    }
    return (lines + ["`winnow stages NAME` tells all of one of them"]).joined(separator: "\n")
  }
}

extension ReferenceEntry {
  /// Everything there is to say, as text for a terminal.
  var page: String {
    var parts = ["\(stage?.versionedName ?? name) (\(kind.rawValue)): \(summary)"]
    if !discussion.isEmpty { parts.append(discussion) }
    var facts: [(String, String)] = []
    if !aliases.isEmpty { facts.append(("also", aliases.joined(separator: ", "))) }
    if let stage {
      facts.append(("sees", stage.scope.words))
      facts.append(("reads", Self.words(stage.reads)))
      facts.append(("writes", Self.words(stage.writes)))
    }
    if !facts.isEmpty { parts.append(Self.columns(facts)) }
    if let stage, !stage.reasons.isEmpty {
      let reasons = stage.reasons.map { ($0.reason.description, $0.meaning) }
      parts.append("reasons\n" + Self.columns(reasons, indent: "  "))
    }
    parts.append(
      options.isEmpty
        ? "options: none" : "options\n" + Self.lines(options, indent: "  ").joined(separator: "\n"))
    parts.append(
      "example\n" + example.split(separator: "\n").map { "  \($0)" }.joined(separator: "\n"))
    return parts.joined(separator: "\n\n")
  }

  static func words(_ columns: Set<Column>) -> String {
    columns.isEmpty ? "nothing" : columns.map(\.description).sorted().joined(separator: ", ")
  }

  private static func columns(_ rows: [(String, String)], indent: String = "") -> String {
    let width = 2 + (rows.map(\.0.count).max() ?? 0)
    return rows.map { indent + $0.0.padded(to: width) + $0.1 }.joined(separator: "\n")
  }

  /// Two lines an option: what may stand there, what it does.
  private static func lines(_ options: [OptionSpec], indent: String) -> [String] {
    let width = 2 + (options.map(\.key.count).max() ?? 0)
    let blank = String(repeating: " ", count: width)
    return options.flatMap { option in
      [indent + option.key.padded(to: width) + option.form, indent + blank + option.doc]
        + lines(option.inner, indent: indent + "  ")
    }
  }

  /// Everything there is to say, for programs.
  var json: ConfigValue {
    var members: [ConfigValue.Member] = [
      .init("kind", .string(kind.rawValue)), .init("name", .string(name)),
      .init("summary", .string(summary)), .init("discussion", .string(discussion)),
    ]
    if !aliases.isEmpty { members.append(.init("aliases", .list(aliases.map { .string($0) }))) }
    if let stage {
      members += [
        .init("version", .int(Int64(stage.version))), .init("scope", .string(stage.scope.rawValue)),
        .init("reads", Self.list(stage.reads)), .init("writes", Self.list(stage.writes)),
        .init(
          "reasons",
          .object(stage.reasons.map { .init($0.reason.description, .string($0.meaning)) })),
      ]
    }
    members.append(.init("options", .list(options.map(Self.json))))
    return .object(members + [.init("example", .string(example))])
  }

  private static func list(_ columns: Set<Column>) -> ConfigValue {
    .list(columns.map(\.description).sorted().map { .string($0) })
  }

  private static func json(_ option: OptionSpec) -> ConfigValue {
    var members: [ConfigValue.Member] = [
      .init("key", .string(option.key)), .init("form", .string(option.kindText)),
      .init("default", option.defaultValue ?? .null), .init("required", .bool(option.isRequired)),
      .init("doc", .string(option.doc)),
    ]
    if !option.inner.isEmpty { members.append(.init("options", .list(option.inner.map(json)))) }
    return .object(members)
  }
}
