package import Store

/// What a run came to, a row per step of the pipeline.
package struct RunReport: Sendable {
  package var pipeline: String
  package var store: String
  /// Row of the plan in the store.
  package var plan: Int64?
  package var steps: [Step] = []

  package struct Step: Sendable {
    package var label: String
    package var stage: String
    package var counts: Counts
    /// What its runs have to say besides.
    package var notes: [RunNote] = []
    /// Whether an earlier run's result was taken as it was.
    package var reused: Bool
  }

  /// As the store keeps it with the plan, and as `--json` prints it.
  package var description: ConfigValue {
    .object([
      .init("pipeline", .string(pipeline)),
      .init(
        "steps",
        .list(
          steps.map { step in
            .object([
              .init("label", .string(step.label)), .init("stage", .string(step.stage)),
              .init("counts", .object(step.counts.members)),
              .init(
                "notes",
                .list(
                  step.notes.map {
                    .object([.init("kind", .string($0.kind)), .init("text", .string($0.text))])
                  })),
            ])
          })),
    ])
  }
}

extension Counts {
  /// Sorted by word.
  package var members: [ConfigValue.Member] {
    values.sorted { $0.key < $1.key }.map { .init($0.key, .int(Int64($0.value))) }
  }
}
