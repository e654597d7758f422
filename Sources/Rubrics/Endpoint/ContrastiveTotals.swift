internal import Pipeline
internal import Scoring
internal import Store

/// What all batches of `rubrics.contrastive.endpoint` came to.
///
/// All of it stands in the counts that are committed with the batches, so that a run that goes on says the same as one
/// that was not stopped.
struct ContrastiveTotals {
  private let stage: ContrastiveEndpointStage
  private var counts: Counts

  init(stage: ContrastiveEndpointStage, _ committed: Counts) {
    self.stage = stage
    counts = committed
  }

  mutating func add(_ batch: Counts) { counts.add(batch) }

  // What is counted.
  static let own = "pairs a rubric is sought for"
  static let accepted = "pairs with a rubric"
  static let ofClass = "pairs by class: "
  static let acceptedOfClass = "pairs with a rubric by class: "
  static let rubrics = "rubrics kept"
  static let unchanged = "rubrics that are there already"
  static let criteria = "criteria"
  static let compiled = "criteria with a check"
  static let attempt = "rubrics kept at attempt "
  static let keptEffect = "kept rubrics: "
  static let rejectedEffect = "rejected rubrics: "
  static let unwritten = "attempts without a rubric: "
  static let pointing = "criteria that point at a response"
  static let answers = "questions to the judge"
  static let unanswered = "questions to the judge: "
  static let silent = "answers without a winner"
  static let judged = "pairs judged with a rubric"
  static let turned = "verdicts turned round"
  static let undecided = "pairs without a preferred answer"
  static let notRobust = "pairs that are not robust"
  static let tooMany = "pairs passed over: max_pairs"
  static let unordered = "prompts worked pair by pair: "

  /// How a class of pairs is called.
  static func word(of known: NoiseClasses.Class?) -> String { known?.rawValue ?? "unknown" }

  // MARK: What is told

  var notes: [RunNote] {
    [kept, judge].compactMap(\.self) + tables + left + warnings
  }

  private var kept: RunNote? {
    guard counts[Self.own] > 0 else { return nil }
    let tries = (1...stage.attempts).filter { counts["\(Self.attempt)\($0)"] > 0 }
      .map { "\(counts["\(Self.attempt)\($0)"]) at attempt \($0)" }
    let there = counts[Self.unchanged]
    return RunNote(
      "rubrics",
      "`\(stage.output)`: \(share(counts[Self.accepted], counts[Self.own])) pairs have a rubric with which their label is "
        + "reproduced; \(counts[Self.rubrics]) rubrics with \(counts[Self.criteria]) criteria, of which a program checks "
        + "\(counts[Self.compiled])"
        + (there > 0 ? "; \(there) were there already" : "")
        + (tries.isEmpty ? "" : "; kept: \(tries.joined(separator: ", "))"))
  }

  private var judge: RunNote? {
    guard counts[Self.judged] > 0 else { return nil }
    return RunNote(
      "judge",
      "with a rubric the judge turned round when the answers changed places in "
        + "\(share(counts[Self.turned], counts[Self.judged])) verdicts; "
        + "\(share(counts[Self.silent], counts[Self.answers])) answers name no winner")
  }

  private var tables: [RunNote] {
    var notes: [RunNote] = []
    let effects = RubricEffect.allCases.map { effect in
      (
        effect, counts["\(Self.keptEffect)\(effect.rawValue)"],
        counts["\(Self.rejectedEffect)\(effect.rawValue)"]
      )
    }
    if effects.contains(where: { $0.1 + $0.2 > 0 }) {
      let lines = effects.map { "\($0.0.rawValue): \($0.1) kept, \($0.2) rejected" }
      notes.append(
        RunNote(
          "table",
          (["rubrics against the judge without one"] + lines).joined(separator: "\n")))
    }
    let classes = (NoiseClasses.Class.allCases.map { Optional($0) } + [nil]).map(Self.word)
      .filter { counts["\(Self.ofClass)\($0)"] > 0 }
    if classes != [Self.word(of: nil)], !classes.isEmpty {
      let lines = classes.map { word in
        "\(word): \(share(counts["\(Self.acceptedOfClass)\(word)"], counts["\(Self.ofClass)\(word)"]))"
      }
      notes.append(
        RunNote("table", (["pairs with a rubric by noise class"] + lines).joined(separator: "\n")))
    }
    return notes
  }

  private var left: [RunNote] {
    var notes: [RunNote] = []
    let parts = [
      (counts[Self.undecided], "have no preferred answer"),
      (counts[Self.notRobust], "are not robust"),
      (counts[Self.tooMany], "are of prompts with more than \(stage.maxPairs) pairs"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    if !parts.isEmpty {
      notes.append(RunNote("left", "pairs left out: \(parts.joined(separator: ", "))"))
    }
    let pointing = counts[Self.pointing]
    if pointing > 0 {
      notes.append(
        RunNote(
          "left", "criteria left out: \(pointing) point at a response that the generator saw"))
    }
    if let words = words(Self.unordered) {
      notes.append(
        RunNote(
          "listwise",
          "prompts worked pair by pair, since their pairs give no order of all responses: \(words)")
      )
    }
    return notes
  }

  private var warnings: [RunNote] {
    var notes: [RunNote] = []
    if counts[Self.own] == 0 {
      notes.append(
        RunNote(
          "warning",
          "warning: no pair counts, so no rubric is made"
            + (stage.only == .robust ? ": none is robust by what earlier stages say" : "")))
    } else if counts[Self.accepted] == 0 {
      notes.append(
        RunNote("warning", "warning: no rubric reproduced a label in \(stage.attempts) attempts"))
    }
    if let words = words(Self.unwritten) {
      notes.append(RunNote("warning", "warning: attempts without a rubric: \(words)"))
    }
    if let words = words(Self.unanswered) {
      notes.append(
        RunNote("warning", "warning: questions to the judge without an answer: \(words)"))
    }
    return notes
  }

  /// What is counted behind a word; `nil` if nothing is.
  private func words(_ prefix: String) -> String? {
    let found = counts.values.filter { $0.key.hasPrefix(prefix) && $0.value > 0 }
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      .map { "\($0.value) \($0.key.dropFirst(prefix.count))" }
    return found.isEmpty ? nil : found.joined(separator: ", ")
  }

  private func share(_ part: Int, _ whole: Int) -> String {
    "\(part) of \(whole) (\(ScoreDigits.percent(Double(part) / Double(max(1, whole)))))"
  }
}
