internal import Endpoints
internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// What is written of the rubrics of some prompts, once all of them are settled.
struct ContrastiveFindings {
  let work: ContrastiveWork
  /// Rubrics of earlier stages.
  let earlier: RubricReader
  private var stage: ContrastiveEndpointStage { work.stage }

  func batch() throws(WinnowError) -> CorpusBatch {
    var out = CorpusBatch(pairs: work.part.pairs)
    out.counts = work.counts
    for draft in work.drafts {
      count(draft, &out.counts)
      if !draft.kept.isEmpty { try keep(draft, &out) }
      let kept = Set(draft.kept)
      for pair in draft.own where !kept.contains(pair) {
        out.findings.append(
          Finding(
            .pair, work.batch.pairs[pair].row, .mark("rubric_rejected", evidence: evidence(draft))))
      }
    }
    for (pair, votes) in work.controls.sorted(by: { $0.key < $1.key }) {
      out.judgements += judgements(votes, of: pair, rubric: nil)
    }
    return out
  }

  private func count(_ draft: RubricDraft, _ counts: inout Counts) {
    let kept = Set(draft.kept)
    for pair in draft.own {
      let isKept = kept.contains(pair)
      let word = ContrastiveTotals.word(of: work.classes[pair])
      counts[ContrastiveTotals.own] += 1
      counts["\(ContrastiveTotals.ofClass)\(word)"] += 1
      guard isKept else { continue }
      counts[ContrastiveTotals.accepted] += 1
      counts["\(ContrastiveTotals.acceptedOfClass)\(word)"] += 1
    }
    if let effect = work.effect(draft) {
      let word = kept.isEmpty ? ContrastiveTotals.rejectedEffect : ContrastiveTotals.keptEffect
      counts["\(word)\(effect.rawValue)"] += 1
    }
  }

  // MARK: Kept ones

  private func keep(_ draft: RubricDraft, _ out: inout CorpusBatch) throws(WinnowError) {
    guard let criteria = draft.criteria else { return }
    let prompt = work.batch.prompts[draft.prompt]
    let pair: ResponseBatch.Pair? =
      switch draft.source {
      case .pair(let place): work.batch.pairs[place]
      case .chain: nil
      }
    let versions = RubricVersions(try earlier.rubrics(of: prompt.row))
    let (rubric, isKnown) = versions.rubric(
      prompt: (prompt.row, prompt.id), pair: pair.map { ($0.row, $0.id) }, name: stage.output,
      origin: origin(draft), criteria)
    out.rubrics.append(rubric)
    out.counts[ContrastiveTotals.rubrics] += 1
    out.counts[ContrastiveTotals.criteria] += criteria.count
    out.counts[ContrastiveTotals.compiled] += criteria.count { $0.check != nil }
    if isKnown { out.counts[ContrastiveTotals.unchanged] += 1 }
    out.counts["\(ContrastiveTotals.attempt)\(draft.attempts)"] += 1
    for (place, pair) in draft.tested.enumerated() {
      out.judgements += judgements(
        draft.votes[place], of: pair, rubric: rubric.id, words: draft.words[place])
    }
  }

  private func judgements(
    _ votes: PairVotes, of pair: Int, rubric: PublicID?, words: [Int: String] = [:]
  ) -> [Judgement] {
    votes.votes.enumerated().map { place, vote in
      var own = Judgement(
        .pair(work.batch.pairs[pair].row), rubric: rubric, outcome: vote.map { $0 ? 1 : 0 })
      own.sample = place / 2
      own.bStoodFirst = place % 2 == 1
      own.words = words[place]
      return own
    }
  }

  // MARK: What it rests on

  /// How a rubric came about; never an address or a key.
  private func origin(_ draft: RubricDraft) -> String {
    var members: [ConfigValue.Member] = [
      .init("from", "contrastive.endpoint"),
      .init("form", .string(draft.isListwise ? "listwise" : "pairwise")),
      .init("generator", .string(stage.generator.endpoint.model)),
      .init("judge", .string(stage.judge.model)), .init("votes", .int(Int64(stage.votes))),
    ]
    members += tried(draft)
    members.append(.init("pairs", .int(Int64(draft.tested.count))))
    if draft.isListwise {
      // Which of the pairs it was made of it holds for.
      members.append(
        .init("kept_for", .list(draft.kept.map { .string(work.batch.pairs[$0].id.description) })))
    } else if let own = draft.own.first, let known = work.classes[own] {
      members.append(.init("class", .string(known.rawValue)))
    }
    return ConfigValue.object(members).json
  }

  private func evidence(_ draft: RubricDraft) -> String {
    var members = tried(draft)
    if let failure = draft.failure { members.append(.init("why", .string(failure.rawValue))) }
    return ConfigValue.object(members).json
  }

  private func tried(_ draft: RubricDraft) -> [ConfigValue.Member] {
    var members: [ConfigValue.Member] = [
      .init("attempts", .int(Int64(draft.attempts))),
      .init("accuracy", draft.accuracy.map { .double($0) } ?? .null),
    ]
    if let margin = draft.margin { members.append(.init("margin", .double(margin))) }
    if let control = work.controlMargin(draft) {
      members.append(.init("margin_without", .double(control)))
    }
    if let effect = work.effect(draft) { members.append(.init("effect", .string(effect.rawValue))) }
    return members
  }
}

extension RubricDraft {
  fileprivate var isListwise: Bool {
    if case .chain = source { true } else { false }
  }
}
