internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Learns from votes how reliable annotators are, and decides pairs by it.
struct AnnotatorsStage: CorpusStage {
  static let name = "relabel.annotators"
  static let summary = "weigh votes by how reliable annotators are, or find groups of annotators"
  static let discussion = """
    Reads all votes at once and gives each pair a label with a probability. It tells of every annotator how often
    they say what most others say of the same pair (leave-one-out, with Wilson's interval) and what the model
    makes of them, and of all together Krippendorff's α and Cohen's κ.

    **`method: dawid_skene`** has a confusion matrix for each annotator, ties and both-bad among its classes; with few
    votes it stays near the crowd's. **`one_coin`** has one number each. **`re_po`** is RE-PO's reliability beside
    a Bradley-Terry strength of every response, in place of the policy that the paper trains; ties say nothing
    to it. Its level is above any agreement: believe its order. All three take mistakes that annotators share for the
    truth.

    **`pal`** looks for groups of annotators who want different things (ideal points, 2406.08469), by features of
    the responses: ours of form and words, the named `scores`, or a file of `embeddings`. Votes that were held out say
    how many groups there are, up to `most_groups`, and whether one is enough; `groups` sets the number. Labels are
    those of the group `group`, 1 being the largest.

    **Ties.** A pair of which most votes say tie or both bad stays what it is. A draw between the answers is decided
    by whoever is more reliable, except by `one_coin` and `dawid_skene` where the tie itself is most probable.

    Each split that the stage may work on is fitted by itself, so that nothing is learned from held-out votes.
    """
  static let reads: Set<Column> = [.texts, .votes, .labels]
  static let writes: Set<Column> = [.labels]
  static let reasons: [(reason: Reason, meaning: String)] = []

  let method: Method
  let decides: Bool
  let named: Bool
  let rows: Int
  let groups: PALOptions
  let online: Bool

  enum Method: String, CaseIterable, Sendable {
    case rePO = "re_po"
    case dawidSkene = "dawid_skene"
    case oneCoin = "one_coin"
    case pal
  }

  init(options: inout OptionReader) throws(WinnowError) {
    method = try options.choice(
      "method", default: Method.dawidSkene,
      doc: "`dawid_skene`, `one_coin`, `re_po` or `pal`; see below")
    decides = try options.bool(
      "decide", default: true,
      doc:
        "whether the more probable answer becomes the preferred one, or labels get a probability only"
    )
    named = try options.bool(
      "named", default: false,
      doc:
        "whether votes of annotators without a name are left out; else all of one source and kind are one"
    )
    rows = try options.count(
      "rows", default: 40,
      doc: "annotators that the report tells of one by one, the least reliable first")
    online = try options.bool(
      "online", default: false,
      doc:
        "whether `re_po` goes through the votes in batches and moves reliabilities step by step, as the paper "
        + "trains; else all votes at once until nothing changes")
    try options.refuse(["online"], unless: method == .rePO, must: "stand beside `method: re_po`")
    groups = try PALOptions(&options, isUsed: method == .pal)
  }

  var softens: Bool { true }

  func sideFiles() throws(WinnowError) -> [SideFile] {
    method == .pal ? try groups.sideFiles() : []
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    var notes: [RunNote] = []
    var (all, covered, votes) = (0, 0, 0)
    // One at a time; `nil` is all of them.
    let splits: [String?] = corpus.selection.splits.map { $0.map { $0 } } ?? [nil]
    for split in splits {
      var selection = corpus.selection
      if let split { selection.splits = [split] }
      let table = try VoteTable.read(corpus.store, selection, named: named)
      all = table.pairs.count + table.heldOut
      covered += table.pairs.count
      votes += table.pair.count
      try Interrupt.check()
      guard !table.pair.isEmpty else {
        try commit(table, [], corpus)
        continue
      }
      let fit = try AnnotatorFit.run(self, table, corpus, selection)
      try commit(table, fit.labels, corpus)
      let title = splits.count > 1 ? split.map { "split `\($0)`: " } ?? "" : ""
      notes += AnnotatorReport(table: table, fit: fit, rows: rows, title: title).notes
    }
    guard votes > 0 else {
      throw WinnowError(
        WinnowError.Code("no-votes", exitStatus: 2), "no pair has a vote that could be weighed",
        hint: named
          ? "no annotator has a name: leave out `named: true`" : "map `votes:` with `annotator:`")
    }
    var rest = CorpusBatch(pairs: 0)
    rest.counts["held_out"] = all - covered
    try corpus.commit(rest)
    return notes
  }

  private static let batch = 5_000

  private func commit(
    _ table: VoteTable, _ labels: [PairLabel?], _ corpus: Corpus
  ) throws(WinnowError) {
    for start in stride(from: 0, to: table.pairs.count, by: Self.batch) {
      var out = CorpusBatch(pairs: 0)
      for i in start..<min(start + Self.batch, table.pairs.count) {
        out.pairs += 1
        guard i < labels.count, let label = labels[i] else {
          out.counts["labels kept as they were"] += 1
          continue
        }
        let pair = table.pairs[i]
        let decision = decides ? label.decision : pair.decision
        if decides && label.decision != pair.decision { out.counts["labels changed"] += 1 }
        out.labels.append(
          LabelRow(
            pair: pair.row, decision: decision, probability: label.probability, isAsSeen: false))
      }
      if start == 0 { out.votes = table.pair.count }
      try corpus.commit(out)
    }
  }
}
