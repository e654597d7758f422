internal import Endpoints
internal import Pipeline
internal import Store

/// What all batches of `trees.generate` came to.
///
/// All of it stands in the counts that are committed with the batches, so that a run that goes on says the same as one
/// that was not stopped.
struct GrowthTotals {
  private let stage: GenerateStage
  private var counts: Counts

  init(stage: GenerateStage, _ committed: Counts) {
    self.stage = stage
    counts = committed
  }

  mutating func add(_ batch: CorpusBatch) {
    counts.add(batch.counts)
    counts[Self.trees] += batch.trees.count
    counts[Self.responses] += batch.responses.reduce(0) { $0 + $1.texts.count }
  }

  // Counted where batches are committed.
  private static let trees = "trees"
  private static let responses = "responses made"

  // What is counted besides.
  static let early = "responses that end before the last depth"
  static let again = "equal siblings asked for again"
  static let merged = "equal siblings made one"
  static let cut = "pieces without a separator"
  static let incomplete = "responses without an end"
  static let empty = "responses without a word"
  static let repeated = "responses that two ways lead to"
  static let bare = "prompts without a tree"
  static let tooLong = "prompts passed over: max_chars"

  var notes: [RunNote] {
    let (trees, responses) = (counts[Self.trees], counts[Self.responses])
    guard trees > 0 else {
      return [RunNote("warning", "warning: no prompt got a tree")] + left
    }
    let mean = ScoreDigits.short(Double(responses) / Double(trees))
    let full = (0..<stage.depth).reduce(1) { sum, _ in sum.times(stage.branching) }
    let early = counts[Self.early]
    return [
      RunNote(
        "trees",
        "\(trees) trees with \(responses) responses by `\(stage.endpoint.model)`, \(mean) a tree of at most \(full)"
          + (early > 0 ? "; \(early) end before the last depth" : ""))
    ] + left
  }

  private var left: [RunNote] {
    var notes: [RunNote] = []
    let parts = [
      (Self.again, "asked for again"), (Self.merged, "made one node"),
    ].filter { counts[$0.0] > 0 }.map { "\(counts[$0.0]) \($0.1)" }
    if !parts.isEmpty {
      notes.append(RunNote("siblings", "equal siblings: \(parts.joined(separator: ", "))"))
    }
    for key in [Self.cut, Self.repeated, Self.tooLong, Self.bare] where counts[key] > 0 {
      notes.append(RunNote("left", "\(counts[key]) \(key)"))
    }
    let lost = [Self.incomplete, Self.empty].filter { counts[$0] > 0 }
      .map { "\(counts[$0]) \($0)" }
    if !lost.isEmpty {
      notes.append(
        RunNote(
          "warning",
          "warning: \(lost.joined(separator: ", ")) left out: `max_tokens` and `continuations` say how long one may be"
        ))
    }
    if let note = UnansweredQuestions.note(counts) { notes.append(note) }
    return notes
  }
}
