internal import Foundation
internal import Pipeline
public import Records
internal import Store

/// What a store holds, for people and for programs.
public struct StatusSummary: Sendable {
  /// A JSON object: store, sources, splits, runs, plan.
  public let json: String
  /// Tables: sources, splits, runs, the last plan.
  public let text: String
}

extension Curation {
  /// What a store holds and how far its runs have come; also while another process writes it.
  ///
  /// - Parameter location: a store, or a pipeline file, whose store is meant.
  /// - Throws: `no-store` and what else `Store(reading:)` throws, and what is wrong with the pipeline.
  public static func status(_ location: String) throws(WinnowError) -> StatusSummary {
    let path = try storePath(location)
    let status = try StoreStatus(Store(reading: path))
    return StatusSummary(
      json: StatusPage(path: path, status: status).json.indentedJSON,
      text: StatusPage(path: path, status: status).text)
  }

  /// The store that `location`, a store or a pipeline file, means.
  static func storePath(_ location: String) throws(WinnowError) -> String {
    guard location.hasSuffix(".yaml") || location.hasSuffix(".yml") else { return location }
    return try PipelineFile.read(location).store
  }
}

/// Shows the status of a store.
struct StatusPage {
  let path: String
  let status: StoreStatus

  var text: String {
    var parts = [head]
    var rest = status.members[...]
    while let source = rest.first?.source {
      let members = rest.prefix { $0.source == source }
      rest = rest.dropFirst(members.count)
      parts.append("source  \(shown(source))\n" + lines(of: members).joined(separator: "\n"))
    }
    if status.members.isEmpty { parts.append("nothing was read yet") }
    if !status.splits.isEmpty { parts.append(splits) }
    parts.append(runs)
    parts.append(plan)
    return parts.joined(separator: "\n\n")
  }

  private var head: String {
    var size = megabytes(status.bytes)
    if status.logBytes > 0 { size += " and \(megabytes(status.logBytes)) not yet merged into it" }
    var lines = ["store   \(shortPath(path)) (\(size))"]
    if let holder = status.holder { lines.append("writer  \(shown(holder))") }
    return lines.joined(separator: "\n")
  }

  // MARK: Sources

  /// Of a source with more members than this, those with nothing to tell share a line.
  private static let mostMembers = 12

  private func lines(of members: ArraySlice<StoreStatus.Member>) -> [String] {
    let quiet = members.count > Self.mostMembers ? members.filter(\.isQuiet) : []
    let told = quiet.count > 1 ? members.filter { !$0.isQuiet } : Array(members)
    let width = min(80, 3 + (told.map { shown($0.name).count + 2 }.max() ?? 0))
    var lines = told.flatMap { self.lines(of: $0, width: width) }
    guard quiet.count > 1 else { return lines }
    let (stored, duplicates) = quiet.reduce((0, 0)) { ($0.0 + $1.stored, $0.1 + $1.duplicates) }
    lines.append(
      stepLine(
        "  \(grouped(quiet.count)) \(told.isEmpty ? "" : "other ")members", "ingest",
        ["records": stored + duplicates, "stored": stored, "duplicates": duplicates], width: width))
    lines.append("    nothing repaired, nothing in quarantine; `--json` lists them")
    return lines
  }

  private func lines(of member: StoreStatus.Member, width: Int) -> [String] {
    let records = member.stored + member.duplicates + member.quarantined
    var notes = [member.format] + (member.licence.map { ["licence \($0)"] } ?? [])
    if !member.finished { notes.append("not read to its end") }
    if !member.isInPlan, status.plan != nil { notes.append("not in the last plan") }
    var lines = [
      stepLine(
        "  " + shown(member.name), "ingest",
        [
          "records": records, "stored": member.stored, "duplicates": member.duplicates,
          "quarantined": member.quarantined,
        ], width: width), "    " + notes.map { shown($0) }.joined(separator: ", "),
    ]
    if !member.repairs.values.isEmpty {
      lines.append("    repaired: \(Self.words(member.repairs))")
    }
    guard member.quarantined > 0 else { return lines }
    lines.append("    in quarantine: \(Self.words(member.reasons))")
    lines += member.firstQuarantined.map { "      " + shown($0, limit: 160) }
    let more = member.quarantined - member.firstQuarantined.count
    if more > 0 { lines.append("      and \(grouped(more)) more") }
    return lines
  }

  private static func words(_ counts: Counts) -> String {
    counts.values.sorted { $0.key < $1.key }.map { "\($0.key) \(grouped($0.value))" }
      .joined(separator: ", ")
  }

  // MARK: Splits

  private var splits: String {
    let columns: [(String, (StoreStatus.Split) -> Int)] = [
      ("groups", \.groups), ("prompts", \.prompts), ("responses", \.responses), ("pairs", \.pairs),
      ("votes", \.votes),
    ]
    let width = 8 + (status.splits.map(\.name.count).max() ?? 0)
    var lines = ["split".padded(to: width) + columns.map { $0.0.leftPadded(to: 13) }.joined()]
    for split in status.splits {
      lines.append(
        shown(split.name).padded(to: width)
          + columns.map { grouped($0.1(split)).leftPadded(to: 13) }.joined())
    }
    if status.splits.count > 1 {
      let sums = columns.map { column in status.splits.reduce(0) { $0 + column.1($1) } }
      lines.append("all".padded(to: width) + sums.map { grouped($0).leftPadded(to: 13) }.joined())
    }
    return lines.joined(separator: "\n")
  }

  // MARK: Runs

  private var runs: String {
    let open = status.runs.filter { !$0.finished }
    var lines = ["runs    \(status.runs.count - open.count) finished, \(open.count) not finished"]
    for run in open {
      let done = run.counts["records"] + run.counts["in"] + run.counts["labelled"]
      let part = run.part.isEmpty ? "" : " of \(run.part)"
      lines.append(
        "  \(shown(run.stage + part)): \(grouped(run.batches)) batches committed, "
          + "\(grouped(done)) \(run.stage == "ingest" ? "records" : "pairs"), "
          + "begun \(run.startedAt) UTC")
    }
    return lines.joined(separator: "\n")
  }

  private var plan: String {
    guard let plan = status.plan else { return "plan    none is finished" }
    var lines = ["plan    \(shown(plan.pipeline)), \(plan.startedAt) UTC"]
    for step in PlanDescription(plan.description).steps {
      lines += stepLines("  " + shown(shortPath(step.label)), step.stage, Counts(step.counts))
    }
    for run in plan.exports {
      lines += stepLines("  " + shown(run.stage), run.stage, run.counts)
    }
    return lines.joined(separator: "\n")
  }

  // MARK: Steps

  /// A line with what went in and what became of it.
  ///
  /// - Parameter width: of the column that `label` stands in, at least 34.
  private func stepLine(
    _ label: String, _ stage: String, _ counts: [String: Int], width: Int = 34
  ) -> String {
    let row = StepRow(stage: stage, counts: Counts(counts))
    return label.padded(to: max(34, width)) + row.sum(width: 12)
  }

  /// The line, and what else there is to tell, below it.
  private func stepLines(_ label: String, _ stage: String, _ counts: Counts) -> [String] {
    let row = StepRow(stage: stage, counts: counts)
    return [label.padded(to: 34) + row.sum(width: 12)]
      + row.notes.map { "    " + shown($0, limit: 400) }
  }
}

extension StoreStatus.Member {
  /// Whether there is nothing to tell of it but its counts.
  fileprivate var isQuiet: Bool {
    finished && isInPlan && quarantined == 0 && repairs.values.isEmpty
  }
}

/// `12.3 MB`; below a megabyte in kB.
func megabytes(_ bytes: Int64) -> String {
  switch bytes {
  case ..<1_000_000: "\((bytes + 999) / 1000) kB"
  case ..<1_000_000_000: String(format: "%.1f MB", Double(bytes) / 1e6)
  default: String(format: "%.2f GB", Double(bytes) / 1e9)
  }
}

/// `text` on one line for a terminal: white space becomes a blank, and what could steer a terminal or
/// turn the line round is taken out, for the text is what somebody else wrote.
///
/// - Parameter limit: characters; what is cut off shows as `…`.
func shown(_ text: String, limit: Int = 120) -> String {
  var out = String.UnicodeScalarView()
  var blank = false
  // A character is a few scalars at most, but for hostile text, which is cut.
  for scalar in text.unicodeScalars.prefix(limit * 8) {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator: blank = true
    case .format where scalar != "\u{200D}" && scalar != "\u{200C}": continue
    default:
      if blank && !out.isEmpty { out.append(" ") }
      blank = false
      out.append(scalar)
    }
  }
  let line = String(out)
  return line.count > limit ? line.prefix(max(1, limit - 1)) + "…" : line
}
