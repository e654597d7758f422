internal import Pipeline
internal import Records
internal import Store

/// What a run came to, for people and for programs.
public struct RunSummary: Sendable {
  /// A JSON object: pipeline, store, steps with their counts.
  public let json: String
  /// A table with a row per step.
  public let text: String

  init(_ report: RunReport, _ plan: RunPlan) {
    var members = [ConfigValue.Member("store", .string(report.store))]
    if case .object(let described) = report.description { members += described }
    json = ConfigValue.object(members).indentedJSON
    text = Self.text(report, plan)
  }

  private static func text(_ report: RunReport, _ plan: RunPlan) -> String {
    var lines: [String] = []
    for (step, work) in zip(report.steps, plan.steps) {
      let reused = step.reused ? "  (as before)" : ""
      switch work.work {
      case .ingest:
        lines.append(
          line("read", step.counts["records"], "records", parts: ingestParts(step.counts)) + reused)
        lines += notes(step.counts, prefix: "repair ", word: "repaired")
      case .labels:
        lines.append(line(step.label, step.counts["labelled"], "pairs", parts: []) + reused)
      case .stage:
        lines.append(
          line(step.label, step.counts["in"], "pairs", parts: stageParts(step.counts)) + reused)
      case .export:
        lines.append(
          line(step.label, step.counts["in"], "pairs", parts: exportParts(step.counts)) + reused)
      }
    }
    lines.append("")
    lines.append("store   \(report.store)")
    for step in plan.steps {
      if case .export(let export) = step.work { lines.append("export  \(export.folder)") }
    }
    return lines.joined(separator: "\n")
  }

  private static func line(_ label: String, _ count: Int, _ unit: String, parts: [String])
    -> String
  {
    let name = label.padded(to: 32)
    let number = grouped(count).leftPadded(to: 12)
    let rest = parts.isEmpty ? "" : " = " + parts.joined(separator: " + ")
    return "\(name)\(number) \(unit)\(rest)"
  }

  private static func ingestParts(_ counts: Counts) -> [String] {
    ["stored", "duplicates", "quarantined"].map { "\(grouped(counts[$0])) \($0)" }
  }

  private static func stageParts(_ counts: Counts) -> [String] {
    let dropped = counts.values.filter { $0.key.hasPrefix("drop ") }.sorted { $0.key < $1.key }
    return ["\(grouped(counts["kept"])) kept"]
      + dropped.map { "\(grouped($0.value)) \($0.key.dropFirst(5))" }
  }

  private static func exportParts(_ counts: Counts) -> [String] {
    let dropped = counts.values.filter { $0.key.hasPrefix("not ") && $0.value > 0 }
      .sorted { $0.key < $1.key }
    return ["\(grouped(counts["written"])) written"]
      + dropped.map { "\(grouped($0.value)) \($0.key.dropFirst(4))" }
  }

  private static func notes(_ counts: Counts, prefix: String, word: String) -> [String] {
    let found = counts.values.filter { $0.key.hasPrefix(prefix) }.sorted { $0.key < $1.key }
    guard !found.isEmpty else { return [] }
    let all = found.map { "\($0.key.dropFirst(prefix.count)) \(grouped($0.value))" }
    return ["  \(word): \(all.joined(separator: ", "))"]
  }
}

/// What a run would do, for people and for programs.
public struct PlanSummary: Sendable {
  /// A JSON object: sources with their formats, steps with their runs and why they are to be done.
  public let json: String
  /// A table with a row per step, its runs below.
  public let text: String

  init(_ plan: RunPlan) {
    json = Self.json(plan)
    text = Self.text(plan)
  }

  private static func text(_ plan: RunPlan) -> String {
    var lines = ["\(plan.file.name)  →  \(plan.file.store)", ""]
    for part in plan.parts {
      let note = part.formatNote.map { " (\($0))" } ?? ""
      lines.append("source  \(part.source)/\(part.name): \(part.format)\(note)")
    }
    lines.append("")
    for step in plan.steps {
      let left = step.units.filter { $0.state != .finished }
      guard let first = left.first else {
        lines.append("done    \(step.label)")
        continue
      }
      let share = step.units.count > 1 ? " (\(left.count) of \(step.units.count) files)" : ""
      lines.append("run     \(step.label)\(share): \(words(first.state))")
    }
    return lines.joined(separator: "\n")
  }

  private static func words(_ state: RunPlan.State) -> String {
    switch state {
    case .finished: "done before"
    case .begun(let batches): "goes on after \(batches) committed batches"
    case .new(let why): why
    }
  }

  private static func json(_ plan: RunPlan) -> String {
    let sources = plan.parts.map { part in
      ConfigValue.object([
        .init("source", .string(part.source)), .init("file", .string(part.name)),
        .init("format", .string(part.format)),
        .init("why", part.formatNote.map { .string($0) } ?? .null),
        .init("sha256", .string(part.digest.sha256)),
      ])
    }
    let steps = plan.steps.map { step in
      ConfigValue.object([
        .init("label", .string(step.label)), .init("stage", .string(step.stage)),
        .init(
          "runs",
          .list(
            step.units.map { unit in
              .object([
                .init("part", .string(unit.key.part)),
                .init("digest", .string(unit.key.digest.description)),
                .init("finished", .bool(unit.state == .finished)),
                .init("why", .string(words(unit.state))),
              ])
            })),
      ])
    }
    return ConfigValue.object([
      .init("pipeline", .string(plan.file.name)), .init("store", .string(plan.file.store)),
      .init("sources", .list(sources)), .init("steps", .list(steps)),
    ]).indentedJSON
  }
}

/// `1234567` as `1,234,567`.
func grouped(_ number: Int) -> String {
  let digits = String(abs(number))
  var out = ""
  for (index, digit) in digits.enumerated() {
    if index > 0 && (digits.count - index).isMultiple(of: 3) { out.append(",") }
    out.append(digit)
  }
  return number < 0 ? "-" + out : out
}

extension String {
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }

  func leftPadded(to width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
