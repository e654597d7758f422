internal import Pipeline
internal import Records

/// What the fields of a corpus mean, as a person declared it; docs/mapping.md is the reference.
struct Mapping: Sendable {
  /// The first case that fits a record says what it means.
  private let cases: [MappingCase]
  let join: MappingJoin?
  /// Fields whose text is JSON.
  let json: JSONFields
  private let context: MappingContext
  private let maxResponses: Int

  /// Reads a mapping.
  ///
  /// - Parameters:
  ///   - join: The `join` of the source, if it is not in the mapping itself.
  ///   - folder: What the path of the joined file is relative to.
  init(
    _ node: ConfigNode, join: ConfigNode?, maxResponses: Int, folder: String
  ) throws(WinnowError) {
    var context = MappingContext()
    var reader = try OptionReader(node, of: "the mapping", folder: folder)
    let own = try reader.node("join", doc: "a second file whose rows are joined to the records")
    if let own, join != nil {
      throw WinnowError(
        .badOption, "`join` stands in the mapping and beside it", mark: own.mark)
    }
    self.join = try (own ?? join).map { node throws(WinnowError) in
      try MappingJoin(node, folder: folder, &context)
    }
    context.hasJoin = self.join != nil
    json = try JSONFields(
      try reader.node("json", doc: "fields whose text is JSON, such as messages in a column"))
    let shared = try MappingParts(&reader)
    let caseNodes = try reader.node("cases", doc: "mappings for records of different shape")
    try reader.finish()
    var cases: [MappingCase] = []
    if let caseNodes {
      guard let nodes = caseNodes.elements, !nodes.isEmpty else {
        throw WinnowError(.badOption, "`cases` is a list of mappings", mark: caseNodes.mark)
      }
      for node in nodes {
        var reader = try OptionReader(node, of: "a case of the mapping")
        let when = try reader.node("when", doc: "condition for records of this case; default all")
        let parts = try MappingParts(&reader, or: shared)
        try reader.finish()
        cases.append(try MappingCase(when, parts, node, &context))
      }
    } else {
      cases = [try MappingCase(nil, shared, node, &context)]
    }
    self.cases = cases
    self.context = context
    self.maxResponses = maxResponses
  }

  /// The entries of a part that must be a mapping; none without one.
  static func entries(of node: ConfigNode?) throws(WinnowError) -> [ConfigNode.Entry] {
    guard let node else { return [] }
    guard let entries = node.entries else {
      throw WinnowError(
        .badOption, "a mapping must stand here", mark: node.mark, hint: "write `{name: value}`")
    }
    return entries
  }

  /// Says what `value` means, to which `joined` was joined.
  func read(
    _ value: JSONValue, joined: JSONValue?, into record: inout RecordBuilder
  ) throws(RecordError) {
    record.joined = joined
    var scope = MappingScope(record: value, joined: joined, listCount: context.listCount)
    for part in cases where try part.fits(&record, &scope) {
      return try part.read(&record, &scope, maxResponses: maxResponses)
    }
    throw RecordError(.badValue, "no case of the mapping fits")
  }
}

/// The parts of a mapping that a case can have of its own or share with the others.
struct MappingParts {
  let prompt: ConfigNode?
  let system: ConfigNode?
  let responses: ConfigNode?
  let votes: ConfigNode?
  let split: ConfigNode?
  let licence: ConfigNode?

  init(_ reader: inout OptionReader, or shared: MappingParts? = nil) throws(WinnowError) {
    prompt =
      try reader.node("prompt", doc: "the prompt: text, messages or transcript")
      ?? shared?.prompt
    system =
      try reader.node("system", doc: "text of a system turn before the prompt")
      ?? shared?.system
    responses =
      try reader.node(
        "responses", doc: "the responses, by names the votes use; `none` for prompts alone")
      ?? shared?.responses
    votes =
      try reader.node("votes", doc: "what is said of the responses, a vote or a list of votes")
      ?? shared?.votes
    split = try reader.node("split", doc: "the split the record belongs to") ?? shared?.split
    licence = try reader.node("licence", doc: "the licence of the record") ?? shared?.licence
  }
}

/// A mapping for the records that meet a condition.
struct MappingCase: Sendable {
  private let condition: MappingCondition?
  private let prompt: MappingBody
  private let system: MappingValue?
  private let responses: [MappingResponses]
  private let votes: [MappingVote]
  private let split: MappingValue?
  private let licence: MappingValue?

  private static let reserved = ["tie", "both_bad", "none"]

  init(
    _ when: ConfigNode?, _ parts: MappingParts, _ node: ConfigNode,
    _ context: inout MappingContext
  ) throws(WinnowError) {
    func value(_ node: ConfigNode?) throws(WinnowError) -> MappingValue? {
      guard let node else { return nil }
      return try MappingValue(node, &context)
    }
    condition = try when.map { node throws(WinnowError) in try MappingCondition(node, &context) }
    guard let prompt = parts.prompt, let named = parts.responses else {
      throw WinnowError(
        .missingOption, "the mapping needs `\(parts.prompt == nil ? "prompt" : "responses")`",
        mark: node.mark,
        hint: parts.prompt == nil ? nil : "write `responses: none` for prompts alone")
    }
    self.prompt = try MappingBody(prompt, &context)
    system = try value(parts.system)
    // Prompts alone are of use to who has rubrics for them.
    let isBare = named.text == "none"
    let entries = named.entries ?? []
    guard isBare || !entries.isEmpty else {
      throw WinnowError(
        .badOption, "`responses` gives each response, or list of responses, a name",
        mark: named.mark, hint: "write `responses: {a: /answer_a, b: /answer_b}`")
    }
    if isBare, let votes = parts.votes {
      throw WinnowError(
        .badOption, "`votes` are about responses, of which there are none", mark: votes.mark)
    }
    var responses: [MappingResponses] = []
    for entry in entries {
      guard !Self.reserved.contains(entry.name) else {
        throw WinnowError(
          .badOption, "a response cannot be called `\(entry.name)`", mark: entry.key.mark)
      }
      responses.append(try MappingResponses(name: entry.name, entry.value, &context))
    }
    self.responses = responses
    var votes: [MappingVote] = []
    for vote in parts.votes.map({ $0.elements ?? [$0] }) ?? [] {
      votes.append(try MappingVote(vote, of: responses, &context))
    }
    self.votes = votes
    split = try value(parts.split)
    licence = try value(parts.licence)
  }

  func fits(
    _ record: inout RecordBuilder, _ scope: inout MappingScope
  ) throws(RecordError) -> Bool {
    try condition?.holds(for: &record, in: &scope) ?? true
  }

  func read(
    _ record: inout RecordBuilder, _ scope: inout MappingScope, maxResponses: Int
  ) throws(RecordError) {
    try record.prompt(prompt, system: system, in: &scope)
    var groups: [MappingResponses.Group] = []
    for part in responses {
      groups.append(try part.read(&record, &scope, maxResponses: maxResponses))
    }
    for vote in votes { try vote.read(&record, &scope, groups) }
    if let split { record.split(try record.text(split, in: &scope) ?? .empty) }
    if let licence { record.licence(try record.text(licence, in: &scope) ?? .empty) }
  }
}
