internal import Pipeline
internal import Records
internal import Rules
internal import Store

/// Checks responses against the rules that their prompts state.
struct VerifyStage: CorpusStage {
  static let name = "rubrics.verify"
  static let summary = "check responses against the rules their prompts state, by program"
  static let discussion = """
    Many prompts ask for what a program can check: at least 300 words, no commas, three bullet points, a title in double
    angular brackets, all in lower case, in French, as JSON. The stage finds such demands in the prompt's last user turn, or
    reads them from the record, checks every response, and gives it the share of the rules it keeps as a score; docs/rules.md
    says what each rule means exactly.

    **Where rules come from.** `from: prompt` reads them out of the words, in English; it knows all instruction types of IFEval
    (2311.07911) and more, and looks for precision: what it is not sure of is no rule. `from: record` takes IFEval's own form,
    `instructions` and `arguments` being JSON pointers into what records hold besides; a rule that is not known makes
    the prompt one without rules, and is counted.

    **What is made of it.** The score (`name`) is 1 where all rules are kept; `strict: true` gives 1 or 0. A
    response that breaks a rule gets a mark that says which and why, for `winnow why`. `pairs: mark` or `drop` judges
    pairs whose preferred answer keeps fewer rules than the other: their label is wrong, or about something else.

    **When to use.** On prompts with explicit demands, before weaker scorers; `relabel.build_pairs` makes pairs of
    the score. Prompts without a rule that is found are counted, and their responses get no score.
    """
  static let reads: Set<Column> = [.texts, .labels]
  static let writes: Set<Column> = [.scores, .verdicts]
  static let reasons: [(reason: Reason, meaning: String)] = [
    ("breaks_rule", "the response does not do what the prompt asks for; the evidence says what"),
    ("breaks_more_rules", "the preferred answer keeps fewer of the prompt's rules than the other"),
  ]

  enum Origin: String, CaseIterable, Sendable { case prompt, record }
  enum PairAction: String, CaseIterable, Sendable { case none, mark, drop }

  let from: Origin
  let instructions: JSONPointer
  let arguments: JSONPointer
  let output: String
  let isStrict: Bool
  let pairs: PairAction

  var givenScores: [String] { [output] }

  init(options: inout OptionReader) throws(WinnowError) {
    from = try options.choice(
      "from", default: Origin.prompt, doc: "`prompt` or `record`; see below")
    instructions = try Self.pointer(
      &options, "instructions", default: "/instruction_id_list",
      doc: "JSON pointer to IFEval's list of instruction ids, for `from: record`")
    arguments = try Self.pointer(
      &options, "arguments", default: "/kwargs",
      doc: "JSON pointer to the list of their arguments")
    output = try options.scoreName(default: "rules_kept")
    isStrict = try options.bool(
      "strict", default: false, doc: "whether the score is 1 for all rules and else 0")
    pairs = try options.choice(
      "pairs", default: PairAction.none,
      doc: "what becomes of pairs whose preferred answer keeps fewer rules than the other")
  }

  private static func pointer(
    _ options: inout OptionReader, _ key: String, default text: String, doc: String
  ) throws(WinnowError) -> JSONPointer {
    let given = try options.string(key, default: text, doc: doc)
    do throws(WinnowError) {
      return try JSONPointer(given)
    } catch {
      throw options.problem(key, must: "be a JSON pointer", hint: error.hint)
    }
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    let out = try ScoreOutput(ScoreScale(name: output, range: 0...1, isAnchored: true), corpus)
    let stage = self
    let account = try out.score(
      .init(extras: from == .record), worker: { () throws(WinnowError) in () },
      { (_, batch, prompt, scored) throws(WinnowError) in
        Verifying(stage: stage, batch: batch, prompt: prompt).run(&scored)
      })
    return [account.note(output)] + RuleReport(account.counts).notes
  }
}
