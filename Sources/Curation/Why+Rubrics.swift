internal import Pipeline
internal import Records
internal import Store

/// The rubrics of a pair, for a terminal.
struct RubricLines {
  let history: PairHistory

  init(_ history: PairHistory) { self.history = history }

  var sections: [(title: String, lines: [String])] {
    var sections = history.rubrics.map { said in (Self.title(said), lines(said)) }
    if !history.control.isEmpty {
      sections.append(("judged without a rubric", history.control.map(Self.line)))
    }
    return sections
  }

  private static func title(_ said: PairHistory.RubricSaid) -> String {
    let rubric = said.rubric
    var words = "rubric `\(shown(rubric.name, limit: 60))`"
    if rubric.version > 1 { words += ", version \(rubric.version)" }
    if said.isOfPair { words += ", made of this pair" }
    return "\(words) \(rubric.id.description.prefix(8)) (run \(said.run.description.prefix(8)))"
  }

  private func lines(_ said: PairHistory.RubricSaid) -> [String] {
    var lines = said.rubric.criteria.enumerated().flatMap { number, own -> [String] in
      let met = zip(["a", "b"], [said.a, said.b]).compactMap { side, met -> String? in
        guard number < met.count, let value = met[number] else { return nil }
        return "\(side) \(value == 1 ? "meets it" : value == 0 ? "does not" : Self.digits(value))"
      }
      let facts = ["weight \(Self.digits(own.weight))"] + met
      return [
        "\(number + 1). \(shown(own.text, limit: 200)) \(own.kind.tag)",
        "   \(facts.joined(separator: ", "))",
      ]
    }
    if said.rubric.origin != "{}" { lines.append(shown(said.rubric.origin, limit: 200)) }
    // A program's verdict knows no order.
    if said.verdicts.count == 1, said.verdicts[0].words == nil {
      return lines + [Self.words(said.verdicts[0])]
    }
    return lines + said.verdicts.map(Self.line)
  }

  private static func words(_ verdict: PairHistory.Verdict) -> String {
    switch verdict.outcome {
    case .some(1): "judged: a is better"
    case .some(0): "judged: b is better"
    case .some: "judged: neither is better"
    case nil: "judged: the answer says nothing"
    }
  }

  private static func line(_ verdict: PairHistory.Verdict) -> String {
    var line = "\(words(verdict)), \(verdict.bStoodFirst ? "b" : "a") stood first"
    if verdict.sample > 0 { line += ", sample \(verdict.sample)" }
    return line + (verdict.words.map { ": \(shown($0, limit: 160))" } ?? "")
  }

  private static func digits(_ value: Double) -> String { number(value) }
}

extension PairHistory.RubricSaid {
  var json: ConfigValue {
    .object([
      .init("id", .string(rubric.id.description)), .init("name", .string(rubric.name)),
      .init("version", .int(Int64(rubric.version))),
      .init("parent", rubric.parent.map { .string($0.description) } ?? .null),
      .init("run", .string(run.description)), .init("of_this_pair", .bool(isOfPair)),
      .init("origin", .string(rubric.origin)),
      .init(
        "criteria",
        .list(
          rubric.criteria.enumerated().map { number, own in
            .object([
              .init("text", .string(own.text)), .init("kind", .string(own.kind.word)),
              .init("weight", .double(own.weight)),
              .init("check", own.check.map { .string($0) } ?? .null),
              .init("levels", .list(own.levels.map { .string($0) })),
              .init("tags", .list(own.tags.map { .string($0) })),
              .init("a", Self.met(a, number)), .init("b", Self.met(b, number)),
            ])
          })), .init("verdicts", .list(verdicts.map(\.json))),
    ])
  }

  private static func met(_ values: [Double?], _ number: Int) -> ConfigValue {
    guard number < values.count, let value = values[number] else { return .null }
    return .double(value)
  }
}

extension PairHistory.Verdict {
  var json: ConfigValue {
    .object([
      .init("first", .string(bStoodFirst ? "b" : "a")), .init("sample", .int(Int64(sample))),
      .init("outcome", outcome.map { .double($0) } ?? .null),
      .init("words", words.map { .string($0) } ?? .null),
    ])
  }
}
