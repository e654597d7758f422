internal import Records
internal import Store

/// The forms in which criteria stand in rows, each of which `rubrics.import` reads.
enum CriterionForm {
  /// Everything that the store knows of a criterion.
  case whole
  /// What a reward function needs.
  case reward
  /// As `reward`, with the check as JSON in place of a text of it.
  case nestedReward
  case weighted, named, healthbench
  /// One of ScholarQA's weighted properties.
  case property

  var members: [ExportColumn] {
    switch self {
    case .whole:
      [
        ExportColumn("text", .text, ""), ExportColumn("kind", .text, ""),
        ExportColumn("weight", .number, ""), ExportColumn("tags", .texts, ""),
        ExportColumn("levels", .texts, ""), ExportColumn("check", .text, ""),
        ExportColumn("evidence", .text, ""),
      ]
    case .reward, .nestedReward:
      [
        ExportColumn("criterion", .text, ""), ExportColumn("points", .number, ""),
        ExportColumn("kind", .text, ""), ExportColumn("check", .text, ""),
        ExportColumn("levels", .texts, ""), ExportColumn("tags", .texts, ""),
      ]
    case .weighted: [ExportColumn("weight", .number, ""), ExportColumn("requirement", .text, "")]
    case .named:
      [
        ExportColumn("name", .text, ""), ExportColumn("description", .text, ""),
        ExportColumn("weight", .number, ""),
      ]
    case .property:
      [
        ExportColumn("name", .text, ""), ExportColumn("criterion", .text, ""),
        ExportColumn("weight", .number, ""),
      ]
    case .healthbench:
      [
        ExportColumn("criterion", .text, ""), ExportColumn("points", .number, ""),
        ExportColumn("tags", .texts, ""),
      ]
    }
  }

  /// A JSON list.
  func json(_ criteria: [Criterion]) -> String {
    let objects = criteria.map { own in
      let values = members.map { "\(JSONText.quoted($0.name)):\(value($0.name, of: own))" }
      return "{\(values.joined(separator: ","))}"
    }
    return "[\(objects.joined(separator: ","))]"
  }

  /// BiGGen Bench's object of a question and five levels; `nil` for any other rubric, and where the weight is below 0:
  /// its best level would be read as what is wanted.
  static func leveled(_ criteria: [Criterion]) -> String? {
    guard criteria.count == 1, let own = criteria.first, own.levels.count == levels.count,
      own.weight >= 0
    else { return nil }
    let values = zip(levels, own.levels).map { "\(JSONText.quoted($0)):\(JSONText.quoted($1))" }
    return "{\"criteria\":\(JSONText.quoted(own.text)),\(values.joined(separator: ","))}"
  }

  /// Names of the levels, the worst first.
  static let levels = (1...5).map { "score\($0)_description" }

  private func value(_ name: String, of own: Criterion) -> String {
    switch name {
    case "kind": JSONText.quoted(own.kind.word)
    case "weight", "points": own.weight.isFinite ? "\(own.weight)" : "0.0"
    case "tags": Self.list(own.tags)
    case "levels": Self.list(own.levels)
    case "check":
      self == .nestedReward ? own.check ?? "null" : own.check.map(JSONText.quoted) ?? "null"
    case "evidence": own.evidence.map(JSONText.quoted) ?? "null"
    case "name": JSONText.quoted(Self.name(of: own))
    default: JSONText.quoted(own.text)
    }
  }

  /// What a tag calls it, else its text.
  private static func name(of own: Criterion) -> String {
    own.tags.first { $0.hasPrefix("name:") }.map { String($0.dropFirst(5)) } ?? own.text
  }

  private static func list(_ texts: [String]) -> String {
    "[\(texts.map(JSONText.quoted).joined(separator: ","))]"
  }
}
