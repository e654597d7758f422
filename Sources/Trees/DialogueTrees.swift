internal import Pipeline
internal import Records
internal import Store

/// Makes trees of the dialogues of each group.
struct DialogueTrees {
  let stage: SharedPrefixStage
  let corpus: Corpus

  private struct Place: Sendable {
    var group: PublicID
    var id: PublicID
    var row: Int64
  }

  /// Groups in a batch.
  private static let width = 256

  /// - Complexity: 40 bytes a prompt are held, and the texts of one group.
  func run() throws(WinnowError) -> PrefixSurvey {
    var places: [Place] = []
    let passed = try corpus.forEachPromptBatch(
      .init(texts: false, barePrompts: true),
      { (batch) throws(WinnowError) in
        batch.prompts.map { Place(group: $0.group, id: $0.id, row: $0.row) }
      },
      consume: { (found) throws(WinnowError) in places += found })
    // By public ids: the order of files must not matter.
    places.sort { ($0.group, $0.id) < ($1.group, $1.id) }
    var groups: [Range<Int>] = []
    var first = 0
    for at in places.indices
    where at + 1 == places.count || places[at + 1].group != places[first].group {
      groups.append(first..<at + 1)
      first = at + 1
    }
    var survey = PrefixSurvey()
    let (stage, corpus, all, own) = (stage, corpus, places, groups)
    let columns = ResponseReader.Columns(scores: stage.score.map { [$0] } ?? [], barePrompts: true)
    try inOrder(
      0..<(groups.count + Self.width - 1) / Self.width, jobs: corpus.jobs,
      worker: { () throws(WinnowError) in
        try ResponseReader(corpus.store, corpus.selection, columns)
      },
      work: { (reader, number) throws(WinnowError) in
        var out = CorpusBatch(pairs: 0)
        let range = number * Self.width..<min(own.count, (number + 1) * Self.width)
        for group in own[range] {
          guard group.count <= Corpus.largestPrompt else {
            out.counts["groups passed over: max_group"] += 1
            continue
          }
          try stage.dialogues(all[group].map { ($0.group, $0.row) }, reader, &out)
        }
        return out
      },
      consume: { (_, out) throws(WinnowError) in
        for tree in out.trees { survey.add(tree) }
        try corpus.commit(out)
      })
    try corpus.commit(passed.counted())
    return survey
  }
}

extension SharedPrefixStage {
  /// Dialogues of one group that begin alike.
  private struct Open {
    var trie = TurnTrie()
    /// Row of its first prompt.
    var prompt: Int64
    var prompts = 0
    var responses = 0
  }

  /// Adds the trees of the prompts of a group: one for each of the ways in which they begin, which is nearly always
  /// one, and none of a prompt alone.
  fileprivate func dialogues(
    _ prompts: [(group: PublicID, row: Int64)], _ reader: ResponseReader, _ out: inout CorpusBatch
  ) throws(WinnowError) {
    var open: [Open] = []
    var places: [PublicID: Int] = [:]
    var scores: [Int64: Double] = [:]
    var pairs = 0
    for (_, row) in prompts {
      let passed = try reader.read(prompts: row...row, largest: Corpus.largestPrompt) { batch in
        for prompt in batch.prompts {
          pairs += prompt.pairs.count
          let text = batch.bytes(prompt.text)
          let root = TurnTrie.root(of: text, prompt.text.form)
          if places[root] == nil {
            places[root] = open.count
            open.append(Open(prompt: prompt.row))
          }
          let at = places[root] ?? 0
          let end = open[at].trie.insert(prompt: text, prompt.text.form, row: prompt.row)
          open[at].prompts += 1
          open[at].responses += prompt.responses.count
          let values = batch.values(of: prompt, byScore: score != nil)
          for (place, value) in zip(prompt.responses, values) {
            let response = batch.responses[place]
            open[at].trie.insert(
              response: batch.bytes(response.body), response.body.form, row: response.row, at: end)
            scores[response.row] = value
          }
        }
      }
      if !passed.tooLarge.isEmpty { out.counts["prompts passed over: max_group"] += 1 }
    }
    out.pairs += pairs
    guard let group = prompts.first?.group else { return }
    for own in open where own.responses > 0 || own.prompts > 1 {
      out.trees.append(
        own.trie.tree(
          of: group, prompt: own.prompt, scores: scores, origin: #"{"of":"dialogues"}"#))
    }
  }
}
