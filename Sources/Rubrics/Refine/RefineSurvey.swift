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

  private struct Found: Sendable {
    var pairs: [(pair: RefinedPair, texts: [String])] = []
    var values: [(id: PublicID, values: [Float])] = []
    var silent = 0
  }

  /// - Throws: `too-little-memory`.
  /// - Complexity: 200 bytes a pair and 20 a criterion are held.
  init(_ corpus: Corpus, rubrics name: String?) throws(WinnowError) {
    var found: [(pair: RefinedPair, texts: [String])] = []
    var values: [(id: PublicID, values: [Float])] = []
    var silent = 0
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
        guard Int64(found.count) * 400 < corpus.memory / 2 else {
          throw WinnowError(
            WinnowError.Code("too-little-memory", exitStatus: 2),
            "what rubrics say of \(found.count) pairs needs more than half of the memory the pipeline allows",
            hint: "raise `memory:`")
        }
      })
    self.silent = silent
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
      let own = rubrics.first { $0.pair == pair.row } ?? rubrics.first { $0.pair == nil }
      guard let own else { continue }
      var (votes, texts): ([(criterion: Int, vote: Float)], [String]) = ([], [])
      for (number, criterion) in own.criteria.enumerated() {
        var gap = said.gap(own.id, number, chosen, rejected)
        if gap == nil, let check = criterion.check.flatMap({ CriterionCheck($0) }) {
          let met = reading.met(check)
          gap = met[chosen - start] - met[rejected - start]
        }
        guard let gap else { continue }
        votes.append((0, Float(criterion.weight * gap)))
        texts.append(criterion.text)
      }
      guard !votes.isEmpty else {
        found.silent += 1
        continue
      }
      let size =
        own.criteria.reduce(0) { $0 + $1.weight.magnitude } / Double(max(1, own.criteria.count))
      found.pairs.append(
        (
          RefinedPair(
            id: pair.id, group: prompt.group, votes: votes,
            contrasts: zip(values[chosen - start], values[rejected - start]).map { $0 - $1 },
            has: RefinedCriteria.contrasts(own), weight: Float(size)), texts
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
