internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Makes the pairs of prompts under principles.
struct PrincipleMaking: Sendable {
  let stage: PrinciplesStage
  /// Of the differences of pairs, by dimension; 0 where none differ.
  let deviations: [Double]
  let seed: UInt64

  /// The standard deviation of the differences of each score over the pairs that may be fitted.
  ///
  /// - Complexity: 4 bytes a pair and score are held.
  static func deviations(_ corpus: Corpus, _ names: [String]) throws(WinnowError) -> [Double] {
    var differences = names.map { _ in [Float]() }
    _ = try corpus.forEachPromptBatch(
      .init(texts: false, scores: names),
      { [selection = corpus.selection] (batch) throws(WinnowError) in
        var found = names.map { _ in [Float]() }
        for prompt in batch.plainPrompts where selection.fits(prompt.split) {
          for pair in batch.pairs[prompt.pairs] where pair.b >= 0 {
            for k in names.indices {
              let own = batch.responses[pair.a].scores[k] - batch.responses[pair.b].scores[k]
              if own.isFinite { found[k].append(Float(own)) }
            }
          }
        }
        return found
      },
      consume: { found in for k in names.indices { differences[k] += found[k] } })
    // Squares in the order of size: that of the pairs must not matter. Which side is a says nothing, so the mean is 0.
    return differences.map { own in
      let squares = own.map { Double($0) * Double($0) }.sorted()
      return squares.isEmpty ? 0 : (squares.reduce(0, +) / Double(squares.count)).squareRoot()
    }
  }

  func add(
    _ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch, to out: inout CorpusBatch
  ) {
    for pair in batch.pairs[prompt.pairs] where pair.b >= 0 {
      var made = 0
      let isShort = [pair.a, pair.b].contains { self.isShort(batch.responses[$0], batch) }
      if !isShort { made = add(pair, of: prompt, batch, to: &out) }
      guard stage.oldPairs == .replace else { continue }
      out.findings.append(
        Finding(
          .pair, pair.row,
          .drop(made > 0 ? "replaced" : isShort ? "short_answer" : "no_difference")))
    }
  }

  private func isShort(_ response: ResponseBatch.Response, _ batch: ResponseBatch) -> Bool {
    // Bytes first: most texts are long enough by far.
    guard response.body.slice.count < 4 * stage.minChars + 64 else { return false }
    return AnswerText.string(response.body, in: batch.arena).count < stage.minChars
  }

  /// How many pairs were made.
  private func add(
    _ pair: ResponseBatch.Pair, of prompt: ResponseBatch.Prompt, _ batch: ResponseBatch,
    to out: inout CorpusBatch
  ) -> Int {
    let differences = deviations.indices.map { k -> Double in
      let own = batch.responses[pair.a].scores[k] - batch.responses[pair.b].scores[k]
      return own.isFinite && deviations[k] > 0 ? own / deviations[k] : 0
    }
    var used: Set<[PrincipleDraw.Drawn]> = []
    for pass in 0..<stage.passes {
      var random = SplitMix64(
        Draw.word(pair.id, seed &+ 0x5341_4c4d &+ UInt64(pass) &* 0x1_0000_0001))
      let drawn = stage.draws.draw(differences.count, &random)
      let isTurned = random.unit() < stage.flips
      // Of equals the one that is stated first.
      var decides: PrincipleDraw.Drawn?
      for own in drawn {
        let size = differences[own.dimension].magnitude
        if size > decides.map({ differences[$0.dimension].magnitude }) ?? 0 { decides = own }
      }
      guard let decides, used.insert(drawn).inserted else { continue }
      let aIsMore = differences[decides.dimension] > 0
      let aWins = (aIsMore != decides.isNegated) != isTurned
      let (chosen, rejected) = aWins ? (pair.a, pair.b) : (pair.b, pair.a)
      out.made.append(
        DerivedPair(
          parent: pair.row, place: .pair(pair.row), prompt: prompt.row,
          newPrompt: GoalPrompt.text(prompt, batch, with: words(drawn), in: stage.turn),
          chosen: .row(batch.responses[chosen].row), rejected: .row(batch.responses[rejected].row),
          role: "principles", evidence: evidence(drawn, decides, isTurned)))
      if isTurned { out.counts["labels turned"] += 1 }
    }
    return used.count
  }

  private func words(_ drawn: [PrincipleDraw.Drawn]) -> String {
    let lines = drawn.map { own in
      let dimension = stage.dimensions[own.dimension]
      return "- \(own.isNegated ? dimension.negated : dimension.text)"
    }
    return stage.template.replacing("{principles}", with: lines.joined(separator: "\n"))
  }

  private func evidence(
    _ drawn: [PrincipleDraw.Drawn], _ decides: PrincipleDraw.Drawn, _ isTurned: Bool
  ) -> String {
    func name(_ own: PrincipleDraw.Drawn) -> String {
      JSONText.quoted((own.isNegated ? "not " : "") + stage.dimensions[own.dimension].score)
    }
    return
      "{\"principles\":[\(drawn.map(name).joined(separator: ","))],\"decides\":\(name(decides)),"
      + "\"turned\":\(isTurned)}"
  }
}
