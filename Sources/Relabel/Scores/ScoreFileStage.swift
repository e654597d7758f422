internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Takes scores from a file, or implicit rewards from a file of log-probabilities.
struct ScoreFileStage: CorpusStage {
  static let name = "relabel.score.file"
  static let summary = "take scores of responses, or log-probabilities, from a file"
  static let discussion = """
    Reads numbers that a model of your own gave responses, from a file of any container and shape that corpora
    come in (JSON Lines, JSON, CSV; gzip, zstd, tar …).

    **Which response is meant**, by the first of these fields that a record has:

    - `id`: the response's public id, 32 hexadecimal digits, as `winnow why` shows it;
    - `text_digest`: of the response's text, either the store's digest of the text (32 digits) or the SHA-256
      of its UTF-8 (64 digits, as `sha256sum` prints it). It means every response of that text, whatever the
      prompt;
    - `pair` and `side`: a pair's public id, and `chosen` or `rejected` as it is decided, or `a` or `b` (a stands
      before b by id);
    - `text`, with `prompt` or without: the texts themselves.

    **The number** stands in `score`, or in the field that `score:` names. A record without one may have
    `logp`, the log-probability of the response under a policy, and `ref_logp`, that under its reference model:
    the score is then DPO's implicit reward, `beta` · (logp − ref_logp), from `beta` of the record or of the
    stage (IRA, 2410.08067). `length: tokens` divides the difference by `tokens` of the record. Without
    `ref_logp` nothing is subtracted, which is SimPO's reward where the length is taken out.

    Of several numbers for one response the mean counts, so that samples of a judge may be listed. Records that
    find no response and responses that no record names are counted.

    **Scale.** Say what the numbers mean: `low` and `high` where the scale has ends, and `anchored: true` where
    the same number means the same for every prompt. A reward model trained on comparisons alone has no such
    anchor, and neither have implicit rewards.
    """
  static let reads: Set<Column> = [.texts, .labels]
  static let writes: Set<Column> = [.scores]
  static let reasons: [(reason: Reason, meaning: String)] = []

  let path: String
  let output: String
  let scale: ScoreScale
  let value: ScoreFileValue

  var givenScores: [String] { [output] }

  init(options: inout OptionReader) throws(WinnowError) {
    path = try options.path(required: "path", doc: "the file")
    output = try options.scoreName(default: "score")
    let field = try options.string(
      "score", default: "score", doc: "field of the number: a name or a JSON pointer")
    let beta = try options.double(
      "beta", default: 0.1, in: Double.leastNonzeroMagnitude...,
      doc: "of implicit rewards, where a record has none")
    let length = try options.choice(
      "length", default: ScoreFileValue.Length.ignored,
      doc: "`tokens` divides implicit rewards by `tokens` of the record")
    let low = try options.double(optional: "low", in: OptionReader.anyDouble, doc: "lowest score")
    let high = try options.double(
      optional: "high", in: OptionReader.anyDouble, doc: "highest score")
    let isAnchored = try options.bool(
      "anchored", default: false, doc: "whether a number means the same for every prompt")
    var range: ClosedRange<Double>?
    switch (low, high) {
    case (let low?, let high?):
      guard high > low else { throw options.problem("high", must: "be above `low`") }
      range = low...high
    case (nil, nil): break
    case (_?, nil): throw options.problem("low", must: "have a `high:` beside it")
    case (nil, _?): throw options.problem("high", must: "have a `low:` beside it")
    }
    guard path != "-" else {
      throw options.problem("path", must: "be a file: a run that goes on reads it again")
    }
    scale = ScoreScale(name: output, range: range, isAnchored: isAnchored)
    do throws(WinnowError) {
      value = ScoreFileValue(
        score: field.hasPrefix("/") ? try JSONPointer(field) : JSONPointer(key: field),
        beta: beta, length: length)
    } catch {
      throw options.problem("score", must: "be a name or a JSON pointer", hint: error.hint)
    }
  }

  func sideFiles() throws(WinnowError) -> [SideFile] {
    [SideFile(path: path, name: path.lastPart)]
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let out = try ScoreOutput(scale, corpus)
    guard let file = corpus.files.first else { return [] }
    let table = try ScoreTable(file, value, corpus)
    let matched = Matched(count: table.count)
    let account = try out.score(
      .init(texts: table.needsTexts), worker: { () throws(WinnowError) in () },
      { (_, batch, prompt, scored) throws(WinnowError) in
        Self.score(prompt, of: batch, table, matched, &scored)
      })
    var notes = [account.note(output)] + table.notes(file.name, unmatched: matched.left)
    notes += account.scaleNotes(scale.range, of: "numbers")
    if account.scored == 0, table.count > 0 {
      notes.append(
        RunNote(
          "warning",
          "warning: no record of `\(file.name)` names a response of this corpus: "
            + "are they named as the stage expects?"))
    }
    return notes
  }

  private static func score(
    _ prompt: ResponseBatch.Prompt, of batch: ResponseBatch, _ table: ScoreTable,
    _ matched: Matched, _ scored: inout ScoreOutput.Scored
  ) {
    // A row per name; a response may go by several.
    var entries = [[Int]](repeating: [], count: prompt.responses.count)
    var promptKeys: [PublicID] = []
    if table.hasTexts { promptKeys = ScoreKey.prompts(prompt.text, batch) }
    for (place, response) in batch.responses[prompt.responses].enumerated() {
      let keys = ScoreKey.all(
        response, batch, prompts: promptKeys, texts: table.needsTexts)
      entries[place] = keys.compactMap(table.entry)
    }
    for pair in batch.pairs[prompt.pairs] where table.hasPairs {
      for (side, response) in ScoreKey.sides(of: pair) {
        guard let entry = table.entry(.side(pair.id, side)) else { continue }
        entries[response - prompt.responses.lowerBound].append(entry)
      }
    }
    for (place, own) in entries.enumerated() {
      guard !own.isEmpty else {
        scored.leave("no record names it")
        continue
      }
      matched.insert(own)
      scored.give(
        batch.responses[prompt.responses.lowerBound + place], table.mean(of: Set(own)))
    }
  }
}
