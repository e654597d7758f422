internal import Foundation
internal import Pipeline
internal import Records
internal import Store

extension WhyAnswer {
  /// Everything that was found, for programs.
  var json: ConfigValue {
    .object([
      .init("query", .string(query)),
      .init(
        "matches",
        .list(
          matches.map { match in
            .object([
              .init("kind", .string(match.kind.words)), .init("id", .string(match.id.description)),
            ])
          })),
      .init("records", .list(records.map(\.json))),
      .init(
        "pairs",
        .list(
          pairs.enumerated().map { index, pair in
            pair.json(exports: index < fates.count ? fates[index] : [])
          })),
      .init("more", .int(Int64(more))), .init("more_is_exact", .bool(!isCut)),
      .init("exports", .list((exports ?? []).map { .string($0) })),
    ])
  }
}

extension PairHistory {
  /// - Parameter exports: what the exports made of it.
  func json(exports: [ExportedPair]) -> ConfigValue {
    let outcome = PairOutcome(self)
    return .object([
      .init("id", .string(id.description)), .init("split", .string(split)),
      .init("group", .string(group.description)),
      .init("prompt_id", .string(promptID.description)), .init("prompt", prompt.json),
      .init("a", a.json), .init("b", b?.json ?? .null), .init("outcome", outcome.json),
      .init("places", .list(places.map(\.json))), .init("votes", .list(votes.map(\.json))),
      .init("made_of", .list(parents.map(\.json))),
      .init("made_into", .list(children.map(\.json))),
      .init("steps", .list(steps.map(\.json))),
      .init("trees", .list(trees.map(\.json))),
      .init("rubrics", .list(rubrics.map(\.json))),
      .init("verdicts_without_rubric", .list(control.map(\.json))),
      .init("exports", .list(exports.map(\.json))),
      .init("other_runs", .list(otherSteps.map(\.json))),
    ])
  }
}

extension PairHistory.Kin {
  var json: ConfigValue {
    .object([
      .init("pair", pair.map { .string($0.description) } ?? .null), .init("stage", .string(stage)),
      .init("run", .string(run.description)), .init("role", .string(role)),
      .init("evidence", .string(evidence)), .init("in_plan", .bool(isInPlan)),
    ])
  }
}

extension PairOutcome {
  var json: ConfigValue {
    var members: [ConfigValue.Member] = []
    switch end {
    case .dropped(let step, let reason):
      members = [
        .init("end", "dropped"), .init("by", .string(step)), .init("reason", .string(reason)),
      ]
    case .noPlan: members = [.init("end", "no_plan")]
    case .notInPlan: members = [.init("end", "not_in_plan")]
    case .undecided: members = [.init("end", "undecided")]
    case .tie: members = [.init("end", "tie")]
    case .bothBad: members = [.init("end", "both_bad")]
    case .kept:
      members = [.init("end", "kept"), .init("chosen", .string(choosesB ? "b" : "a"))]
    }
    return .object(
      members + [
        .init("decision", .string(decision.word)),
        .init("probability", probability.map { .double($0) } ?? .null),
        .init("flipped_by", .list(flippedBy.map { .string($0) })), .init("weight", .double(weight)),
      ])
  }
}

extension StoredText {
  /// The beginning of a text; messages as a whole.
  fileprivate var json: ConfigValue {
    .object([
      .init("form", .string(form == .text ? "text" : "messages")), .init("body", .string(body)),
      .init("length", .int(Int64(length))),
    ])
  }
}

extension PairHistory.Response {
  fileprivate var json: ConfigValue {
    .object(
      [
        .init("id", .string(id.description)), .init("text", text.json),
        .init("models", .list(models.map { .string($0) })),
        .init("scores", .list(scores.map(\.json))),
      ]
        + (makers.isEmpty ? [] : [.init("made_by", .list(makers.map { .string($0) }))]))
  }
}

extension PairHistory.Score {
  fileprivate var json: ConfigValue {
    .object([
      .init("name", .string(name)), .init("value", .double(value)), .init("place", .string(place)),
    ])
  }
}

extension PairHistory.Place {
  fileprivate var json: ConfigValue {
    let outcome: String =
      switch self.outcome {
      case .stored: "stored"
      case .duplicate: "duplicate"
      case .quarantined: "quarantined"
      }
    return .object([
      .init("source", .string(source)), .init("member", .string(member)),
      .init("uri", .string(uri)), .init("line", .int(line)), .init("record", .int(number)),
      .init("byte_offset", .int(byteOffset)), .init("outcome", .string(outcome)),
      .init("original_line", originalLine.map { .int($0) } ?? .null),
      .init("reason", reason.map { .string($0) } ?? .null),
      .init("extra", extra.map { .string($0) } ?? .null),
      .init("split", split.map { .string($0) } ?? .null),
      .init("licence", licence.map { .string($0) } ?? .null), .init("in_plan", .bool(isInPlan)),
    ])
  }
}

extension PairHistory.Vote {
  fileprivate var json: ConfigValue {
    .object([
      .init("winner", .string(winner.word)), .init("stood_first", .string(aStoodFirst ? "a" : "b")),
      .init("strength", .double(strength)), .init("kind", .string(kind.word)),
      .init("annotator", .string(annotator)),
      .init("rationale", rationale.map { .string($0) } ?? .null), .init("place", .string(place)),
      .init("in_plan", .bool(isInPlan)),
    ])
  }
}

extension PairHistory.Step {
  fileprivate var json: ConfigValue {
    .object([
      .init("label", .string(label)), .init("stage", .string(stage)),
      .init("run", .string(run.description)), .init("options", .string(options)),
      .init("findings", .list(findings.map(\.json))),
      .init(
        "decision",
        decided.map { label in
          .object([
            .init("decision", .string(label.decision.word)),
            .init("probability", .double(label.probability)),
          ])
        } ?? .null),
      .init("scores", .list(scores.map(\.json))),
      .init(
        "noise",
        noise.map { noise in
          .object([
            .init("wrong", .double(noise.wrong)), .init("ambiguity", .double(noise.ambiguity)),
          ])
        } ?? .null),
      .init(
        "dynamics",
        .list(
          curves.map { curve in
            .object([
              .init("peer", .int(curve.peer)), .init("fold", .int(curve.fold)),
              .init("margins", .list(curve.margins.map { .double(Double($0)) })),
            ])
          })),
    ])
  }
}

extension PairHistory.Finding {
  fileprivate var json: ConfigValue {
    .object([
      .init("subject", .string(subject)), .init("action", .string(action)),
      .init("weight", weight.map { .double($0) } ?? .null), .init("reason", .string(reason)),
      .init("evidence", .string(evidence)),
    ])
  }
}
