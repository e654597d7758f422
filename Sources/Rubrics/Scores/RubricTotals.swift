internal import Endpoints
internal import Pipeline
internal import Scoring
internal import Store

/// What all batches of `rubrics.score` came to.
struct RubricTotals {
  let aggregate: RubricAggregate
  let output: String
  private var counts: Counts
  private var scores: [Double] = []
  private var models: [String: [Double]] = [:]
  private var tags: [String: [Double]] = [:]
  private var values: [String: [Double]] = [:]

  /// - Parameter committed: of an earlier try of the run; its failures are not met again.
  init(aggregate: RubricAggregate, output: String, _ committed: Counts) {
    self.aggregate = aggregate
    self.output = output
    counts = UnansweredQuestions.of(committed)
  }

  static let scored = "responses scored"
  static let agreeing = "pairs whose preferred answer scores higher"
  static let opposed = "pairs whose preferred answer scores lower"
  static let tied = "pairs whose answers score the same"
  static let learned = "pairs whose rubric was made of their prompt's pairs"
  private static let left = "not scored: "

  /// Tags that name a kind of criterion, not one of them.
  static func isShown(_ tag: String) -> Bool {
    tag.contains(":") && !["name:", "contrast:", "level:"].contains { tag.hasPrefix($0) }
  }

  mutating func add(_ found: RubricScoring.Found) {
    counts.add(found.batch.counts)
    for (score, models, values) in found.scores {
      scores.append(score)
      for model in models { self.models[model, default: []].append(score) }
      for value in values { self.values[value, default: []].append(score) }
    }
    for (tag, score) in found.tags { tags[tag, default: []].append(score) }
  }

  var notes: [RunNote] {
    let left = counts.values.filter { $0.key.hasPrefix(Self.left) && $0.value > 0 }
    let all = scores.count + left.values.reduce(0, +)
    var notes: [RunNote] = []
    if scores.isEmpty {
      notes.append(
        RunNote("warning", "warning: none of \(all) responses got a score `\(output)`"))
    } else {
      notes.append(RunNote("scores", "`\(output)`: \(words(scores)) of \(all) responses"))
    }
    notes += left.sorted { $0.key < $1.key }.map { RunNote("scores", "\($1) \($0)") }
    let (agreeing, opposed) = (counts[Self.agreeing], counts[Self.opposed])
    if agreeing + opposed > 0 {
      var words =
        "of \(agreeing + opposed) pairs whose answers score differently, the label prefers the higher score in "
        + ScoreDigits.percent(Double(agreeing) / Double(agreeing + opposed))
      let learned = counts[Self.learned]
      if learned > 0 {
        words +=
          "; \(learned) pairs helped to make the rubric that scores them, and agree the more for it"
      }
      notes.append(RunNote("labels", words))
    }
    notes +=
      table("by model", models) + table("by kind of criterion", tags)
      + table("by what records say", values)
    if let note = UnansweredQuestions.note(counts) { notes.append(note) }
    return notes
  }

  /// Rows of a table.
  private static let mostRows = 40

  private func table(_ title: String, _ rows: [String: [Double]]) -> [RunNote] {
    guard !rows.isEmpty else { return [] }
    var lines = rows.sorted {
      // Where not all are shown, those of most scores come first.
      rows.count > Self.mostRows && $0.value.count != $1.value.count
        ? $0.value.count > $1.value.count : $0.key < $1.key
    }.prefix(Self.mostRows).map { "\($0): \(words($1))" }
    if rows.count > Self.mostRows { lines.append("and \(rows.count - Self.mostRows) more") }
    return [RunNote("table", ([title] + lines).joined(separator: "\n"))]
  }

  /// In the order of size, so that sums and resamples do not depend on that of the prompts.
  private func words(_ scores: [Double]) -> String {
    let sorted = scores.sorted()
    guard aggregate == .healthbench, let clipped = ClippedMean(sorted) else {
      let mean = sorted.reduce(0, +) / Double(max(1, sorted.count))
      return "mean \(ScoreDigits.short(mean)) of \(sorted.count)"
    }
    return "clipped mean \(ScoreDigits.short(clipped.mean)), bootstrap deviation "
      + "\(ScoreDigits.short(clipped.deviation)), of \(clipped.count)"
  }
}
