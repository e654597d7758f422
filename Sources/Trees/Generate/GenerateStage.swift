internal import Endpoints
internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Has a model write responses as trees that share their beginnings.
struct GenerateStage: CorpusStage {
  static let name = "trees.generate"
  static let summary = "let a model write responses to prompts as trees that share their beginnings"
  static let discussion = """
    Makes the trees of "Reward Generalization in RLHF: A Topological Perspective" (2402.10184, Algorithm 1) with an
    OpenAI-compatible server: to a prompt the model writes `branching` pieces, to each of these `branching` that go on from
    there, and so on; what begins at the last of `depth` depths goes on to the end. Each way from the root to a leaf
    is a response of the prompt, so that a full tree has branching^depth of them. The paper says neither depth, branching,
    separators nor temperatures; the defaults are ours.

    **Pieces.** A piece ends before the first separator behind which something stands: `step` (`Step 2` or a numbered
    item), `item` of any list, `blank_line`, `newline`, `sentence`; the finest of those named counts, and finer ones are cut
    where the coarser ones are, too. Fenced code and tables are never cut. `tokens` ends a piece where `segment_tokens` end.
    What the model writes behind a piece is thrown away, so `segment_tokens` should be little more than a piece needs.
    Blanks between pieces begin the second; those at the end of a response are left out.

    **Temperature** is a number, `{from: 1.2, to: 0.6}` for a line over the depths, or a list with one for each, of which the
    last holds for what is deeper.

    **Answers that are cut off** by the number of tokens (`finish_reason: length`) are asked to go on, at most
    `continuations` times. A piece that still has no separator ends there. A response that has no end then is incomplete:
    it becomes no response and is counted. A response that ends before the last depth is a leaf where it ends.

    **Equal siblings** are asked for again with another seed, at most `ask_again` times, and are one node then.

    **Requests.** Each carries a seed that follows from the pipeline's, the prompt's id, the way to the node and the number
    of the child; so siblings are different questions, and a server that draws by its seed gives the same tree again. Answers
    are kept in the store as they come: a killed run repeats at most what was in flight, and `--offline` replays. A question
    that the model refuses, or that has no usable answer, is counted and its branch left out.

    **Shared beginnings.** Some prompts at a time are grown together, depth by depth, siblings one after the other:
    a server that caches prefixes (vLLM, SGLang, llama.cpp) has the text of a node when its children are asked for.
    `siblings: together` asks for all children of a node in one request, `n: branching`, which reads the beginning once;
    where a server refuses that, they are asked for one by one. Each answer is kept by itself in both cases.

    **The prompt** goes into a template before a completion model sees it: `prompt` is a file with `{prompt}`, `turn` one with
    `{role}` and `{content}` for each message; without `turn` the words of one message stand for themselves, several each
    behind who says them. `api: chat` sends the messages themselves and the beginning of the
    answer as a last message with `continue_final_message`, as vLLM and SGLang take it; their templates may drop
    blanks at its end, of which there are none.

    **What is written.** Responses with the model's name, which stages behind this one and exports see like any other, and
    the tree. They have no scores: put a scorer behind it, such as `relabel.score.endpoint`, then `trees.values`, and then
    `trees.pairs`. Prompts without a response are taken, too; `prompts: bare` takes those alone.

    **When to use.** Where labels are few: the paper finds that rewards learned from trees generalise better than from as
    many pairs of independent responses. `winnow evaluate topology` shows when they do not.
    """
  static let exampleOptions = ["url": "http://localhost:8000", "model": "my-model"]
  static let reads: Set<Column> = [.texts]
  static let writes: Set<Column> = [.responses, .trees]
  static let reasons: [(reason: Reason, meaning: String)] = []

  enum API: String, CaseIterable, Sendable { case completions, chat }
  enum Siblings: String, CaseIterable, Sendable { case apart, together }
  enum Prompts: String, CaseIterable, Sendable { case all, bare }

  let endpoint: EndpointOptions
  let api: API
  let depth: Int
  let branching: Int
  let ends: SegmentEnds
  let schedule: TemperatureSchedule
  let segmentTokens: Int
  let maxTokens: Int
  let continuations: Int
  let askAgain: Int
  let stops: [String]
  let template: GrowthTemplate
  let prompts: Prompts
  let limit: Int?
  let maxChars: Int
  let together: Bool

  init(options: inout OptionReader) throws(WinnowError) {
    endpoint = try EndpointOptions(options: &options)
    api = try options.choice(
      "api", default: API.completions,
      doc: "`completions` (`/v1/completions`) or `chat` (`/v1/chat/completions`, see below)")
    depth = try options.int("depth", default: 3, in: 1...8, doc: "pieces of a response, at most")
    branching = try options.int(
      "branching", default: 3, in: 1...16, doc: "how many ways go on from each node")
    let separators = try options.choices(
      "separators", default: [SegmentEnds.Separator.newline],
      doc:
        "what a piece ends before: `step`, `item`, `blank_line`, `newline`, `sentence`; or `tokens`"
    )
    let least = try options.int(
      "min_bytes", default: 1, in: 1...1_000_000,
      doc: "bytes that a piece has, unless the response ends with it")
    ends = SegmentEnds(separators, least: least)
    schedule = try TemperatureSchedule(options: &options, depth: depth)
    segmentTokens = try options.int(
      "segment_tokens", default: 128, in: 1...100_000,
      doc: "tokens that are asked for where a piece is wanted")
    maxTokens = try options.int(
      "max_tokens", default: 1024, in: 1...10_000_000,
      doc: "tokens that are asked for where a response goes on to its end")
    continuations = try options.int(
      "continuations", default: 2, in: 0...64,
      doc: "how often what the number of tokens cut off is asked to go on")
    askAgain = try options.int(
      "ask_again", default: 2, in: 0...16, doc: "how often an equal sibling is asked for again")
    stops = try options.strings(
      "stop", default: [], doc: "texts at which a response ends, of the template's")
    template = try GrowthTemplate(options: &options)
    prompts = try options.choice(
      "prompts", default: Prompts.all, doc: "`all`, or the `bare` ones that have no response yet")
    limit = try options.int(
      optional: "limit", in: 1..., doc: "at most so many prompts, a seeded draw; all by default")
    maxChars = try options.int(
      "max_chars", default: 24_000, in: 100..., doc: "longer prompts are passed over, in characters"
    )
    together =
      try options.choice(
        "siblings", default: Siblings.apart,
        doc: "whether the children of a node are asked for `apart`, or `together` with `n`")
      == .together
    options.leaveOut(["siblings"])
    try options.refuse(
      ["prompt", "turn"], unless: api == .completions, must: "stand beside `api: completions`")
    guard !together || api == .completions else {
      throw options.problem("siblings", must: "be `apart` beside `api: chat`")
    }
    guard leaves <= Self.mostLeaves else {
      throw options.problem(
        "branching", must: "with `depth: \(depth)` make at most \(Self.mostLeaves) responses")
    }
  }

  /// Responses of a prompt; a prompt with more than `max_group` is passed over elsewhere.
  private static let mostLeaves = 4096

  /// Responses of a full tree.
  private var leaves: Int { (0..<depth).reduce(1) { sum, _ in sum.times(branching) } }

  /// Pieces of a full tree that begin at `level`.
  private func pieces(_ level: Int) -> Int {
    (0...level).reduce(1) { sum, _ in sum.times(branching) }
  }

  func sampling(_ level: Int) -> Sampling {
    Sampling(
      temperature: schedule.levels[level],
      maxTokens: level + 1 < depth ? segmentTokens : maxTokens, stop: stops)
  }

  var asksEndpoint: Bool { true }

  func sideFiles() throws(WinnowError) -> [SideFile] {
    template.files.map { SideFile(path: $0.path, name: $0.key) }
  }

  func requests(_ corpus: PlannedCorpus) throws(WinnowError) -> RequestEstimate? {
    let size = try ResponseTexts.prompts(corpus.store, ingests: corpus.ingests)
    let count = min(size.prompts, limit ?? .max)
    let bytes = size.prompts > 0 ? size.bytes / size.prompts + template.bytes : 0
    let each = (0..<depth).map { level in
      let questions = count.times(pieces(level))
      // Four bytes a token, of all pieces before it.
      return RequestEstimate(
        questions: questions,
        bytes: questions.times(bytes.adding((level * 4).times(segmentTokens))),
        tokensOut: level + 1 < depth ? segmentTokens : maxTokens, endpoint)
    }
    let once = each.dropFirst().reduce(each[0]) { $0 + $1 }
    let times = (1 + continuations).times(1 + askAgain)
    guard times > 1 else { return once }
    return once.upTo((1..<times).reduce(once) { sum, _ in sum + once })
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let asking = GrowthAsking(stage: self, corpus)
    let chosen = try chosen(corpus)
    var totals = GrowthTotals(stage: self, corpus.committed.counts)
    var (number, isWhole) = (0, true)
    let passed = try corpus.forEachPromptBatch(
      .init(barePrompts: true), { (batch) throws(WinnowError) in batch },
      consume: { batch throws(WinnowError) in
        for part in parts(of: batch, chosen) {
          defer { number += 1 }
          // What failed is not kept: asked again it might be answered, and the store would not have it.
          guard number >= corpus.committed.batches else {
            try corpus.commit(CorpusBatch(pairs: part.pairs))
            continue
          }
          let grown = try GrownPart(stage: self, batch, part).run(asking, corpus.seed)
          guard let grown, isWhole else {
            isWhole = false
            continue
          }
          totals.add(grown)
          try corpus.commit(grown)
        }
      })
    try asking.finish()
    try corpus.commit(passed.counted())
    return totals.notes
  }

  // MARK: Which prompts

  /// Rows of the prompts that are drawn; `nil` for all.
  private func chosen(_ corpus: Corpus) throws(WinnowError) -> Set<Int64>? {
    guard let limit else { return nil }
    var drawn: [(order: UInt64, row: Int64)] = []
    let (prompts, seed) = (prompts, corpus.seed)
    _ = try corpus.forEachPromptBatch(
      .init(texts: false, barePrompts: true),
      { (batch) throws(WinnowError) in
        batch.plainPrompts.filter { prompts == .all || $0.responses.isEmpty }
          .map { (order: Draw.word($0.id, seed &+ 0x47_52_4F), row: $0.row) }
      },
      consume: { (found) throws(WinnowError) in
        drawn += found
        guard drawn.count > 4 * limit + 4096 else { return }
        Self.cut(&drawn, to: limit)
      })
    Self.cut(&drawn, to: limit)
    return Set(drawn.map(\.row))
  }

  private static func cut(_ drawn: inout [(order: UInt64, row: Int64)], to limit: Int) {
    drawn.sort { $0.order < $1.order }
    drawn.removeLast(max(0, drawn.count - limit))
  }

  /// Questions that make a part.
  private static let mostQuestions = 2048

  /// The prompts of a batch that are meant, in parts that are grown together: the same for the same batch, however fast
  /// it is asked.
  private func parts(
    of batch: ResponseBatch, _ chosen: Set<Int64>?
  ) -> [(prompts: [ResponseBatch.Prompt], pairs: Int)] {
    let wanted = Set(
      batch.plainPrompts.filter {
        (prompts == .all || $0.responses.isEmpty) && chosen?.contains($0.row) ?? true
      }.map(\.row))
    let each = (0..<depth).reduce(0) { $0.adding(pieces($1)) }
    let width = max(1, Self.mostQuestions / each)
    var parts: [(prompts: [ResponseBatch.Prompt], pairs: Int)] = [([], 0)]
    for prompt in batch.prompts {
      if parts[parts.count - 1].prompts.count == width { parts.append(([], 0)) }
      parts[parts.count - 1].pairs += prompt.pairs.count
      if wanted.contains(prompt.row) { parts[parts.count - 1].prompts.append(prompt) }
    }
    return parts
  }
}
