internal import Pipeline
internal import Records
internal import Store

/// Puts what responses of a prompt, or dialogues of a group, begin with in common into trees.
struct SharedPrefixStage: CorpusStage {
  static let name = "trees.shared_prefix"
  static let summary = "make trees of what responses of a prompt begin with in common"
  static let discussion = """
    Responses of one prompt often begin alike and then part: samples of one model, solutions that take the same first
    steps. This stage cuts each response into pieces, puts them into a trie, and keeps it as a tree: the root is what was
    asked, and the texts on the way from it to a response are that response, byte for byte. So a preference between two
    responses can be told of the piece where they part (2402.10184; Step-DPO, 2406.18629), which `trees.pairs`,
    `step_dpo` and `trl.stepwise` do.

    **Pieces.** `unit` says what a piece begins with: `step` is `Step 2` or a numbered item, `item` any item of a list,
    `paragraph` what follows a blank line or is a heading, then `line` and `sentence`; a finer unit cuts where the coarser
    ones do, too. `auto` takes for each prompt the coarsest unit by which at least half of its responses have two pieces.
    Fenced code and tables are never cut; nothing is trimmed: blanks between pieces begin the second. A response of several
    turns is one piece. Chains of pieces that all responses go through together are one node.

    **Values.** Each response has a number: its score `score`, or without one the share of its comparisons that it won,
    a tie as half a win. The greater number is the better one: leave `score` out where the records have ranks, of which 0 is
    best. A node has the mean of the numbers below it, with their count and standard deviation. Values of
    shares say nothing across prompts.

    **Near pieces.** `fuzzy: 0.1` takes a piece for another below the same node where at most a tenth of the words
    differ. Such nodes say how many other texts they stand for, and each response keeps where its own pieces end. The
    last piece of a response is never taken for another.

    **Dialogues.** `of: dialogues` makes a tree of each group instead: its nodes are turns, and a prompt that repeats
    another prompt with one of its replies stands below that reply, as in OASST and HH-RLHF. A reply that was compared keeps
    its own number as value; other turns have the mean of the replies below them. Chains of turns stay as they are. A reply
    of several turns is as many nodes; where it ends with a turn that is a reply to a later prompt, too, each has its node.
    Dialogues of a group that begin in another way, before the first turn of the user, have a tree of their own.
    """
  static let reads: Set<Column> = [.texts, .labels]
  static let writes: Set<Column> = [.trees]
  static let reasons: [(reason: Reason, meaning: String)] = []

  enum Subject: String, CaseIterable, Sendable { case responses, dialogues }
  enum UnitChoice: String, CaseIterable, Sendable {
    case auto, step, item, paragraph, line, sentence

    /// `nil` for `auto`.
    var unit: TextCuts.Unit? {
      switch self {
      case .auto: nil
      case .step: .step
      case .item: .item
      case .paragraph: .paragraph
      case .line: .line
      case .sentence: .sentence
      }
    }
  }

  let subject: Subject
  let score: String?
  let unit: UnitChoice
  let least: Int
  let most: Int
  let fuzzy: Double

  init(options: inout OptionReader) throws(WinnowError) {
    subject = try options.choice(
      "of", default: Subject.responses,
      doc: "whether a tree is of the `responses` of a prompt or of the `dialogues` of a group")
    score = try options.string(
      optional: "score",
      doc: "name of the score that gives values; without it the share of pairs won")
    unit = try options.choice(
      "unit", default: UnitChoice.auto,
      doc: "what pieces are: `step`, `item`, `paragraph`, `line`, `sentence`, or `auto`")
    least = try options.int(
      "min_bytes", default: 1, in: 1...1_000_000, doc: "bytes that a piece has, except the last one"
    )
    most = try options.int(
      "max_pieces", default: 64, in: 2...4096, doc: "pieces of a response; the last has the rest")
    fuzzy = try options.double(
      "fuzzy", default: 0, in: 0...0.5,
      doc:
        "share of words in which pieces may differ that are taken for one; 0 for equal ones alone")
    try options.refuse(
      ["unit", "min_bytes", "max_pieces", "fuzzy"], unless: subject == .responses,
      must: "stand beside `of: responses`")
  }

  var alsoReads: Set<Column> { score == nil ? [] : [.scores] }
  var leastResponses: Int { subject == .responses ? 2 : 1 }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    if let score { try WinnowError.check(scores: [score], corpus) }
    guard subject == .responses else {
      return try DialogueTrees(stage: self, corpus: corpus).run().notes(.turns)
    }
    var survey = PrefixSurvey()
    let stage = self
    let passed = try corpus.forEachPromptBatch(
      .init(scores: score.map { [$0] } ?? []),
      { (batch) throws(WinnowError) in stage.trees(batch) },
      consume: { found throws(WinnowError) in
        survey.add(found.survey)
        try corpus.commit(found.batch)
      })
    try corpus.commit(passed.counted())
    return survey.notes(.pieces)
  }

  private func trees(_ batch: ResponseBatch) -> (batch: CorpusBatch, survey: PrefixSurvey) {
    var out = CorpusBatch(pairs: batch.pairs.count)
    var survey = PrefixSurvey()
    for prompt in batch.plainPrompts {
      guard prompt.responses.count > 1 else {
        out.counts["prompts with one response"] += 1
        continue
      }
      let tree = tree(of: prompt, batch)
      survey.add(tree)
      out.trees.append(tree)
    }
    return (out, survey)
  }

  /// The tree of the responses of a prompt.
  func tree(of prompt: ResponseBatch.Prompt, _ batch: ResponseBatch) -> PreferenceTree {
    let responses = batch.responses[prompt.responses]
    let texts = responses.map { batch.bytes($0.body) }
    let cuts = zip(responses, texts).map { $0.body.form == .text ? TextCuts($1) : nil }
    let unit = unit.unit ?? Self.coarsest(cuts)
    var trie = PieceTrie(fuzzy: fuzzy)
    for (text, cuts) in zip(texts, cuts) {
      trie.insert(text, cuts: cuts?.offsets(unit, least: least, most: most) ?? [])
    }
    let values = batch.values(of: prompt, byScore: score != nil)
    return trie.tree(
      of: (prompt.row, prompt.id), responses: zip(responses, values).map { ($0.row, $1) },
      origin: #"{"of":"responses","unit":"\#(Self.word(unit))"}"#)
  }

  /// The coarsest unit by which at least half of the responses have two pieces.
  private static func coarsest(_ cuts: [TextCuts?]) -> TextCuts.Unit {
    let known = cuts.compactMap { $0 }
    return TextCuts.Unit.allCases.first { unit in
      known.count { own in own.cuts.contains { $0.unit.rawValue <= unit.rawValue } } * 2
        >= max(1, known.count)
    } ?? .sentence
  }

  private static func word(_ unit: TextCuts.Unit) -> String { "\(unit)" }
}
