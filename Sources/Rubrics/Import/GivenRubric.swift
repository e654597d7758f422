internal import Records
internal import Rules
internal import Store

/// Reads rubrics in the forms in which corpora give them.
///
/// - A list of texts or of objects: the text in `criterion`, `requirement`, `description`, `text` or `criteria`; what
///   it is worth in `points` or `weight` (1 where nothing is said); `name` or `title`; `tags`; `kind` or `type`.
///   HealthBench's `{criterion, points, tags}`, `{weight, requirement}` and `{name, description, weight}` are such.
/// - `{criteria, score1_description, …}` of BiGGen Bench, or `Score 1: …` lines of Prometheus: one criterion with levels.
/// - ScholarQA's `metric_config`: its weighted criteria, and those for length, expertise, citations and excerpts.
/// - A numbered text, as OpenRubrics has it, with `[Hard Rule]` or `[Principle]` behind each item.
/// - Any of these in a text of JSON, or below `rubric`, `rubrics`, `criteria`, `config` or `metric_config`.
enum GivenRubric {
  /// The criteria of a rubric; or what is wrong with it.
  static func read(_ value: JSONValue, depth: Int = 0) -> Result<[Criterion], Unreadable> {
    guard depth < 6 else { return .failure(Unreadable("it is nested too deep")) }
    switch value {
    case .string(let text): return read(text, depth)
    case .array(let items): return list(items)
    case .object(let members): return object(members, depth)
    case .null, .bool, .number: return .failure(Unreadable("it is no text, list or object"))
    }
  }

  /// Why a rubric cannot be read, in a few words.
  struct Unreadable: Error, Equatable {
    let why: String

    init(_ why: String) { self.why = why }
  }

  private static func read(_ text: String, _ depth: Int) -> Result<[Criterion], Unreadable> {
    let trimmed = text.drop { $0.isWhitespace }
    if let first = trimmed.first, "[{".contains(first), let value = JSONValue(String(trimmed)) {
      return read(value, depth: depth + 1)
    }
    if let levels = LeveledText.read(text) { return levels.map { [$0] } }
    let items = NumberedText.items(of: text)
    guard !items.isEmpty else { return .failure(Unreadable("the text has no criterion")) }
    return .success(items.map { criterion(tagged: $0) })
  }

  // MARK: Lists

  private static func list(_ items: [JSONValue]) -> Result<[Criterion], Unreadable> {
    var criteria: [Criterion] = []
    for (number, item) in items.enumerated() {
      switch item {
      case .string(let text) where text.contains(where: { !$0.isWhitespace }):
        criteria.append(criterion(tagged: text))
      case .object(let members):
        switch self.item(members) {
        case .success(let own): criteria.append(own)
        case .failure(let error):
          return .failure(Unreadable("criterion \(number + 1): \(error.why)"))
        }
      default: return .failure(Unreadable("criterion \(number + 1) is no text and no object"))
      }
    }
    guard !criteria.isEmpty else { return .failure(Unreadable("it has no criterion")) }
    return .success(criteria)
  }

  private static let textKeys = ["criterion", "requirement", "description", "text", "criteria"]
  private static let weightKeys = ["points", "weight"]
  private static let nameKeys = ["name", "title"]
  private static let kindKeys = ["kind", "type"]

  private static func item(_ members: [String: JSONValue]) -> Result<Criterion, Unreadable> {
    func first(_ keys: [String]) -> JSONValue? {
      keys.lazy.compactMap { members[$0] }.first { $0 != .null }
    }
    guard let text = first(textKeys + nameKeys)?.string, text.contains(where: { !$0.isWhitespace })
    else { return .failure(Unreadable("it has no text")) }
    var own = criterion(tagged: text)
    if let given = first(weightKeys) {
      guard let weight = weight(given) else {
        return .failure(Unreadable("its weight is no finite number"))
      }
      own.weight = weight
    }
    if let name = first(nameKeys)?.string, name != text, !name.isEmpty {
      own.tags.append("name:\(name)")
    }
    own.tags += members["tags"]?.array?.compactMap(\.string) ?? []
    if let kind = first(kindKeys)?.string?.lowercased() {
      own.kind = kind.hasPrefix("hard") || kind == "rule" ? .hardRule : .principle
    }
    own.levels = members["levels"]?.strings ?? []
    own.check = members["check"].flatMap { CriterionCheck(inner($0))?.json }
    own.evidence = members["evidence"].flatMap { $0 == .null ? nil : inner($0).compact }
    return .success(own)
  }

  /// JSON that stands in a text, as in rows whose columns have one type.
  private static func inner(_ value: JSONValue) -> JSONValue {
    value.string.flatMap { JSONValue($0) } ?? value
  }

  /// Words of Rubrics as Rewards (2507.17746) for what a criterion is worth.
  private static let weightWords: [(word: String, weight: Double)] = [
    ("essential", 1), ("important", 0.7), ("optional", 0.3), ("pitfall", 0.9),
  ]

  private static func weight(_ value: JSONValue) -> Double? {
    if case .number(let number) = value { return number.isFinite ? number : nil }
    guard let text = value.string else { return nil }
    if let number = Double(text) { return number.isFinite ? number : nil }
    let word = text.lowercased()
    return weightWords.first { word.hasPrefix($0.word) }?.weight
  }

  /// A criterion of a text that may end in its kind.
  static func criterion(tagged text: String) -> Criterion {
    var kind = Criterion.Kind.principle
    var rest = text.trimmed
    for own in [Criterion.Kind.hardRule, .principle] {
      guard rest.lowercased().hasSuffix(own.tag.lowercased()) else { continue }
      rest = String(rest.dropLast(own.tag.count)).trimmed
      kind = own
    }
    return Criterion(kind, rest.isEmpty ? text.trimmed : rest)
  }

  // MARK: Objects

  private static func object(
    _ members: [String: JSONValue], _ depth: Int
  ) -> Result<[Criterion], Unreadable> {
    if let levels = LeveledText.read(members) { return levels.map { [$0] } }
    if let properties = members["other_properties"]?.array {
      return list(properties).map { $0 + ScholarRubric.general(members) }
    }
    let (hard, soft) = (members["hard_rules"]?.array, members["principles"]?.array)
    if hard != nil || soft != nil {
      return list(hard ?? []).or(list(soft ?? [])) { hard, soft in
        hard.map { own in
          var own = own
          own.kind = .hardRule
          return own
        } + soft
      }
    }
    for key in ["rubric", "rubrics", "criteria", "config", "metric_config"] {
      guard let inner = members[key], inner != .null else { continue }
      // A text below `criteria` is one criterion.
      if key == "criteria", inner.string != nil { break }
      return read(inner, depth: depth + 1)
    }
    return item(members).map { [$0] }
  }
}

extension Result where Failure == GivenRubric.Unreadable {
  /// Both together, or the one that is there.
  fileprivate func or(
    _ other: Self, _ join: (Success, Success) -> Success
  ) -> Self {
    switch (self, other) {
    case (.success(let a), .success(let b)): .success(join(a, b))
    case (.success, .failure): self
    case (.failure, _): other
    }
  }
}

extension String {
  /// Without blanks around it.
  var trimmed: String {
    let start = drop { $0.isWhitespace }
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(start[...end])
  }
}
