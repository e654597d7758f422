internal import Endpoints
internal import Pipeline
internal import Records
internal import Store

/// Some prompts of a batch, and what is written of their trees once they are grown.
struct GrownPart {
  let stage: GenerateStage
  private let prompts: [ResponseBatch.Prompt]
  private let batch: ResponseBatch
  private let pairs: Int

  init(
    stage: GenerateStage, _ batch: ResponseBatch,
    _ part: (prompts: [ResponseBatch.Prompt], pairs: Int)
  ) {
    self.stage = stage
    self.batch = batch
    prompts = part.prompts
    pairs = part.pairs
  }

  /// - Parameter seed: the pipeline's.
  /// - Returns: `nil` where offline not all of it is answered.
  func run(_ asking: GrowthAsking, _ seed: UInt64) throws(WinnowError) -> CorpusBatch? {
    var out = CorpusBatch(pairs: pairs)
    // One more, so that a text which is too long is seen to be.
    let texts = EndpointTexts(batch: batch, limit: stage.maxChars + 1)
    var taken: [(prompt: ResponseBatch.Prompt, place: DerivedPair.Place)] = []
    var trees: [GrowingTree] = []
    for prompt in prompts {
      guard let place = MadePairs(prompt, batch).place else { continue }
      guard texts.text(prompt.text).count <= stage.maxChars else {
        out.counts[GrowthTotals.tooLong] += 1
        continue
      }
      taken.append((prompt, place))
      trees.append(
        GrowingTree(stage.template.question(prompt.text, texts), prompt: prompt.id))
    }
    var growth = Growth(stage: stage, seed: seed, trees)
    guard try growth.run(asking) else { return nil }
    out.counts.add(growth.counts)
    for (tree, (prompt, place)) in zip(growth.trees, taken) {
      let (responses, repeated) = tree.responses()
      if repeated > 0 { out.counts[GrowthTotals.repeated] += repeated }
      guard !responses.isEmpty else {
        out.counts[GrowthTotals.bare] += 1
        continue
      }
      out.responses.append(
        MadeResponses(
          place: place, prompt: prompt.row, texts: responses.map(\.text),
          model: stage.endpoint.model))
      out.trees.append(
        PieceTrie.tree(of: (prompt.row, prompt.id), grown: responses, origin: origin))
    }
    return out
  }

  /// How a tree came about; never an address or a key.
  private var origin: String {
    ConfigValue.object([
      .init("of", .string("responses")), .init("from", .string("generate")),
      .init("model", .string(stage.endpoint.model)), .init("depth", .int(Int64(stage.depth))),
      .init("branching", .int(Int64(stage.branching))),
      .init("temperature", .list(stage.schedule.levels.map { .double($0) })),
    ]).json
  }
}
