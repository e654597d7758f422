internal import Foundation

/// Tables of an evaluation for a terminal, at most 110 columns wide.
package struct EvaluationText {
  private let file: EvaluationFile

  package init(_ file: EvaluationFile) { self.file = file }

  /// All tables, each with its sentences.
  package var text: String {
    ([head] + file.tables.map(Self.text)).joined(separator: "\n\n")
  }

  private var head: String {
    let corpus = file.corpus
    var what = corpus.store
    if !corpus.where.isEmpty { what += " where \(corpus.where)" }
    if let trusted = corpus.trusted { what += ", trusted \(trusted)" }
    var lines = [
      Self.cut(what),
      "\(corpus.pairs) decided pairs of \(corpus.groups) prompts, digest \(corpus.digest.prefix(16))"
        + ", folds by \(corpus.folds)",
      "hard pairs by: \(corpus.difficulty)",
    ]
    if !corpus.exemptGenerators.isEmpty {
      lines.append(
        Self.cut(
          "in most pairs, so not held out: " + corpus.exemptGenerators.joined(separator: ", ")))
    }
    return lines.joined(separator: "\n")
  }

  private static func cut(_ text: String) -> String {
    text.count > 110 ? text.prefix(109) + "…" : text
  }

  static func text(_ table: TableResult) -> String {
    let isDownstream = table.setting == "downstream"
    var lines = [title(table)]
    lines += isDownstream ? downstream(table) : detection(table)
    lines += table.notes.flatMap { wrapped($0) }
    return lines.joined(separator: "\n")
  }

  private static func title(_ table: TableResult) -> String {
    let share =
      table.rate > 0 ? " \(percent(table.rate))" : table.setting == "downstream" ? " 0 %" : ""
    let wrong = table.setting == "downstream" ? "" : ", \(table.wrong) wrong"
    return "\(table.setting)\(share): \(table.pairs) pairs\(wrong), \(table.groups) groups, "
      + "\(table.seeds) \(table.seeds == 1 ? "seed" : "seeds")"
  }

  private static func percent(_ share: Double) -> String {
    let percent = (share * 1000).rounded() / 10
    return percent == percent.rounded() ? "\(Int(percent)) %" : "\(percent) %"
  }

  // MARK: Detection

  private static func detection(_ table: TableResult) -> [String] {
    guard !table.rows.isEmpty else { return [] }
    let ends = table.setting == "natural" || table.setting == "trusted" ? "P@wrong" : "P@plant"
    var lines = [
      "  " + "method".padded(to: 22) + "AUROC [95 %]".padded(to: 22) + left("AP", 6) + left(ends, 9)
        + left("R@10%", 7) + left("hard10%", 9) + "   " + "winnow less it, AUROC"
    ]
    for row in table.rows {
      let gain = table.gains.first { $0.than == row.name && $0.measure == "auroc" }
      let mark = row.role == "control" ? "· " : row.role == "peer" ? "+ " : "  "
      lines.append(
        trimmed(
          mark + row.name.padded(to: 22) + interval(row.measures["auroc"]).padded(to: 22)
            + left(number(row.measures["average_precision"]?.value), 6)
            + left(number(row.measures["precision_at_planted"]?.value), 9)
            + left(number(row.measures["recall_at_10"]?.value), 7)
            + left(number(row.measures["hard_false_drops_at_10"]?.value), 9) + "   "
            + (gain.map { signed($0.gain) } ?? "")))
    }
    lines.append("  · control, + peer (cleanlab on one plain linear model)")
    for gain in table.gains where gain.than.hasPrefix("best") {
      lines.append("  winnow less \(gain.than): \(signed(gain.gain))")
    }
    if let winnow = table.rows.first(where: { $0.name == "winnow" }) {
      lines.append(
        "  p_wrong of winnow as a probability: ECE \(number(winnow.measures["ece"]?.value)), "
          + "Brier \(number(winnow.measures["brier"]?.value))")
    }
    return lines
  }

  // MARK: Downstream

  private static func downstream(_ table: TableResult) -> [String] {
    guard !table.rows.isEmpty else { return [] }
    var lines = [
      "  " + "trained on".padded(to: 16) + "accuracy [95 %]".padded(to: 22)
        + "less raw".padded(to: 26)
        + left("ECE", 6) + left("Brier", 8) + left("margin", 9)
    ]
    for row in table.rows {
      let gain = table.gains.first { $0.of == row.name && $0.measure == "accuracy" }
      lines.append(
        trimmed(
          "  " + row.name.padded(to: 16) + interval(row.measures["accuracy"]).padded(to: 22)
            + (gain.map { signed($0.gain) } ?? "").padded(to: 26)
            + left(number(row.measures["ece"]?.value), 6)
            + left(number(row.measures["brier"]?.value), 8)
            + left(number(row.measures["mean_margin"]?.value), 9)))
    }
    return lines
  }

  // MARK: Words

  static func number(_ value: Double?) -> String {
    value.map { String(format: "%.3f", $0) } ?? "–"
  }

  /// `0.703 [0.690, 0.716]`.
  static func interval(_ value: IntervalResult?) -> String {
    guard let value, let low = value.low, let high = value.high else {
      return number(value?.value)
    }
    return "\(number(value.value)) [\(number(low)), \(number(high))]"
  }

  /// `+0.031 [+0.020, +0.042]`.
  static func signed(_ value: IntervalResult) -> String {
    guard let middle = value.value else { return "–" }
    guard let low = value.low, let high = value.high else { return String(format: "%+.3f", middle) }
    return String(format: "%+.3f [%+.3f, %+.3f]", middle, low, high)
  }

  private static func left(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(1, width - text.count)) + text
  }

  private static func trimmed(_ text: String) -> String {
    String(text.reversed().drop { $0 == " " }.reversed())
  }

  private static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    var line = " "
    for word in text.split(separator: " ") {
      if line.count + word.count + 1 > 108 {
        lines.append(line)
        line = " "
      }
      line += " " + word
    }
    return lines + [line]
  }
}
