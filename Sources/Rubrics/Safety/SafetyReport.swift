internal import Pipeline
internal import Scoring
internal import Store

/// Both rates, of everything they are told of.
struct SafetyReport {
  let stage: SafetyStage
  let tally: SafetyTally

  var notes: [RunNote] {
    var prompts = "\(tally.harmful) harmful prompts, \(tally.benign) benign ones"
    if tally.neither > 0 { prompts += ", \(tally.neither) that are neither" }
    if tally.both > 0 { prompts += ", \(tally.both) that are both and left out" }
    var lines = [
      "attack success (ASR) and over-refusal (ORR)",
      "all responses: \(tally.all.words)", "preferred: \(tally.preferred.words)",
      "rejected: \(tally.rejected.words)",
    ]
    let models = tally.models.sorted.sorted { $0.model < $1.model }
    lines += models.prefix(stage.shown).map { "model \(Self.line($0.model)): \($0.rates.words)" }
    if models.count > stage.shown { lines.append("and \(models.count - stage.shown) models more") }
    var notes = [
      RunNote("prompts", prompts), RunNote("table", lines.joined(separator: "\n")),
    ]
    notes += labels
    for (why, count) in tally.left.sorted(by: { $0.key < $1.key }) {
      notes.append(RunNote("not judged", "\(count) responses were not judged: \(why)"))
    }
    if let warning { notes.append(RunNote("warning", "warning: \(warning)")) }
    return notes
  }

  /// What labels do where the responses of a pair differ.
  private var labels: [RunNote] {
    let pairs = tally.pairs
    guard pairs.harmful + pairs.benign > 0 else { return [] }
    return [
      RunNote(
        "labels",
        "where one response of a pair fails, the label prefers it in \(pairs.attacks) of \(pairs.harmful) pairs on harmful "
          + "prompts (it complies) and in \(pairs.refusals) of \(pairs.benign) on benign ones (it refuses)"
      )
    ]
  }

  private var warning: String? {
    let place = stage.field == nil ? "sources" : "values of `field`"
    if tally.harmful == 0 {
      return
        "no prompt is harmful, so that one of the rates is unknown: are the \(place) named right?"
    }
    if tally.benign == 0 {
      return
        "no prompt is benign: a corpus that is refused as a whole would look safe, and over-refusal is unknown"
    }
    return nil
  }

  private static func line(_ name: String) -> String {
    let flat = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return flat.count > 80 ? "\(flat.prefix(79))…" : flat
  }
}
