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
    let rows = zip(report.steps, plan.steps).map { row($0, $1) }
    let names = rows.map(\.name.count).max() ?? 0
    let numbers = rows.map(\.number.count).max() ?? 0
    var lines: [String] = []
    for row in rows {
      let parts = row.parts.isEmpty ? "" : " = " + row.parts.joined(separator: " + ")
      let reused = row.isReused ? "  (as before)" : ""
      lines.append(
        row.name.padded(to: names + 2) + row.number.leftPadded(to: numbers) + " " + row.unit
          + parts + reused)
      lines += row.notes.map { String(repeating: " ", count: names + numbers + 3) + $0 }
    }
    lines.append("")
    lines.append("store   \(shortPath(report.store))")
    for step in plan.steps {
      if case .export(let export) = step.work {
        lines.append("export  \(shortPath(export.folder))")
      }
    }
    return lines.joined(separator: "\n")
  }

  /// A line of the table: `number` `unit` = `parts`, with notes below.
  private struct Row {
    var name: String
    var number: String
    var unit: String
    var parts: [String]
    var notes: [String] = []
    var isReused: Bool
  }

  private static func row(_ step: RunReport.Step, _ planned: RunPlan.Step) -> Row {
    let counts = step.counts
    switch planned.work {
    case .ingest:
      return Row(
        name: "read", number: grouped(counts["records"]), unit: "records",
        parts: ["stored", "duplicates", "quarantined"].map { "\(grouped(counts[$0])) \($0)" },
        notes: note("quarantined", counts, "quarantined ") + note("repaired", counts, "repair "),
        isReused: step.reused)
    case .labels:
      return Row(
        name: step.label, number: grouped(counts["labelled"]), unit: "pairs", parts: [],
        isReused: step.reused)
    case .stage:
      return Row(
        name: step.label, number: grouped(counts["in"]), unit: "pairs",
        parts: ["\(grouped(counts["kept"])) kept"] + sorted(counts, "drop "),
        notes: note("marked", counts, "mark ") + note("votes dropped", counts, "vote drop ")
          + note("passed over", counts, "prompts passed over: ")
          + step.notes.flatMap { $0.text.split(separator: "\n").map(String.init) },
        isReused: step.reused)
    case .export:
      let others = counts.values.filter { word, count in
        count > 0 && !["in", "written", "rows"].contains(word) && !word.hasPrefix("rows ")
      }.sorted { $0.key < $1.key }
      let rows =
        counts["rows"] == counts["written"] ? [] : ["\(grouped(counts["rows"])) rows"]
      return Row(
        name: shortPath(step.label), number: grouped(counts["in"]), unit: "pairs",
        parts: ["\(grouped(counts["written"])) written"]
          + others.map { "\(grouped($0.value)) \($0.key)" },
        notes: rows, isReused: step.reused)
    }
  }

  private static func sorted(_ counts: Counts, _ prefix: String) -> [String] {
    counts.values.filter { $0.key.hasPrefix(prefix) && $0.value != 0 }.sorted { $0.key < $1.key }
      .map { "\(grouped($0.value)) \($0.key.dropFirst(prefix.count))" }
  }

  private static func note(_ word: String, _ counts: Counts, _ prefix: String) -> [String] {
    let found = sorted(counts, prefix)
    return found.isEmpty ? [] : ["\(word): \(found.joined(separator: ", "))"]
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
    var lines = ["\(plan.file.name)  →  \(shortPath(plan.file.store))", ""]
    for part in plan.parts {
      let note = part.formatNote.map { " (\($0))" } ?? ""
      // A source without a name has its file's.
      let name = part.source == part.name ? part.name : "\(part.source)/\(part.name)"
      lines.append("source  \(name): \(part.format)\(note)")
    }
    lines.append("")
    for step in plan.steps {
      let left = step.units.filter { $0.state != .finished }
      guard let first = left.first else {
        lines.append("done    \(shortPath(step.label))")
        continue
      }
      let share = step.units.count > 1 ? " (\(left.count) of \(step.units.count) files)" : ""
      lines.append("run     \(shortPath(step.label))\(share): \(words(first.state))")
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

/// A path without `folder/..` in it.
func shortPath(_ path: String) -> String {
  var parts: [Substring] = []
  for part in path.split(separator: "/", omittingEmptySubsequences: false) {
    if part == "..", let last = parts.last, last != "..", last != "." {
      parts.removeLast()
    } else {
      parts.append(part)
    }
  }
  return parts.joined(separator: "/")
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
