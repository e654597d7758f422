internal import Export
internal import Pipeline
internal import Store

/// A step of a pipeline with its counts, as every report shows it: what went in is the sum of `parts`.
struct StepRow {
  /// What went in.
  var number: Int
  var unit: String
  /// What became of it, with numbers; empty where nothing is told apart.
  var parts: [String] = []
  /// What else there is to tell, a line each.
  var notes: [String] = []

  /// - Parameters:
  ///   - stage: the name in the ledger.
  ///   - counts: as the ledger has them.
  init(stage: String, counts: Counts) {
    if stage == "ingest" {
      (number, unit) = (counts["records"], "records")
      parts = ["stored", "duplicates", "quarantined"].map { "\(grouped(counts[$0])) \($0)" }
      notes = Self.note("quarantined", counts, "quarantined ")
      notes += Self.note("repaired", counts, "repair ")
      let passedOver = PassedOver(counts)
      if !passedOver.isEmpty { notes.append("passed over: \(passedOver.words)") }
    } else if stage.hasPrefix("labels.") {
      (number, unit) = (counts["labelled"], "pairs")
    } else if stage.hasPrefix("export ") {
      (number, unit) = (counts["in"], TrainerExports.unit(ofStage: stage))
      parts = ["\(grouped(counts["written"])) written"]
      parts += Self.refused(counts).map { "\(grouped($0.count)) \($0.word)" }
      if counts["rows"] != counts["written"] { notes = ["\(grouped(counts["rows"])) rows"] }
    } else {
      (number, unit) = (counts["in"], "pairs")
      parts = ["\(grouped(counts["kept"])) kept"] + Self.sorted(counts, "drop ")
      if counts["pairs made"] > 0 { notes = ["made \(grouped(counts["pairs made"])) pairs"] }
      notes += Self.note("not made", counts, "not made: ")
      if counts["scores"] > 0 { notes += ["gave \(grouped(counts["scores"])) scores"] }
      if counts["labels"] > 0 { notes += ["decided \(grouped(counts["labels"])) pairs"] }
      notes += Self.note("prompts dropped", counts, "prompt drop ")
      notes += Self.note("responses dropped", counts, "response drop ")
      notes += Self.note("marked", counts, "mark ")
      notes += Self.note("flipped", counts, "flip ")
      notes += Self.note("weighted", counts, "weight ")
      notes += Self.note("votes dropped", counts, "vote drop ")
      notes += Self.note("passed over", counts, "prompts passed over: ")
      notes += Self.note("not judged", counts, "not judged: ")
      notes += Self.note("not scored", counts, "not scored: ")
    }
  }

  /// `10 records = 8 stored + …`, the number as wide as `width`.
  func sum(width: Int = 0) -> String {
    let parts = parts.isEmpty ? "" : " = " + parts.joined(separator: " + ")
    return "\(grouped(number).leftPadded(to: width)) \(unit)\(parts)"
  }

  /// Pairs or prompts that an export did not write, by reason.
  static func refused(_ counts: Counts) -> [(word: String, count: Int)] {
    counts.values.filter { word, count in
      count > 0 && !["in", "written", "rows"].contains(word) && !word.hasPrefix("rows ")
    }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Those counts whose word begins with `prefix`, by word.
  static func sorted(_ counts: Counts, _ prefix: String) -> [String] {
    counts.values.filter { $0.key.hasPrefix(prefix) && $0.value != 0 }.sorted { $0.key < $1.key }
      .map { "\(grouped($0.value)) \($0.key.dropFirst(prefix.count))" }
  }

  private static func note(_ word: String, _ counts: Counts, _ prefix: String) -> [String] {
    let found = sorted(counts, prefix)
    return found.isEmpty ? [] : ["\(word): \(found.joined(separator: ", "))"]
  }
}
