internal import Export
internal import Pipeline
internal import Store

/// An export that wrote no row: what is said of it, and whether the run failed by it.
struct EmptyExport {
  let folder: String
  let counts: Counts
  /// `pairs` or `prompts`.
  let unit: String
  /// The steps before it, of which some dropped pairs.
  let steps: [RunReport.Step]

  /// - Returns: `nil` for any step but an export without rows.
  init?(_ step: RunReport.Step, in report: RunReport) {
    guard step.stage.hasPrefix("export "), step.counts["rows"] == 0 else { return nil }
    (folder, counts) = (step.label, step.counts)
    unit = TrainerExports.unit(ofStage: step.stage)
    steps = report.steps.filter { !$0.stage.hasPrefix("export ") }
  }

  /// Whether that is a failure: there were pairs, and all were lost on the way. No pairs in the sources,
  /// and pairs that were kept where dropped ones are asked for, are facts.
  var isFailure: Bool { counts["in"] > 0 && counts["kept"] == 0 }

  /// Stages that dropped pairs, with how many by which reason.
  private var droppers: [(label: String, reasons: [String])] {
    // Only where pairs are missing that were dropped does it matter who dropped them.
    guard counts["dropped"] > 0 else { return [] }
    return steps.map { ($0.label, StepRow.sorted($0.counts, "drop ")) }
      .filter { !$0.reasons.isEmpty }
  }

  private var message: String {
    counts["in"] == 0
      ? "the sources hold no \(unit.dropLast()), so that nothing was exported"
      : "no \(unit.dropLast()) was fit to be exported"
  }

  /// As the command line prints it on standard error.
  var text: String {
    var lines = [
      "\(isFailure ? "error" : "warning")[empty-export]: \(message), and no folder is there: "
        + "`\(shortPath(folder))`"
    ]
    if counts["in"] > 0 {
      let reasons = StepRow.refused(counts).map { "\(grouped($0.count)) \($0.word)" }
      lines.append("  of \(grouped(counts["in"])) \(unit): \(reasons.joined(separator: ", "))")
    }
    for (label, reasons) in droppers {
      lines.append("  dropped by \(label): \(reasons.joined(separator: ", "))")
    }
    if isFailure {
      lines.append(
        "hint: `winnow why` tells of any pair what became of it; a wrong option shows in the counts"
      )
    }
    return lines.joined(separator: "\n")
  }

  /// For programs.
  var json: ConfigValue {
    .object([
      .init("code", "empty-export"), .init("failure", .bool(isFailure)),
      .init("export", .string(folder)), .init("message", .string(message)),
      .init("counts", .object(counts.members)),
      .init(
        "dropped_by",
        .list(
          steps.map { step in
            (step.label, step.counts.values.filter { $0.key.hasPrefix("drop ") && $0.value != 0 })
          }.filter { !$0.1.isEmpty }.map { label, reasons in
            .object([
              .init("step", .string(label)),
              .init(
                "reasons",
                .object(
                  reasons.sorted { $0.key < $1.key }.map {
                    .init(String($0.key.dropFirst("drop ".count)), .int(Int64($0.value)))
                  })),
            ])
          })),
    ])
  }
}
