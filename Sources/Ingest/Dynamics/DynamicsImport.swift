internal import Foundation
internal import Pipeline
internal import Records
internal import Store

/// Reads the training dynamics of the user's own models: margins of pairs, training by training.
struct DynamicsImport: CorpusStage {
  static let name = "ingest.dynamics"
  static let summary = "read the margins of pairs that your own training logged"
  static let discussion = """
    Reads logs of trainings of yours and keeps every pair's margins, step by step, beside the pair:
    `filters.training_dynamics: {margins: recorded}` judges labels by them in place of small models of its
    own, and `winnow why` shows them. Nothing is trained, no pair is dropped.

    **Formats**, in any container and shape that corpora come in (JSON Lines, arrays, CSV; gzip, zstd, tar …):

    - `winnow`: what `integrations/python/winnow_dynamics.py` writes, one JSON object per pair and step: `pair`,
      `step` or `epoch`, `run`, and `margin`, or `chosen_reward` and `rejected_reward`, or `chosen_logps`,
      `rejected_logps`, `ref_chosen_logps`, `ref_rejected_logps` and `beta`. Of several records for the same
      run, pair and step the last counts, files in the order of `path`, then of their names.
    - `cartography`: the `dynamics_epoch_N.jsonl` of dataset cartography (2009.10795): `guid`, `gold`, and the
      logits of an epoch under `logits_epoch_N`. The margin is the logit of the gold class minus the largest
      other one; `guid` must name a pair as below. The files of a folder are one training.
    - `scores`: pairs with the scores of several reward models, as `fnlp/hh-rlhf-strength-cleaned` has them
      (2401.06080): `chosen`, `rejected`, maybe `prompt`, `chosen_score_list`, `rejected_score_list`. Each model
      is a training with one moment.
    - `auto` looks at each record.

    **Which pair is meant.** `pair` and `guid` are a pair's public id (32 hexadecimal digits, or its first 8
    and more where no other pair begins so; where most such beginnings find nothing, none is taken), or the
    key of its content that `winnow_dynamics.py` makes. A key of content is found whether the training set had
    texts or messages, the prompt beside the answers or in them. `scores` are matched by content, transcripts
    split as `hh-rlhf` splits them.

    **Which way round.** Stored margins are of the store's label: positive when the model prefers the chosen
    answer. A content says which answer the log calls chosen, so that the margins of a pair that the store
    decides the other way are turned round. An id does not: there the log's chosen answer is taken for the
    store's. Pairs without a decided label get none.

    **What is counted.** Records that are no such format (more than `max_bad_records:` of the pipeline end the
    run with status 1), records without a finite margin, margins whose name no pair has, those of several
    pairs, of pairs that earlier stages dropped or that are held out, of undecided pairs, and repeated ones.
    Nothing of that is stored, and the notes say how much it is.

    **Memory.** Margins wait in a scratch file of 24 bytes each beside the store; in memory are the different
    names in the logs, about 160 bytes each, at most half of `--memory`, and the margins of as many pairs as a
    quarter of it holds. A run that was killed reads the logs again and goes on behind its last batch. The
    SHA-256 of every file is part of the run: a log that has grown is read anew.
    """
  static let reads: Set<Column> = [.texts, .labels]
  static let writes: Set<Column> = [.dynamics]
  static let reasons: [(reason: Reason, meaning: String)] = []

  let paths: [String]
  let folder: String
  let format: DynamicsFormat
  let match: DynamicsMatch
  let maxUnmatched: Double

  init(options: inout OptionReader) throws(WinnowError) {
    folder = options.folder
    paths = try options.paths(
      required: "path", doc: "the logs: files, folders or patterns, relative to the pipeline")
    format = try options.choice(
      "format", default: DynamicsFormat.auto, doc: "how they are written; see above")
    match = try options.choice(
      "match", default: DynamicsMatch.auto,
      doc: "by what names are taken for pairs: public ids, contents, or both")
    maxUnmatched = try options.double(
      "max_unmatched", default: 1, in: 0...1,
      doc: "largest share of margins that no pair can be found for, 0 to 1; above it the run stops")
  }

  func sideFiles() throws(WinnowError) -> [SideFile] {
    var files: [SideFile] = []
    for pattern in paths {
      guard pattern != "-" else {
        throw WinnowError(
          .badOption, "training logs are not read from standard input: `-`",
          hint: "write them to a file: a run that goes on reads them again")
      }
      for path in try InputPaths.expand(pattern, relativeTo: folder)
      where !files.contains(where: { $0.path == path }) {
        files.append(SideFile(path: path, name: SourcePaths.named(path, pattern, folder).name))
      }
    }
    return files
  }

  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote] {
    corpus.progress.begin(corpus.label, total: nil)
    var logged = try LoggedMargins(corpus, format)
    let matching = try PairMatching(logged.names, corpus, by: match)
    let gathering = MarginGathering(corpus: corpus, matching: matching, peers: logged.runs.places)
    var counts = logged.counts
    try checkUnmatched(counts, matching, logged.spill)
    let totals = try gathering.commit(logged.spill, &counts)
    logged.counts = counts
    var rest = CorpusBatch(pairs: max(0, matching.seen - matching.pairs.count))
    counts.fill(&rest.counts)
    rest.counts["held_out"] = matching.heldOut
    rest.counts["pairs with margins"] = matching.pairs.count
    try corpus.commit(rest)
    let unknown = matching.unmatchedNames(3)
    return DynamicsNotes(
      counts: counts, matching: matching, runs: logged.runs, totals: totals,
      unknown: counts.foreignNames + logged.names.texts(of: unknown)
    ).notes
  }

  /// Before anything is committed.
  private func checkUnmatched(
    _ counts: LogCounts, _ matching: PairMatching, _ spill: MarginSpill
  ) throws(WinnowError) {
    guard maxUnmatched < 1, counts.read > 0 else { return }
    var without = counts.foreign
    try spill.forEach { (_, entry) in
      let state = matching.states[Int(entry.name)]
      if state == .unmatched || state == .ambiguous { without += 1 }
    }
    let share = Double(without) / Double(counts.read)
    guard share > maxUnmatched else { return }
    throw WinnowError(
      WinnowError.Code("unmatched-dynamics", exitStatus: 1),
      "no pair is found for \(without) of \(counts.read) margins, more than `max_unmatched` allows",
      hint: "are they of this corpus? `winnow stages ingest.dynamics` says how pairs are named")
  }
}

extension PairMatching {
  /// The numbers of some names that no pair has.
  func unmatchedNames(_ limit: Int) -> Set<UInt32> {
    Set(states.indices.lazy.filter { states[$0] == .unmatched }.prefix(limit).map { UInt32($0) })
  }
}
