internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// What the rubrics of a selection say of all decided pairs.
struct RefineSurvey: Sendable {
  /// In the order of their ids.
  private(set) var pairs: [RefinedPair] = []
  /// Texts of the criteria, in order; their numbers are what pairs hold.
  private(set) var texts: [String] = []
  /// Mean of each contrast over the responses of these pairs, shape (bank).
  private(set) var centers: [Float] = []
  /// Pairs of whose criteria nobody said anything.
  private(set) var silent = 0
  /// Pairs whose rubric was made of pairs of their prompt.
  private(set) var learned = 0

  private struct Found: Sendable {
    var pairs: [(pair: RefinedPair, texts: [String])] = []
    var values: [(id: PublicID, values: [Float])] = []
    var silent = 0
    var learned = 0
  }

  /// - Throws: `too-little-memory`.
  /// - Complexity: 260 bytes a pair, 40 and the text a criterion, 140 a response are held.
  init(_ corpus: Corpus, rubrics name: String?) throws(WinnowError) {
    var found: [(pair: RefinedPair, texts: [String])] = []
    var values: [(id: PublicID, values: [Float])] = []
    var (silent, learned) = (0, 0)
    var bytes: Int64 = 0
    let selection = corpus.selection
    _ = try corpus.forEachPromptBatch(
      .init(),
      worker: { () throws(WinnowError) in
        (
          try RubricReader(corpus.store, name: name, selection),
          try JudgementReader(corpus.store, selection), AnswerFeatures(longest: 1 << 20)
        )
      },
      { (worker, batch) throws(WinnowError) in
        var found = Found()
        for prompt in batch.prompts where selection.fits(prompt.split) {
          let rubrics = try worker.0.rubrics(of: prompt.row)
          if rubrics.isEmpty { continue }
          let said = try Said(prompt, batch, worker.1)
          Self.read(prompt, batch, rubrics, said, worker.2, &found)
        }
        return found
      },
      consume: { part throws(WinnowError) in
        found += part.pairs
        values += part.values
        silent += part.silent
        learned += part.learned
        bytes += Int64(part.values.count) * 140
        bytes += part.pairs.reduce(0) { sum, own in
          sum + 260 + own.texts.reduce(0) { $0 + 40 + Int64($1.utf8.count) }
        }
        guard bytes < corpus.memory / 2 else {
          throw WinnowError(
            WinnowError.Code("too-little-memory", exitStatus: 2),
            "what rubrics say of \(found.count) pairs needs more than half of the memory the pipeline allows",
            hint: "raise `memory:`")
        }
      })
    self.silent = silent
    self.learned = learned
    texts = Set(found.flatMap(\.texts)).sorted()
    let numbers = Dictionary(uniqueKeysWithValues: texts.enumerated().map { ($1, $0) })
    pairs = found.map { own in
      var pair = own.pair
      pair.votes = zip(own.texts, pair.votes).map { (numbers[$0] ?? 0, $1.vote) }
      return pair
    }.sorted { $0.id < $1.id }
    values.sort { $0.id < $1.id }
    centers = Contrast.bank.indices.map { k in
      Float(values.reduce(0.0) { $0 + Double($1.values[k]) } / Double(max(1, values.count)))
    }
  }

  private static func read(
    _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, _ rubrics: [Rubric], _ said: Said,
    _ features: AnswerFeatures, _ found: inout Found
  ) {
    var reading = MetCriteria(batch, prompt, features)
    let start = prompt.responses.lowerBound
    let values = reading.contrasts
    for (place, response) in prompt.responses.enumerated() {
      found.values.append((batch.responses[response].id, values[place]))
    }
    for pair in batch.pairs[prompt.pairs] {
      guard let (chosen, rejected) = pair.ordered else { continue }
      // Those made of the pair, else those of the prompt: scores take the mean of several.
      let ofPair = rubrics.filter { $0.pair == pair.row }
      let all = ofPair.isEmpty ? rubrics.filter { $0.pair == nil } : ofPair
      guard !all.isEmpty else { continue }
      var (votes, texts): ([(criterion: Int, vote: Float)], [String]) = ([], [])
      for own in all {
        for (number, criterion) in own.criteria.enumerated() {
          var gap = said.gap(own.id, number, chosen, rejected)
          if gap == nil, let check = criterion.check.flatMap({ CriterionCheck($0) }) {
            let met = reading.met(check)
            gap = met[chosen - start] - met[rejected - start]
          }
          guard let gap else { continue }
          votes.append((0, Float(criterion.weight * gap / Double(all.count))))
          texts.append(criterion.text)
        }
      }
      guard !votes.isEmpty else {
        found.silent += 1
        continue
      }
      if all.contains(where: \.isLearned) { found.learned += 1 }
      let criteria = all.flatMap(\.criteria)
      let size =
        criteria.reduce(0) { $0 + $1.weight.magnitude } / Double(max(1, criteria.count))
      found.pairs.append(
        (
          RefinedPair(
            id: pair.id, group: prompt.group, votes: votes,
            contrasts: zip(values[chosen - start], values[rejected - start]).map { $0 - $1 },
            has: all.reduce(into: []) { $0.formUnion(RefinedCriteria.contrasts($1)) },
            weight: Float(size), isWhole: votes.count == criteria.count), texts
        ))
    }
  }
}

/// Criteria that measure a contrast.
enum RefinedCriteria {
  static func contrasts(_ rubric: Rubric) -> Set<Int> {
    Set(
      rubric.criteria.compactMap { own in
        guard case .contrast(let check)? = own.check.flatMap({ CriterionCheck($0) }) else {
          return nil
        }
        return Contrast.bank.firstIndex(of: check.contrast)
      })
  }
}
