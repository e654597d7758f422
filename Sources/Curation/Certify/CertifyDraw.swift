internal import Foundation
internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// Draws a blind sample and writes what raters need.
struct CertifyDraw {
  let store: Store
  let request: CertifyRequest

  func run() throws(WinnowError) -> CertifySummary {
    let (kept, basis, pairs) = try draw()
    let folder = request.out ?? Self.folder(beside: store.path)
    try SampleFiles(store: store, sample: kept, folder: folder).write()
    try kept.keep(in: store)
    return summary(kept, basis, of: pairs, folder)
  }

  /// The sample, what its dropped strata hold, and of how many pairs it is drawn.
  func draw() throws(WinnowError) -> (sample: KeptSample, basis: CertifyBasis, pairs: Int) {
    let name = try request.pipeline.map { (path) throws(WinnowError) in
      try PipelineFile.read(path).name
    }
    guard let runs = try PlanRuns.last(store, pipeline: name) else {
      throw nothing(
        name.map { "no finished plan of the pipeline: `\($0)`" }
          ?? "no plan is finished in the store")
    }
    guard let detector = runs.last(of: AuditRun.detector) else {
      throw nothing("the last plan has no step `\(AuditRun.detector)`")
    }
    let judged = try CertifiedPair.read(store, runs, detector: detector)
    guard !judged.isEmpty else {
      throw nothing("`\(AuditRun.detector)` gave no pair a probability of being wrong")
    }
    let (basis, dropped) = Self.drops(judged)
    let sample = CertifySample.draw(
      zip(judged, dropped).map { pair, isDropped in
        CertifyCandidate(
          id: pair.id, firstIsBetter: pair.aIsBetter, pWrong: pair.wrong, isDropped: isDropped)
      }, budget: request.budget, seed: request.seed)
    let kept = KeptSample(
      run: detector, basis: basis.rawValue, seed: request.seed,
      strata: sample.strata.map {
        KeptSample.Stratum(
          isDropped: $0.isDropped, low: $0.low, high: $0.high, size: $0.size, sampled: $0.sampled)
      },
      items: sample.items.map {
        KeptSample.Item(
          id: $0.id, pair: judged[$0.position].pair, stratum: $0.stratum,
          aIsBetter: $0.firstIsBetter, bIsFirst: $0.isSwapped)
      })
    return (kept, basis, judged.count)
  }

  private func nothing(_ message: String) -> WinnowError {
    WinnowError(
      .nothingJudged, message,
      hint: "run a pipeline with `- \(AuditRun.detector)`, or `winnow audit -o DIR FILE`")
  }

  /// What was dropped; or flipped; or would be.
  private static func drops(_ judged: [CertifiedPair]) -> (CertifyBasis, [Bool]) {
    for (action, basis) in [("drop", CertifyBasis.drop), ("flip", .flip)] {
      let taken = judged.map { $0.action == action }
      if taken.contains(true) { return (basis, taken) }
    }
    return (
      .highest, DropRule.budget(0.1).decide(judged.map(\.wrong), ids: judged.map(\.id))
    )
  }

  private static func folder(beside store: String) -> String {
    let base = (store as NSString).deletingPathExtension
    return "\(base)-certify"
  }

  private func summary(
    _ sample: KeptSample, _ basis: CertifyBasis, of pairs: Int, _ folder: String
  ) -> CertifySummary {
    let rows = sample.strata.map { stratum in
      [
        stratum.isDropped ? "dropped" : "kept",
        "\(number(stratum.low)) to \(number(stratum.high))", grouped(stratum.size),
        grouped(stratum.sampled),
      ]
    }
    let blocks: [ReportBlock] = [
      .text(
        "\(grouped(sample.items.count)) of \(grouped(pairs)) judged pairs are drawn. \(basis.words)"
      ),
      .table(head: ["stratum", "wrong", "pairs", "drawn"], rows: rows, numbers: [2, 3]),
      .text(
        """
        \(folder)/\(SampleFiles.sheet) goes to the raters, \(folder)/\(SampleFiles.howTo) tells them what to do.
        Then: winnow certify \(store.path) --answers \(folder)/\(SampleFiles.sheet)
        """),
    ]
    let json = ConfigValue.object([
      .init("sheet", .string("\(folder)/\(SampleFiles.sheet)")),
      .init("basis", .string(basis.rawValue)), .init("judged", .int(Int64(pairs))),
      .init("items", .int(Int64(sample.items.count))),
      .init(
        "strata",
        .list(
          sample.strata.map { stratum in
            .object([
              .init("dropped", .bool(stratum.isDropped)), .init("low", .double(stratum.low)),
              .init("high", .double(stratum.high)), .init("pairs", .int(Int64(stratum.size))),
              .init("drawn", .int(Int64(stratum.sampled))),
            ])
          })),
    ])
    return CertifySummary(json: json.indentedJSON, text: blocks.plainText)
  }
}
