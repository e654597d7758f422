internal import Rules
internal import Store

/// Rubrics that are lists in plain text.
enum NumberedText {
  /// The items of a list whose lines begin with a number, a dash, a star or a dot; what stands before the first is
  /// left out, lines behind an item that begin with none belong to it. A text without marks has an item a line.
  static func items(of text: String) -> [String] {
    let lines = text.split(whereSeparator: \.isNewline).map { String($0).trimmed }
      .filter { !$0.isEmpty }
    guard lines.contains(where: { body($0) != nil }) else { return lines.filter(isSentence) }
    var items: [String] = []
    for line in lines {
      if let body = body(line) {
        items.append(body)
      } else if !items.isEmpty, !isHeading(line) {
        items[items.count - 1] += " \(line)"
      }
    }
    return items.filter { !$0.isEmpty }
  }

  /// What stands behind a mark: `1. …`, `2) …`, `- …`.
  static func body(_ line: String) -> String? {
    if let first = line.first, "-*\u{2022}".contains(first), !line.hasPrefix("**") {
      let rest = line.dropFirst()
      return rest.first?.isWhitespace == true ? String(rest).trimmed : nil
    }
    let bare = line.drop { "*#(".contains($0) }
    let digits = bare.prefix { $0.isASCII && $0.isNumber }
    guard !digits.isEmpty, digits.count <= 3 else { return nil }
    let rest = bare.dropFirst(digits.count)
    guard let mark = rest.first, ".):".contains(mark) else { return nil }
    let text = rest.dropFirst().drop { $0 == "*" }
    guard text.first?.isWhitespace == true || text.isEmpty else { return nil }
    return String(text).trimmed
  }

  private static func isHeading(_ line: String) -> Bool {
    line.hasPrefix("#") || line.hasPrefix("**") && line.hasSuffix("**") || line.hasSuffix(":")
  }

  /// Lines of rules, fences and headings are no criteria.
  private static func isSentence(_ line: String) -> Bool {
    !isHeading(line) && line.contains { $0.isLetter }
  }
}

/// A criterion with a description of each level.
enum LeveledText {
  /// `{criteria, score1_description, score2_description, …}`, as BiGGen Bench has it.
  ///
  /// - Returns: `nil` where it is no such thing; a failure where a level between two has no description.
  static func read(_ members: [String: JSONValue]) -> Result<Criterion, GivenRubric.Unreadable>? {
    guard let text = (members["criteria"] ?? members["criterion"])?.string else { return nil }
    let known = (1...most).filter { members[key($0)]?.string != nil }
    guard let last = known.last, known.count >= 2 else { return nil }
    if let hole = (1...last).first(where: { !known.contains($0) }) {
      return .failure(missing(hole))
    }
    // A level that is named, and described by nothing, is a hole at the end.
    if let open = (last + 1...most + 1).first(where: {
      members[key($0)].map { $0 != .null } ?? false
    }) {
      return .failure(missing(open))
    }
    let levels = known.compactMap { members[key($0)]?.string }
    return .success(Criterion(.principle, text.trimmed, levels: levels))
  }

  /// Levels that are looked for.
  private static let most = 20

  private static func key(_ level: Int) -> String { "score\(level)_description" }

  private static func missing(_ level: Int) -> GivenRubric.Unreadable {
    GivenRubric.Unreadable("level \(level) has no description")
  }

  /// A question in brackets or on its first lines, then `Score 1: …`, `Score 2: …`, as Prometheus has it.
  static func read(_ text: String) -> Result<Criterion, GivenRubric.Unreadable>? {
    var head: [String] = []
    var levels: [String] = []
    var hole: Int?
    for line in text.split(whereSeparator: \.isNewline).map({ String($0).trimmed })
    where !line.isEmpty {
      if line.lowercased().hasPrefix("score \(levels.count + 1):") {
        levels.append(String(line.drop { $0 != ":" }.dropFirst()).trimmed)
      } else if levels.isEmpty {
        head.append(line)
      } else if let own = level(line), own > levels.count {
        hole = hole ?? levels.count + 1
        levels.append("")
      } else {
        levels[levels.count - 1] += " \(line)"
      }
    }
    var question = head.joined(separator: " ")
    if question.hasPrefix("["), question.hasSuffix("]") {
      question = String(question.dropFirst().dropLast()).trimmed
    }
    guard levels.count >= 2, !question.isEmpty else { return nil }
    if let hole { return .failure(missing(hole)) }
    return .success(Criterion(.principle, question, levels: levels))
  }

  /// Of `Score 3: …`.
  private static func level(_ line: String) -> Int? {
    guard line.lowercased().hasPrefix("score "), let colon = line.firstIndex(of: ":") else {
      return nil
    }
    return Int(line[line.index(line.startIndex, offsetBy: 6)..<colon])
  }
}

/// What ScholarQA asks of every answer besides the criteria of a question.
enum ScholarRubric {
  /// - Parameter config: with `low_length`, `high_length` and a weight of each.
  static func general(_ config: [String: JSONValue]) -> [Criterion] {
    var criteria: [Criterion] = []
    func add(_ key: String, _ text: String, check: String? = nil) {
      guard case .number(let weight)? = config["\(key)_weight"], weight.isFinite, weight != 0
      else { return }
      criteria.append(
        Criterion(
          check == nil ? .principle : .hardRule, text, weight: weight, check: check,
          tags: ["name:\(key)"]))
    }
    if let low = config["low_length"]?.int, let high = config["high_length"]?.int,
      low >= 0, high >= low
    {
      add(
        "length", "The response has \(low) to \(high) words.",
        check: CriterionCheck.rule(.count(.words, .between(low, high))).json)
    }
    add("expertise", "The response speaks to a reader who is an expert in the field.")
    add("citations", "The response supports what it states by citations.")
    add("excerpts", "The response quotes the passages it relies on.")
    return criteria
  }
}
