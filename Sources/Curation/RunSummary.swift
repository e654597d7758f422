internal import Endpoints
internal import Pipeline
internal import Records
internal import Store

/// What a run came to, for people and for programs.
public struct RunSummary: Sendable {
  /// A JSON object: pipeline, store, steps with their counts.
  public let json: String
  /// A table with a row per step.
  public let text: String
  /// What whoever started the run should not miss, for standard error.
  public let notices: [String]
  /// 1 if the pipeline had pairs and an export of it has none; else 0.
  public let exitStatus: Int32

  init(_ report: RunReport) {
    let empty = report.steps.compactMap { EmptyExport($0, in: report) }
    var members = [ConfigValue.Member("store", .string(report.store))]
    if case .object(let described) = report.description { members += described }
    members.append(.init("notices", .list(empty.map(\.json))))
    json = ConfigValue.object(members).indentedJSON
    text = Self.text(report)
    notices = empty.map(\.text)
    exitStatus = empty.contains(where: \.isFailure) ? 1 : 0
  }

  private static func text(_ report: RunReport) -> String {
    let rows = report.steps.map { step in
      (name: name(step), row: StepRow(stage: step.stage, counts: step.counts), step: step)
    }
    let names = rows.map(\.name.count).max() ?? 0
    let numbers = rows.map { grouped($0.row.number).count }.max() ?? 0
    var lines: [String] = []
    for (name, row, step) in rows {
      let reused = step.reused ? "  (as before)" : ""
      lines.append(name.padded(to: names + 2) + row.sum(width: numbers) + reused)
      lines += row.notes.map { String(repeating: " ", count: names + numbers + 3) + $0 }
      for note in step.notes {
        lines += note.text.split(separator: "\n").flatMap { wrapped($0, indent: 4) }
      }
    }
    lines.append("")
    lines.append("store   \(shortPath(report.store))")
    for step in report.steps where step.stage.hasPrefix("export ") && step.counts["rows"] > 0 {
      lines.append("export  \(shortPath(step.label))")
    }
    return lines.joined(separator: "\n")
  }

  private static func name(_ step: RunReport.Step) -> String {
    if step.stage == "ingest" { return "read" }
    return step.stage.hasPrefix("export ") ? shortPath(step.label) : step.label
  }
}

/// What a run would do, for people and for programs.
public struct PlanSummary: Sendable {
  /// A JSON object: sources with their formats, steps with their runs and why they are to be done.
  public let json: String
  /// A table with a row per step, its runs below.
  public let text: String

  init(_ plan: RunPlan, _ requests: [PlannedRequests], _ foresight: [Foresight]) {
    json = Self.json(plan, requests, foresight)
    text = Self.text(plan, requests, foresight)
  }

  private static func text(
    _ plan: RunPlan, _ requests: [PlannedRequests], _ foresight: [Foresight]
  ) -> String {
    var lines = ["\(plan.file.name)  →  \(shortPath(plan.file.store))", ""]
    for part in plan.parts {
      let note = part.formatNote.map { " (\($0))" } ?? ""
      // A source without a name has its file's.
      let name = part.source == part.name ? part.name : "\(part.source)/\(part.name)"
      lines.append("source  \(name): \(part.format)\(note)")
    }
    lines.append("")
    for (index, step) in plan.steps.enumerated() {
      let left = step.units.filter { $0.state != .finished }
      guard let first = left.first else {
        lines.append("done    \(shortPath(step.label))")
        continue
      }
      let share = step.units.count > 1 ? " (\(left.count) of \(step.units.count) files)" : ""
      lines.append("run     \(shortPath(step.label))\(share): \(words(first.state))")
      for asked in requests where asked.step == index {
        lines += wrapped(Substring(asked.words), indent: 8)
      }
      for note in foresight.filter({ $0.step == index }).flatMap(\.notes) {
        for line in note.text.split(separator: "\n") { lines += wrapped(line, indent: 8) }
      }
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

  private static func json(
    _ plan: RunPlan, _ requests: [PlannedRequests], _ foresight: [Foresight]
  ) -> String {
    let sources = plan.parts.map { part in
      ConfigValue.object([
        .init("source", .string(part.source)), .init("file", .string(part.name)),
        .init("format", .string(part.format)),
        .init("why", part.formatNote.map { .string($0) } ?? .null),
        .init("sha256", .string(part.digest.sha256)),
      ])
    }
    let steps = plan.steps.enumerated().map { index, step in
      let asked = requests.first { $0.step == index }
      return ConfigValue.object(
        [
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
        ] + (asked.map { [.init("endpoint", $0.json)] } ?? [])
          + foresight.filter { $0.step == index }.map {
            .init("notes", .list($0.notes.map { .string($0.text) }))
          })
    }
    return ConfigValue.object([
      .init("pipeline", .string(plan.file.name)), .init("store", .string(plan.file.store)),
      .init("sources", .list(sources)), .init("steps", .list(steps)),
    ]).indentedJSON
  }
}

/// The words of a line on lines of at most `width` characters, the first after `indent` blanks, the others
/// two further in.
func wrapped(_ line: Substring, indent: Int, width: Int = 100) -> [String] {
  var lines: [String] = []
  var current = String(repeating: " ", count: indent)
  var isEmpty = true
  for word in line.split(separator: " ") {
    if !isEmpty && current.count + 1 + word.count > width {
      lines.append(current)
      current = String(repeating: " ", count: indent + 2)
      isEmpty = true
    }
    current += (isEmpty ? "" : " ") + word
    isEmpty = false
  }
  return lines + [current]
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

extension PlannedRequests {
  /// Numbers for programs; `null` as long as no source is read.
  fileprivate var json: ConfigValue {
    estimate?.json ?? .null
  }
}

extension RequestEstimate {
  /// Numbers for programs.
  var json: ConfigValue {
    var members: [ConfigValue.Member] = [
      .init("requests", .int(Int64(requests))), .init("questions", .int(Int64(questions))),
      .init("tokens_in", .int(Int64(tokensIn))), .init("tokens_out", .int(Int64(tokensOut))),
      .init("cost", cost.map { .double($0) } ?? .null),
    ]
    if let most {
      members.append(
        .init(
          "most",
          .object([
            .init("requests", .int(Int64(most.requests))),
            .init("tokens_in", .int(Int64(most.tokensIn))),
            .init("tokens_out", .int(Int64(most.tokensOut))),
            .init("cost", most.cost.map { .double($0) } ?? .null),
          ])))
    }
    return .object(members)
  }
}
