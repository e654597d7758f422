internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Gives the prompts of a batch the rubrics that were learned.
struct Contrasting: Sendable {
  let output: String
  let survey: ContrastSurvey
  let numbers: [PublicID: Int]
  let generator: RubricGenerator
  let wording: PrincipleCriteria

  func run(
    _ batch: ResponseBatch, earlier: RubricReader, classes: NoiseClasses?
  ) throws(WinnowError) -> CorpusBatch {
    var out = CorpusBatch(pairs: batch.pairs.count)
    let known = try classes?.classes(of: batch)
    for prompt in batch.prompts {
      guard let number = numbers[prompt.id], let result = generator.results[number] else {
        out.counts["prompts without a pair to learn from"] += 1
        continue
      }
      try add(prompt, batch, number, result, earlier: earlier, classes: known, to: &out)
    }
    return out
  }

  private func add(
    _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, _ number: Int,
    _ result: ConsistencyTest.Result, earlier: RubricReader,
    classes: [NoiseClasses.Class?]?, to out: inout CorpusBatch
  ) throws(WinnowError) {
    let rubric = try rubric(prompt, number, result, earlier: earlier)
    if let rubric {
      out.rubrics.append(rubric)
      out.counts[ContrastiveReport.criteria] += rubric.criteria.count
    }
    let places = Dictionary(
      uniqueKeysWithValues: survey.prompts[number].pairs.enumerated().map { ($1.id, $0) })
    for row in prompt.pairs {
      let pair = batch.pairs[row]
      guard let place = places[pair.id] else { continue }
      // Where nothing is left to be written there is no rubric to keep.
      let (margin, isKept) = (result.margins[place], result.accepted[place] && rubric != nil)
      ContrastiveReport.count(isKept, classes?[row], in: &out.counts)
      let isRight: Double = margin > 0 ? 1 : margin < 0 ? 0 : 0.5
      if let rubric {
        out.judgements.append(
          Judgement(
            .pair(pair.row), rubric: rubric.id, outcome: pair.decision == .b ? 1 - isRight : isRight
          ))
      }
      guard !isKept else { continue }
      out.findings.append(
        Finding(
          .pair, pair.row,
          .mark(
            "rubric_rejected",
            evidence: "{\"margin\":\(ScoreDigits.short(margin)),\"accuracy\":"
              + "\(ScoreDigits.short(result.accuracy)),\"pairs\":\(result.margins.count)}")))
    }
  }

  /// `nil` where no pair keeps one.
  private func rubric(
    _ prompt: ResponseBatch.Prompt, _ number: Int, _ result: ConsistencyTest.Result,
    earlier: RubricReader
  ) throws(WinnowError) -> Rubric? {
    guard result.accepted.contains(true) else { return nil }
    let weights = generator.rubrics[number]?.weighed(generator.fit)
    let criteria =
      survey.prompts[number].rules + (weights.map(wording.criteria) ?? [])
    guard !criteria.isEmpty else { return nil }
    return RubricVersions(try earlier.rubrics(of: prompt.row)).rubric(
      prompt: (prompt.row, prompt.id), name: output,
      origin: "{\"from\":\"contrasts\",\"accepted\":\(result.accepted.count { $0 }),\"pairs\":"
        + "\(result.accepted.count),\"accuracy\":\(ScoreDigits.short(result.accuracy))}", criteria
    ).rubric
  }
}

/// How many pairs keep a rubric, by what the noise stage says of them.
struct ContrastiveReport {
  let counts: Counts

  init(_ counts: Counts) { self.counts = counts }

  static let criteria = "criteria"
  private static let tested = "pairs tested"
  private static let kept = "pairs whose rubric is kept"

  static func count(_ isKept: Bool, _ noise: NoiseClasses.Class?, in counts: inout Counts) {
    let ending = noise.map { ", \($0.rawValue)" } ?? ""
    for (key, holds) in [(tested, true), (kept, isKept)] where holds {
      counts[key] += 1
      if !ending.isEmpty { counts[key + ending] += 1 }
    }
  }

  func notes(_ name: String) -> [RunNote] {
    let (tested, kept) = (counts[Self.tested], counts[Self.kept])
    guard tested > 0 else {
      return [RunNote("warning", "warning: there is no decided pair to learn a rubric from")]
    }
    var notes = [
      RunNote(
        "rubrics",
        "`\(name)`: \(kept) of \(tested) pairs keep their rubric (\(Self.share(kept, of: tested)))")
    ]
    let lines = NoiseClasses.Class.allCases.compactMap { own -> String? in
      let of = counts["\(Self.tested), \(own.rawValue)"]
      guard of > 0 else { return nil }
      let kept = counts["\(Self.kept), \(own.rawValue)"]
      return "\(own.rawValue): \(kept) of \(of) (\(Self.share(kept, of: of)))"
    }
    if !lines.isEmpty {
      notes.append(
        RunNote("table", (["rubrics kept by noise class"] + lines).joined(separator: "\n")))
    }
    return notes
  }

  private static func share(_ part: Int, of all: Int) -> String {
    ScoreDigits.percent(Double(part) / Double(all))
  }
}
