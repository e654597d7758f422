internal import Foundation
internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// The pairs of an evaluation, before their texts are read.
struct EvaluationCorpus {
  private(set) var set: EvaluationSet
  /// Pairs with several votes; `nil` where there are too few to measure anything.
  private(set) var natural: EvaluationSet?
  private(set) var generatorFolds: GeneratorFolds?
  /// SHA-256 over all that results depend on.
  let state: String

  /// Fewer repeated pairs than this are not worth a table.
  private static let fewestRepeated = 100
  private static let fewestPairs = 50

  init(
    _ request: NoiseEvaluation, _ store: Store, _ selection: Selection
  ) throws(WinnowError) {
    let judged = try JudgedPair.read(store, selection)
    var known: Set<PublicID> = []
    for path in request.without { known.formUnion(try SourceFile.groups(of: path)) }
    let others = known.isEmpty ? judged : judged.filter { !known.contains($0.group) }
    var pairs: [EvaluatedPair] = []
    for pair in others {
      guard let trusted = request.trusted else {
        if let pair = EvaluatedPair(pair, request.clause) { pairs.append(pair) }
        continue
      }
      guard var right = EvaluatedPair(pair, trusted),
        let given = EvaluatedPair(pair, request.clause)
      else { continue }
      right.given = given.firstIsBetter
      pairs.append(right)
    }
    var set = EvaluationSet(pairs)
    if request.splitsGenerators {
      guard let folds = GeneratorFolds(pairs) else {
        throw WinnowError(
          .badOption, "the pairs do not name four generators to hold out: `--folds generator`",
          hint: "leave `--folds` out: folds then share no prompt")
      }
      generatorFolds = folds
      set = EvaluationSet(pairs.filter { folds.fold($0) != nil })
    }
    if let count = request.sample { set = set.sample(count, seed: 0) }
    guard set.pairs.count >= Self.fewestPairs else {
      throw WinnowError(
        WinnowError.Code("too-few-pairs", exitStatus: 1),
        "too few decided pairs of two responses to evaluate anything: `\(set.pairs.count)`",
        hint: request.clause == WhereClause()
          ? "ingest a larger corpus"
          : "is a name of `--where` misspelt? `winnow status` lists sources and members")
    }
    self.set = set
    let repeated = others.compactMap { EvaluatedPair($0, request.clause, needsRepeats: true) }
    if repeated.count >= Self.fewestRepeated, !request.splitsGenerators {
      var natural = EvaluationSet(repeated)
      if let count = request.sample { natural = natural.sample(count, seed: 0) }
      self.natural = natural
    }
    state = set.fullDigest + (natural?.fullDigest ?? "")
  }

  /// What the file of results says of the pairs.
  func facts(_ request: NoiseEvaluation, _ files: [FileFacts]) -> CorpusFacts {
    CorpusFacts(
      store: PathText.name(request.store),
      where: request.clause.description, trusted: request.trusted?.description,
      folds: request.splitsGenerators ? "generator" : "group", pairs: set.pairs.count,
      groups: Set(set.pairs.map(\.group)).count, digest: set.digest, state: state,
      difficulty: set.difficulty.rawValue, exemptGenerators: generatorFolds?.exempt ?? [],
      files: files)
  }

  /// Makes the features that cells need.
  mutating func prepare(
    _ request: NoiseEvaluation, _ store: Store, _ selection: Selection,
    _ scratch: EvaluationScratch, settings: [Setting], progress: any ProgressSink
  ) throws(WinnowError) -> Cells {
    func make(_ set: EvaluationSet, _ name: String) throws(WinnowError) -> EvaluationFeatures {
      try EvaluationFeatures.make(
        set, store, selection, folder: scratch.path + "/" + name, jobs: request.jobs,
        progress: progress, label: "features of \(name)")
    }
    let features = try make(set, "all pairs")
    var natural: EvaluationFeatures?
    if let own = self.natural, settings.contains(.natural) {
      natural = try make(own, "pairs with several votes")
    }
    var training: [Int: EvaluationFeatures] = [:]
    if settings.contains(where: { $0.name == "downstream" }) {
      for fold in 0..<min(request.seeds, Downstream.outerFolds) {
        let pairs = set.pairs.filter { Downstream.outerFold($0.group) != fold }
        training[fold] = try make(EvaluationSet(pairs), "training pairs \(fold + 1)")
      }
    }
    let workers = max(1, request.jobs / request.cellsAtOnce)
    return Cells(
      methods: request.methods, features: features, natural: natural, training: training,
      difficulty: difficulty(features, workers: request.jobs), generatorFolds: generatorFolds,
      workers: workers)
  }

  /// In the order of the rows.
  private func difficulty(_ features: EvaluationFeatures, workers: Int) -> [Double] {
    guard let outside = set.outsideDifficulty else {
      let folds = Folds(features.rows.facts, seed: 0)
      return PlainModel(seed: 0, workers: workers).margins(features.rows, folds: folds).map { -$0 }
    }
    var values: [Int64: Double] = [:]
    for (pair, value) in zip(set.pairs, outside) { values[pair.row] = value }
    return features.pairs.map { values[$0.row] ?? 0 }
  }
}
