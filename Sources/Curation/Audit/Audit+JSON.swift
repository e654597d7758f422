internal import Pipeline
internal import Records
internal import Scoring
internal import Store

extension AuditFindings {
  /// As `audit.json` has it; says nothing of time, host or folders.
  var json: ConfigValue {
    .object([
      .init("winnow_audit", .int(Int64(AuditFolder.version))),
      .init("records", .int(Int64(records))), .init("duplicates", .int(Int64(duplicates))),
      .init("quarantined", .int(Int64(quarantined))),
      .init("incomplete", .list(incomplete.map { .string($0) })),
      .init("files", .list(members.map(Self.json))), .init("votes", votes.json),
      .init(
        "marks",
        .list(
          marks.map { mark in
            .object([
              .init("stage", .string(mark.stage)), .init("reason", .string(mark.reason)),
              .init("of", .string(mark.isOfVotes ? "votes" : "pairs")),
              .init("count", .int(Int64(mark.count))), .init("meaning", .string(mark.meaning)),
            ])
          })),
      .init("judged", .int(Int64(judged))),
      .init("few_to_learn_from", .bool(judged < Self.few)),
      .init(
        "not_judged", .object(notJudged.map { .init($0.why, .int(Int64($0.count))) })),
      .init(
        "notes",
        .list(
          notes.map { .object([.init("kind", .string($0.kind)), .init("text", .string($0.text))]) })
      ),
      .init("cues", cues.json),
      .init("likely_wrong", .list(likelyWrong.map(\.json))),
      .init("rows", .list(rows.map(\.json))),
    ])
  }

  private static func json(_ member: StoreStatus.Member) -> ConfigValue {
    func counts(_ counts: Counts) -> ConfigValue { .object(counts.members) }
    return .object([
      .init("name", .string(member.name)), .init("format", .string(member.format)),
      .init(
        "records", .int(Int64(member.stored + member.duplicates + member.quarantined))),
      .init("stored", .int(Int64(member.stored))),
      .init("duplicates", .int(Int64(member.duplicates))),
      .init("quarantined", .int(Int64(member.quarantined))),
      .init("quarantine", counts(member.reasons)),
      .init("first_quarantined", .list(member.firstQuarantined.map { .string($0) })),
      .init("repairs", counts(member.repairs)),
    ])
  }
}

extension VoteCounts {
  fileprivate var json: ConfigValue {
    func int(_ name: String, _ value: Int) -> ConfigValue.Member { .init(name, .int(Int64(value))) }
    return .object([
      int("prompts", prompts), int("responses", responses), int("pairs", pairs),
      int("votes", votes), int("single_responses", single),
      .init("pairs_by_votes", .list(byVotes.map { .int(Int64($0)) })),
      int("pairs_in_several_records", inSeveralRecords), int("disagreeing_pairs", disagreeing),
      int("ties", ties), int("both_bad", bothBad), int("undecided_pairs", undecidedPairs),
      int("named_annotators", namedAnnotators),
    ])
  }
}

extension AuditCues {
  fileprivate var json: ConfigValue {
    var list = texts.map { found in
      Self.json(found.name, found.words, found.why, found.result)
    }
    if let generators {
      list.append(Self.json("generator", "the name with more wins elsewhere wins", "", generators))
    }
    if let side {
      list.append(
        Self.json(
          "side", "the one that stands \(side.pointsUp ? "first" : "second") wins", "", side))
    }
    return .list(list)
  }

  private static func json(
    _ name: String, _ words: String, _ why: String, _ result: CueResult
  ) -> ConfigValue {
    .object([
      .init("cue", .string(name)), .init("says", .string(words)), .init("why", .string(why)),
      .init("accuracy", result.accuracy.json), .init("pairs", .int(Int64(result.pairs))),
      .init("equal", .int(Int64(result.equal))),
      .init("beyond_chance", .bool(result.isBeyondChance)),
    ])
  }
}

extension Estimate {
  /// `{"value": …, "low": …, "high": …}`, six digits.
  var json: ConfigValue {
    func rounded(_ value: Double?) -> ConfigValue {
      value.map { .double(($0 * 1e6).rounded() / 1e6) } ?? .null
    }
    return .object([
      .init("value", rounded(value)), .init("low", rounded(interval?.low)),
      .init("high", rounded(interval?.high)),
    ])
  }
}

extension LikelyWrong {
  fileprivate var json: ConfigValue {
    func rounded(_ value: Double) -> ConfigValue { .double((value * 1e6).rounded() / 1e6) }
    let reason = AuditReason(self)
    return .object([
      .init("place", .string(place)), .init("pair", .string(id.description)),
      .init("wrong", rounded(wrong)), .init("ambiguity", rounded(ambiguity)),
      .init("models", .int(Int64(reason.models))),
      .init("models_against", .int(Int64(reason.against))),
      .init(
        "pulls_to_rejected",
        .object(reason.pulls.map { .init($0.feature, rounded($0.margin)) })),
      .init("marks", .list(marks.map { .string($0) })),
      .init("prompt", .string(prompt.line(limit: 200))),
      .init("chosen", .string(chosen.line(limit: 200))),
      .init("rejected", .string(rejected.line(limit: 200))),
    ])
  }
}
