/// A stage, format or exporter as the schema lists it.
package struct SchemaEntry: Sendable {
  package var name: String
  /// One line.
  package var summary: String
  package var options: [OptionSpec]

  package init(name: String, summary: String, options: [OptionSpec]) {
    self.name = name
    self.summary = summary
    self.options = options
  }
}

/// A JSON Schema (draft 2020-12) of pipeline files, for editors.
///
/// Same entries, same bytes. The schema is narrower than the reader in one thing: it wants texts that
/// look like numbers in quotes.
package func pipelineSchema(
  stages: [SchemaEntry], formats: [SchemaEntry], exporters: [SchemaEntry]
) -> String {
  let specs = PipelineFile.specs
  var properties = specs.pipeline.map { ConfigValue.Member($0.key, schema($0)) }
  func replace(_ key: String, _ form: [ConfigValue.Member]) {
    for i in properties.indices where properties[i].key == key {
      guard case .object(let members) = properties[i].value else { continue }
      properties[i].value = .object(form + members.filter { $0.key != "type" })
    }
  }
  replace(
    "splits",
    [
      .init("type", "object"), .init("minProperties", .int(1)),
      .init("propertyNames", .object([.init("pattern", #"^\w+(\.\w+)*$"#)])),
      .init(
        "additionalProperties",
        .object(
          [.init("type", "number"), .init("minimum", .int(0)), .init("maximum", .int(1))])),
    ])
  replace(
    "max_bad_records",
    [
      .init(
        "anyOf",
        .list([
          .object([.init("type", "number"), .init("minimum", .int(0))]),
          .object([.init("type", "string"), .init("pattern", #"^[0-9.]+%$"#)]),
        ]))
    ])
  replace(
    "sources",
    [
      .init("type", "array"), .init("minItems", .int(1)),
      .init("items", variants(formats, of: "format", specs.source, openFor: "auto")),
    ])
  replace("stages", [.init("type", "array"), .init("items", stageItem(stages, specs.stage))])
  replace(
    "exports",
    [
      .init("type", "array"),
      .init("items", variants(exporters, of: "trainer", specs.export, openFor: nil)),
    ])
  let root = ConfigValue.object([
    .init("$schema", "https://json-schema.org/draft/2020-12/schema"),
    .init("title", "winnow pipeline"),
    .init("type", "object"),
    .init("properties", .object(properties)),
    .init("required", required(specs.pipeline)),
    .init("additionalProperties", .bool(false)),
  ])
  return root.indentedJSON + "\n"
}

/// An entry of `stages`: a name, or a mapping of one name to its options.
private func stageItem(_ stages: [SchemaEntry], _ common: [OptionSpec]) -> ConfigValue {
  let options = stages.map { stage in
    var schema = objectSchema(common + stage.options)
    schema[0] = .init("type", .list(["object", "null"]))
    return ConfigValue.Member(
      stage.name, .object([.init("description", .string(stage.summary))] + schema))
  }
  return .object([
    .init(
      "anyOf",
      .list([
        .object([.init("enum", .list(stages.map { .string($0.name) }))]),
        .object([
          .init("type", "object"), .init("properties", .object(options)),
          .init("additionalProperties", .bool(false)), .init("minProperties", .int(1)),
          .init("maxProperties", .int(1)),
        ]),
      ]))
  ])
}

/// An entry whose further keys depend on the word at `key`; `openFor` is the word for which, as for no
/// word, every key is let pass.
private func variants(
  _ entries: [SchemaEntry], of key: String, _ common: [OptionSpec], openFor open: String?
) -> ConfigValue {
  var properties = common.map { ConfigValue.Member($0.key, schema($0)) }
  let names = entries.map(\.name)
  let words = (open.map { names.contains($0) ? [] : [$0] } ?? []) + names
  for i in properties.indices where properties[i].key == key {
    let description = ConfigValue.Member(
      "description",
      .string(entries.map { "`\($0.name)`: \($0.summary)" }.joined(separator: "\n")))
    properties[i].value = .object([.init("enum", .list(words.map { .string($0) })), description])
  }
  var cases = entries.filter { !$0.options.isEmpty }.map { entry -> ConfigValue in
    var then: [ConfigValue.Member] = [
      .init("properties", .object(entry.options.map { .init($0.key, schema($0)) }))
    ]
    if entry.options.contains(where: \.isRequired) {
      then.append(.init("required", required(entry.options)))
    }
    let isIt = ConfigValue.object([.init(key, .object([.init("const", .string(entry.name))]))])
    return .object([
      .init("if", .object([.init("properties", isIt), .init("required", .list([.string(key)]))])),
      .init("then", .object(then)),
    ])
  }
  if let open {
    let isIt = ConfigValue.object([.init(key, .object([.init("const", .string(open))]))])
    cases.append(
      .object([
        .init("if", .object([.init("properties", isIt)])),
        .init("then", .object([.init("additionalProperties", .bool(true))])),
      ]))
  }
  var members: [ConfigValue.Member] = [
    .init("type", "object"), .init("properties", .object(properties)),
    .init("required", required(common)),
  ]
  if !cases.isEmpty { members.append(.init("allOf", .list(cases))) }
  return .object(members + [.init("unevaluatedProperties", .bool(false))])
}

private func required(_ specs: [OptionSpec]) -> ConfigValue {
  .list(specs.filter(\.isRequired).map { .string($0.key) })
}

private func objectSchema(_ specs: [OptionSpec]) -> [ConfigValue.Member] {
  var members: [ConfigValue.Member] = [
    .init("type", "object"),
    .init("properties", .object(specs.map { .init($0.key, schema($0)) })),
  ]
  if specs.contains(where: \.isRequired) { members.append(.init("required", required(specs))) }
  return members + [.init("additionalProperties", .bool(false))]
}

/// The schema of one option.
private func schema(_ spec: OptionSpec) -> ConfigValue {
  var members = form(spec.kind)
  members.append(.init("description", .string(spec.doc)))
  if case .bytes = spec.kind, let text = spec.defaultText {
    members.append(.init("default", .string(text)))
  } else if let value = spec.defaultValue {
    members.append(.init("default", value))
  }
  return .object(members)
}

private func form(_ kind: OptionSpec.Kind) -> [ConfigValue.Member] {
  let text = ConfigValue.object([.init("type", "string")])
  switch kind {
  case .bool: return [.init("type", "boolean")]
  case .int(let bounds):
    return [.init("type", "integer")] + limits(bounds) { .int(Int64($0)) }
  case .double(let bounds): return [.init("type", "number")] + limits(bounds) { .double($0) }
  case .string, .path: return [.init("type", "string")]
  case .choice(let words): return [.init("enum", .list(words.map { .string($0) }))]
  case .strings, .paths:
    return [
      .init("anyOf", .list([text, .object([.init("type", "array"), .init("items", text)])]))
    ]
  case .choices(let words):
    let one = ConfigValue.object([.init("enum", .list(words.map { .string($0) }))])
    return [.init("anyOf", .list([one, .object([.init("type", "array"), .init("items", one)])]))]
  case .bytes(let bounds):
    let count: [ConfigValue.Member] = [.init("type", "integer")]
    let size = ConfigValue.object([
      .init("type", "string"),
      .init("pattern", #"^[0-9][0-9_]*(\.[0-9]+)? *([KkMmGgTt][Ii]?)?[Bb]$"#),
    ])
    return [.init("anyOf", .list([.object(count + limits(bounds) { .int($0) }), size]))]
  case .group(let specs): return objectSchema(specs)
  case .node: return []
  }
}

private func limits<Bound>(
  _ bounds: OptionBounds<Bound>, _ value: (Bound) -> ConfigValue
) -> [ConfigValue.Member] {
  var members: [ConfigValue.Member] = []
  if let lower = bounds.lower {
    members.append(
      bounds.excludesZero
        ? .init("exclusiveMinimum", .int(0)) : .init("minimum", value(lower)))
  }
  if let upper = bounds.upper {
    members.append(.init(bounds.excludesUpper ? "exclusiveMaximum" : "maximum", value(upper)))
  }
  return members
}
