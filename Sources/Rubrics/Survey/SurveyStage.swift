internal import Pipeline
internal import Records
internal import Rules
internal import Store

/// Tells what the rubrics of a selection are worth as a whole.
struct SurveyStage: CorpusStage {
  static let name = "rubrics.survey"
  static let summary = "tell what rubrics cover, which criteria repeat, and which separate answers"
  static let discussion = """
    Looks at all rubrics together and changes nothing: what it finds stands in the report.

    **Coverage.** How many criteria there are for each combination of a dimension, a scenario and a discipline, and which
    combinations have none (MR-RML's matrix). Each of the three is named by where its values stand: a word such as `axis`
    means the tags `axis:…` of the criteria; a JSON pointer such as `/category` means a field of the prompt's records, a
    text or a list of texts; a pointer with a word behind it, `/example_tags theme`, those of its texts that begin
    with `theme:`. An axis with more than 100 values is not shown.

    **Redundancy.** Criteria of one rubric, and of the corpus, that say nearly the same: the Jaccard index of their pairs of
    neighbouring words is `similar` or more (over the corpus some are missed where `similar` is below 0.6). Of
    more than 20,000 different texts 20,000 are compared, chosen by their digests, and of each the first 1,000
    characters. And pairs of checks of one rubric that agree, met or not, on a share `agree` of the responses. Of a rubric
    with more than 200 criteria, or checks, the first 200 are compared with each other.

    **Separation.** For every criterion with judgements or a check: over the pairs of its prompts, how often the
    preferred response meets it more than the other, and how often less, with Wilson's interval for the first; of a
    criterion with a weight below 0 the two are exchanged. Criteria of the same words count as one. Judgements of
    responses come first, then those of pairs, then what a program checks. A criterion that was made from a pair is
    also counted on that pair. Those that never separate are listed.

    **When to use.** Behind `rubrics.import` or a stage that makes rubrics, before they are used as reward: a
    criterion that all responses meet teaches nothing, and two that always agree count twice.
    """
  static let reads: Set<Column> = [.texts, .labels, .rubrics]
  static let writes: Set<Column> = []
  static let reasons: [(reason: Reason, meaning: String)] = []

  let rubric: String?
  let axes: [SurveyAxis]
  let similar: Double
  let agree: Double
  let shown: Int

  init(options: inout OptionReader) throws(WinnowError) {
    rubric = try options.string(
      optional: "rubric",
      doc: "what the rubrics are called; by default those of the last stage that gave a prompt any")
    var axes: [SurveyAxis] = []
    for (key, words) in [
      ("dimension", "what criteria look at"), ("scenario", "what prompts are about"),
      ("discipline", "the field of knowledge"),
    ] {
      let given = try options.string(
        optional: key, doc: "\(words): a prefix of tags, or a JSON pointer into records; see below")
      guard let given else { continue }
      guard let axis = SurveyAxis(key, given) else {
        throw options.problem(
          key, must: "be a prefix of tags, a JSON pointer, or a pointer and a prefix")
      }
      axes.append(axis)
    }
    self.axes = axes
    similar = try options.double(
      "similar", default: 0.7, in: 0.1...1, doc: "Jaccard index from which two texts say the same")
    agree = try options.double(
      "agree", default: 0.95, in: 0.5...1,
      doc: "share of responses on which two checks must agree to be told")
    shown = try options.int(
      "show", default: 10, in: 1...1000, doc: "rows of each table, and cells of a row")
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    if let rubric { try KnownRubrics.require(rubric, corpus) }
    var tally = SurveyTally(axes: axes.count)
    let stage = self
    let readsFields = axes.contains { $0.pointer != nil }
    let passed = try corpus.forEachPromptBatch(
      .init(extras: readsFields, barePrompts: true),
      worker: { () throws(WinnowError) in try Surveying(stage, corpus) },
      { (worker, batch) throws(WinnowError) in try worker.run(batch) },
      consume: { found throws(WinnowError) in
        tally.add(found)
        var batch = CorpusBatch(pairs: found.pairs)
        batch.counts["rubrics"] = found.rubrics
        batch.counts["criteria"] = found.criteria
        try corpus.commit(batch)
      })
    try corpus.commit(passed.counted())
    return SurveyReport(stage: stage, tally: tally).notes
  }
}

/// Where the values of a dimension, a scenario or a discipline stand.
struct SurveyAxis: Sendable, Equatable {
  let name: String
  /// Of a field of records; `nil` for tags.
  let pointer: JSONPointer?
  /// What texts begin with, before a colon; `nil` for whole texts.
  let prefix: String?

  init?(_ name: String, _ words: String) {
    self.name = name
    let parts = words.split(separator: " ")
    guard let first = parts.first, parts.count <= 2 else { return nil }
    guard first.hasPrefix("/") else {
      guard parts.count == 1 else { return nil }
      (pointer, prefix) = (nil, String(first))
      return
    }
    guard let pointer = try? JSONPointer(String(first)) else { return nil }
    self.pointer = pointer
    prefix = parts.count == 2 ? String(parts[1]) : nil
  }

  /// The values among `texts`, each once.
  func values(_ texts: [String]) -> [String] {
    guard let prefix else { return Set(texts.filter { !$0.isEmpty }).sorted() }
    let own = texts.filter { $0.hasPrefix(prefix + ":") }
      .map { String($0.dropFirst(prefix.count + 1)) }
    return Set(own.filter { !$0.isEmpty }).sorted()
  }

  /// The values of a prompt whose records hold `extras`; `nil` where they are those of criteria.
  func values(ofRecords extras: [String]) -> [String]? {
    guard let pointer else { return nil }
    return values(
      extras.flatMap { extra -> [String] in
        guard let value = RecordValue.read(extra, pointer) else { return [] }
        switch value {
        case .string(let text): return [text]
        case .array(let items): return items.compactMap(\.string)
        case .number, .bool: return [value.compact]
        case .object, .null: return []
        }
      })
  }
}
