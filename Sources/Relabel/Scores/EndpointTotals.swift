internal import Endpoints
internal import Pipeline
internal import Records
internal import Store

/// What all batches of `relabel.score.endpoint` came to.
///
/// All of it stands in the counts that are committed with the batches, so that a run that goes on says the same as one
/// that was not stopped, and says of batches that are committed what is in the store.
struct EndpointTotals: Sendable {
  private(set) var counts: Counts

  init(_ committed: Counts) { counts = committed }

  mutating func add(_ batch: Counts) { counts.add(batch) }

  static let scored = "responses scored"
  static let left = "not scored: "
  static let pairs = "pairs compared"
  static let consistent = "verdicts kept in both orders"
  static let inconsistent = "verdicts turned round"

  /// Sentences; they are the same for a run and one that goes on.
  func notes(_ name: String) -> [RunNote] {
    let scored = counts[Self.scored]
    let left = counts.values.filter { $0.key.hasPrefix(Self.left) }.values.reduce(0, +)
    var notes = [
      RunNote("scores", "\(scored) of \(scored + left) responses have the score `\(name)`")
    ]
    if scored == 0 {
      notes.append(
        RunNote("warning", "warning: none of \(left) responses got a score `\(name)`"))
    }
    let kept = counts[Self.consistent]
    let both = kept + counts[Self.inconsistent]
    if both > 0 {
      notes.append(
        RunNote(
          "scores",
          "the judge gave \(both) of \(counts[Self.pairs]) pairs a verdict in both orders and kept to it "
            + "in \(GoalTemplate.digits(100 * Double(kept) / Double(both))) %"))
    }
    if let note = UnansweredQuestions.note(counts) { notes.append(note) }
    return notes
  }
}
