internal import Pipeline
internal import Records
internal import Rules
internal import Scoring
internal import Store

/// Surveys the rubrics of batches of prompts; one for each thread.
struct Surveying {
  private let stage: SurveyStage
  private let rubrics: RubricReader
  private let judgements: JudgementReader
  private let features = AnswerFeatures()

  init(_ stage: SurveyStage, _ corpus: Corpus) throws(WinnowError) {
    self.stage = stage
    rubrics = try RubricReader(corpus.store, name: stage.rubric, corpus.selection)
    judgements = try JudgementReader(corpus.store, corpus.selection)
  }

  func run(_ batch: ResponseBatch) throws(WinnowError) -> SurveyTally {
    var tally = SurveyTally(axes: stage.axes.count)
    tally.pairs = batch.pairs.count
    for prompt in batch.prompts {
      let own = try rubrics.rubrics(of: prompt.row)
      guard !own.isEmpty else {
        tally.bare += 1
        continue
      }
      tally.prompts += 1
      let fields = stage.axes.map { $0.values(ofRecords: prompt.extras) }
      var reading = MetCriteria(batch, prompt, features)
      let said = try Said(prompt, batch, judgements)
      for rubric in own {
        tally.rubrics += 1
        tally.criteria += rubric.criteria.count
        if rubric.criteria.count > Self.longest { tally.long += 1 }
        for criterion in rubric.criteria {
          tally.coverage.add(
            zip(stage.axes, fields).map { axis, field in field ?? axis.values(criterion.tags) })
        }
        compare(rubric, &tally)
        measure(rubric, prompt, batch, said, &reading, &tally)
      }
    }
    return tally
  }

  /// How many criteria of a rubric are compared with each other.
  static let longest = 200

  /// Looks for criteria of one rubric that say the same.
  private func compare(_ rubric: Rubric, _ tally: inout SurveyTally) {
    let words = rubric.criteria.prefix(Self.longest).map { CriterionWords($0.text) }
    for second in words.indices {
      for first in 0..<second {
        let similarity = words[first].similarity(words[second])
        guard similarity >= stage.similar else { continue }
        let pair = [(words[first].text, first), (words[second].text, second)].sorted { $0 < $1 }
        var key = DigestBuilder("winnow survey repeated 1")
        for (text, _) in pair { key.add(text) }
        let texts = pair.map { SurveyTally.short(rubric.criteria[$0.1].text) }.sorted()
        tally.repeated.update(
          key.finish(), default: RepeatedCriteria(texts: texts, similarity: similarity)
        ) { $0.add(RepeatedCriteria(texts: texts, similarity: similarity, count: 1)) }
      }
    }
  }

  /// Which responses meet which criteria, and what that says of checks and pairs.
  private func measure(
    _ rubric: Rubric, _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, _ said: Said,
    _ reading: inout MetCriteria, _ tally: inout SurveyTally
  ) {
    var checked: [(check: CriterionCheck, text: String, met: [Double])] = []
    for (number, criterion) in rubric.criteria.enumerated() {
      let check = criterion.check.flatMap { CriterionCheck($0) }
      let found = check.map { reading.met($0) }
      if let check, let found { checked.append((check, criterion.text, found)) }
      let isAgainst = criterion.weight < 0
      let key = CriterionWords(criterion.text).key(isAgainst: isAgainst)
      let short = SurveyTally.short(criterion.text)
      count(criterion, short, key, &tally)
      var power = CriterionPower(text: short, isAgainst: isAgainst)
      for (place, pair) in zip(prompt.pairs, batch.pairs[prompt.pairs]) {
        guard let (chosen, rejected) = pair.ordered else { continue }
        let gap =
          said.gap(rubric.id, number, chosen, rejected)
          ?? said.gap(rubric.id, number, pair: place, aIsChosen: chosen == pair.a)
          ?? found.map {
            $0[chosen - prompt.responses.lowerBound] - $0[rejected - prompt.responses.lowerBound]
          }
        guard let gap else { continue }
        power.pairs += 1
        let nearer = isAgainst ? -gap : gap
        if nearer > 1e-9 { power.more += 1 }
        if nearer < -1e-9 { power.less += 1 }
      }
      guard power.pairs > 0 else { continue }
      tally.powers.update(key, default: CriterionPower(text: short, isAgainst: isAgainst)) {
        $0.add(power)
      }
    }
    agree(checked, &tally)
  }

  private func count(
    _ criterion: Criterion, _ short: String, _ key: PublicID, _ tally: inout SurveyTally
  ) {
    let own = CriterionCount(text: short, isAgainst: criterion.weight < 0, count: 1)
    tally.counts.update(key, default: CriterionCount(text: short, isAgainst: own.isAgainst)) {
      $0.add(own)
    }
    let long = SurveyTally.long(criterion.text)
    tally.texts.update(key, default: CriterionCount(text: long, isAgainst: own.isAgainst)) {
      $0.text = min($0.text, long)
    }
  }

  private func agree(
    _ checked: [(check: CriterionCheck, text: String, met: [Double])], _ tally: inout SurveyTally
  ) {
    for second in checked.indices.prefix(Self.longest) {
      for first in 0..<second {
        let (a, b) = (checked[first], checked[second])
        guard !a.met.isEmpty else { continue }
        let agreed = zip(a.met, b.met).count { ($0 >= 0.5) == ($1 >= 0.5) }
        let pair = [(a.check.json, a.text), (b.check.json, b.text)].sorted { $0 < $1 }
        var key = DigestBuilder("winnow survey checks 1")
        for (json, _) in pair { key.add(json) }
        let own = CheckAgreement(
          texts: pair.map { SurveyTally.short($0.1) }.sorted(), responses: a.met.count,
          agreed: agreed)
        tally.agreements.update(key.finish(), default: CheckAgreement(texts: own.texts)) {
          $0.add(own)
        }
      }
    }
  }
}
