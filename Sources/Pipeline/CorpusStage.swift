package import Endpoints
package import Records
package import Store

/// A stage that works on the corpus as a whole, in passes over it.
///
/// What it works out is committed in batches like any other stage's: after a kill it is called again, works
/// it out again and gives the same batches, of which those that are committed are
/// passed over. Its passes may run on several threads; results must not depend on how many.
package protocol CorpusStage: Stage {
  /// Makes its passes and gives what it found, batch after batch, to `corpus.commit`.
  ///
  /// - Returns: what it has to say besides its counts.
  func judge(_ corpus: Corpus) throws(WinnowError) -> [RunNote]

  /// What it tells before it does anything, when a plan is shown and all before it is done: what its input is
  /// worth, or an error where it is of no use. It commits nothing and keeps nothing.
  func foresee(_ corpus: Corpus) throws(WinnowError) -> [RunNote]

  /// Whether it asks a model endpoint.
  var asksEndpoint: Bool { get }

  /// What it would ask, from what is in the store already; called when a plan is shown.
  func requests(_ corpus: PlannedCorpus) throws(WinnowError) -> RequestEstimate?
}

extension CorpusStage {
  /// Nothing.
  package func foresee(_ corpus: Corpus) throws(WinnowError) -> [RunNote] { [] }
  /// No.
  package var asksEndpoint: Bool { false }
  /// Nothing.
  package func requests(_ corpus: PlannedCorpus) throws(WinnowError) -> RequestEstimate? { nil }
}

extension StageEntry {
  /// An entry for a stage that works on the corpus as a whole.
  package init<S: CorpusStage>(_ type: S.Type) { self.init(type, .corpus) }
}

/// The corpus as a stage sees it: passes over its pairs, a folder for scratch, and the way out.
package struct Corpus: Sendable {
  package let store: Store
  package let selection: Selection
  /// The pipeline's.
  package let seed: UInt64
  /// Threads that may work.
  package let jobs: Int
  /// Bytes the stage may use, about.
  package let memory: Int64
  /// Of the run: the same for the same work.
  package let digest: PublicID
  /// A folder beside the store for this run alone; it is there after a kill, and removed when the run is done.
  package let scratch: String
  package let progress: any ProgressSink
  /// What the progress of the stage is called.
  package let label: String
  /// The files that the stage reads besides the sources.
  package let files: [RunPlan.PlannedFile]
  /// What reads them.
  let sources: any SourceReading
  /// Runs of earlier stages of the plan that may have written margins.
  package let recorded: [RecordedRun]
  /// How many bad records a file may have.
  package let maxBadRecords: BadRecordLimit
  /// What an earlier try of the run has committed: how many batches, and the sum of their counts. A stage that
  /// cannot work those out again, because what it asks answers otherwise, gives empty ones in their place.
  package var committed = (batches: 0, counts: Counts())
  /// Whether endpoints may be asked nothing that is not in the store.
  package let isOffline: Bool
  /// Commits the next batch.
  package let commit: @Sendable (CorpusBatch) throws(WinnowError) -> Void

  /// Gives every pair the stage sees to `body`, in batches on several threads, in no particular order.
  ///
  /// - Parameters:
  ///   - other: what is seen in place of the stage's own selection.
  ///   - worker: makes what each thread needs for itself, on that thread.
  ///   - body: is given the worker's own value and a batch; what it returns goes to `consume`.
  ///   - consume: on the caller's thread, in the order of row ids, which is that of arrival: what must not
  ///     depend on the order of files must not depend on it.
  /// - Returns: live pairs that were passed over because of their split.
  package func forEachBatch<Worker, Result: Sendable>(
    _ columns: PairReader.Columns, of other: Selection? = nil,
    worker: @escaping @Sendable () throws(WinnowError) -> Worker,
    _ body: @escaping @Sendable (inout Worker, PairBatch) throws(WinnowError) -> Result,
    consume: (Result) throws(WinnowError) -> Void
  ) throws(WinnowError) -> Int {
    let selection = other ?? selection
    let slices = try PairSlice.all(store)
    var heldOut = 0
    progress.begin(label, total: slices.count)
    try inOrder(
      0..<slices.count, jobs: jobs,
      worker: { () throws(WinnowError) in (try PairReader(store), try worker()) },
      work: { (own, number) throws(WinnowError) -> ([Result], Int) in
        var results: [Result] = []
        let passedOver = try own.0.read(slices[number], selection, columns) { batch in
          results.append(try body(&own.1, batch))
        }
        return (results, passedOver)
      },
      consume: { (number, found) throws(WinnowError) in
        for result in found.0 { try consume(result) }
        heldOut += found.1
        progress.advance(
          label, done: number + 1, unit: "slices read",
          share: Double(number + 1) / Double(slices.count))
      })
    return heldOut
  }
}

extension Corpus {
  /// Responses of a prompt past which it is passed over.
  package static var largestPrompt: Int { StageStep.largestPrompt }

  /// Gives every prompt the stage sees, with its responses, to `body`, in batches on several threads.
  ///
  /// - Parameters:
  ///   - body: is given the worker's own value and a batch; what it returns goes to `consume`.
  ///   - consume: on the caller's thread, in the order of row ids. What must not depend on the order of files
  ///     must not depend on that.
  /// - Returns: what was passed over.
  package func forEachPromptBatch<Worker, Result: Sendable>(
    _ columns: ResponseReader.Columns,
    worker: @escaping @Sendable () throws(WinnowError) -> Worker,
    _ body: @escaping @Sendable (inout Worker, ResponseBatch) throws(WinnowError) -> Result,
    consume: (Result) throws(WinnowError) -> Void
  ) throws(WinnowError) -> PassedPrompts {
    let slices = try PromptSlice.slices(store, width: PromptSlice.narrow)
    var passed = PassedPrompts()
    progress.begin(label, total: slices.count)
    try inOrder(
      0..<slices.count, jobs: jobs,
      worker: { () throws(WinnowError) in
        (try ResponseReader(store, selection, columns), try worker())
      },
      work: { (own, number) throws(WinnowError) in
        var results: [Result] = []
        let passed = try own.0.read(prompts: slices[number], largest: StageStep.largestPrompt) {
          batch in results.append(try body(&own.1, batch))
        }
        return (results, passed)
      },
      consume: { (number, found) throws(WinnowError) in
        for result in found.0 { try consume(result) }
        passed.heldOut += found.1.heldOut
        passed.tooLarge += found.1.tooLarge.count
        progress.advance(
          label, done: number + 1, unit: "slices read",
          share: Double(number + 1) / Double(slices.count))
      })
    return passed
  }
}

extension Corpus {
  /// The same where threads need nothing for themselves.
  package func forEachPromptBatch<Result: Sendable>(
    _ columns: ResponseReader.Columns,
    _ body: @escaping @Sendable (ResponseBatch) throws(WinnowError) -> Result,
    consume: (Result) throws(WinnowError) -> Void
  ) throws(WinnowError) -> PassedPrompts {
    try forEachPromptBatch(
      columns, worker: { () throws(WinnowError) in () },
      { (_, batch) throws(WinnowError) in try body(batch) }, consume: consume)
  }

  /// Makes a pass over the prompts and commits what `body` finds in each batch.
  package func commitPrompts(
    _ columns: ResponseReader.Columns,
    _ body: @escaping @Sendable (ResponseBatch) throws(WinnowError) -> [CorpusBatch]
  ) throws(WinnowError) {
    let passed = try forEachPromptBatch(
      columns, body,
      consume: { batches throws(WinnowError) in
        for batch in batches { try commit(batch) }
      })
    try commit(passed.counted())
  }

  /// Shows epochs of a training, and says whether to go on.
  package func trained(_ done: Int, of total: Int?) -> Bool {
    progress.advance(
      label, done: done, unit: "epochs", share: total.map { Double(done) / Double(max(1, $0)) })
    return !Interrupt.isRequested
  }
}

/// What a pass over prompts did not give.
package struct PassedPrompts: Sendable {
  /// Live pairs of splits that are not let through.
  package var heldOut = 0
  /// Prompts with more than `max_group` responses.
  package var tooLarge = 0

  /// `batch` with these counts.
  package func counted(in batch: CorpusBatch = CorpusBatch(pairs: 0)) -> CorpusBatch {
    var batch = batch
    batch.counts["held_out"] = heldOut
    if tooLarge > 0 { batch.counts["prompts passed over: max_group"] = tooLarge }
    return batch
  }
}

/// A piece of what a corpus stage found.
package struct CorpusBatch: Sendable {
  /// Pairs it is about, those with no finding among them.
  package var pairs: Int
  package var findings: [Finding] = []
  /// Margins of pairs over the epochs.
  package var dynamics: [DynamicsRow] = []
  /// How likely labels are wrong.
  package var noise: [NoiseRow] = []
  /// Numbers for responses.
  package var scores: [ResponseScore] = []
  /// What the numbers mean; once per run and name is enough.
  package var scales: [ScoreScale] = []
  /// Decisions on pairs, in place of what was decided before.
  package var labels: [LabelRow] = []
  /// Rubrics of prompts.
  package var rubrics: [Rubric] = []
  /// What judges said.
  package var judgements: [Judgement] = []
  /// What responses, or dialogues, have in common.
  package var trees: [PreferenceTree] = []
  /// Votes it is about.
  package var votes = 0
  /// Why pairs fall with a prompt or a response that is dropped, one reason each: they have no finding of
  /// their own.
  package var fallen: [Reason] = []
  /// Responses that are made; nodes of `trees` may name them by their public ids.
  package var responses: [MadeResponses] = []
  /// Pairs that are made; their labels are made with them.
  package var made: [DerivedPair] = []
  /// Numbers besides those that follow from the findings.
  package var counts = Counts()

  package init(pairs: Int) { self.pairs = pairs }
}
