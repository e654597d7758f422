internal import Pipeline
internal import Records
internal import Store

extension StatusPage {
  /// Everything the text says, and more, for programs.
  var json: ConfigValue {
    .object([
      .init("store", .string(path)), .init("bytes", .int(status.bytes)),
      .init("log_bytes", .int(status.logBytes)),
      .init("writer", status.holder.map { .string($0) } ?? .null),
      .init("members", .list(status.members.map(Self.json))),
      .init("splits", .list(status.splits.map(Self.json))),
      .init("runs", .list(status.runs.map(Self.json))),
      .init("plan", status.plan.map(Self.json) ?? .null),
    ])
  }

  private static func json(_ member: StoreStatus.Member) -> ConfigValue {
    .object([
      .init("source", .string(member.source)), .init("member", .string(member.name)),
      .init("uri", .string(member.uri)), .init("format", .string(member.format)),
      .init("licence", member.licence.map { .string($0) } ?? .null),
      .init("finished", .bool(member.finished)), .init("in_plan", .bool(member.isInPlan)),
      .init("records", int(member.stored + member.duplicates + member.quarantined)),
      .init("stored", int(member.stored)), .init("duplicates", int(member.duplicates)),
      .init("quarantined", int(member.quarantined)),
      .init("repairs", .object(member.repairs.members)),
      .init("reasons", .object(member.reasons.members)),
      .init("first_quarantined", .list(member.firstQuarantined.map { .string($0) })),
    ])
  }

  private static func json(_ split: StoreStatus.Split) -> ConfigValue {
    .object([
      .init("split", .string(split.name)), .init("groups", int(split.groups)),
      .init("prompts", int(split.prompts)), .init("responses", int(split.responses)),
      .init("pairs", int(split.pairs)), .init("votes", int(split.votes)),
    ])
  }

  private static func json(_ run: StoreStatus.Run) -> ConfigValue {
    .object([
      .init("digest", .string(run.digest.description)), .init("stage", .string(run.stage)),
      .init("part", .string(run.part)), .init("finished", .bool(run.finished)),
      .init("batches", int(run.batches)), .init("counts", .object(run.counts.members)),
      .init("started_at", .string(run.startedAt)), .init("seconds", .double(run.seconds)),
    ])
  }

  private static func json(_ plan: StoreStatus.Plan) -> ConfigValue {
    let steps = PlanDescription(plan.description).steps.map { step in
      (step.label, step.stage, Counts(step.counts))
    }
    let exports = plan.exports.map { ($0.stage, $0.stage, $0.counts) }
    return .object([
      .init("pipeline", .string(plan.pipeline)), .init("started_at", .string(plan.startedAt)),
      .init(
        "steps",
        .list(
          (steps + exports).map { label, stage, counts in
            .object([
              .init("label", .string(label)), .init("stage", .string(stage)),
              .init("counts", .object(counts.members)),
            ])
          })),
    ])
  }

  private static func int(_ value: Int) -> ConfigValue { .int(Int64(value)) }
}
