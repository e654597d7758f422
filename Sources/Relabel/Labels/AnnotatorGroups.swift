internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// What `method: pal` may be told.
struct PALOptions: Sendable {
  let groups: Int
  let most: Int
  let group: Int
  let scores: [String]
  let embeddings: String?

  /// - Parameter isUsed: whether the method is `pal`; else nothing may be given.
  init(_ options: inout OptionReader, isUsed: Bool) throws(WinnowError) {
    groups = try options.int(
      "groups", default: 0, in: 0...20,
      doc: "number of groups for `pal`; 0 lets held-out votes choose")
    most = try options.int(
      "most_groups", default: 4, in: 1...20, doc: "most groups that `pal` tries")
    group = try options.int(
      "group", default: 1, in: 1...20,
      doc: "the group whose labels are written by `pal`, 1 being the largest")
    scores = try options.strings(
      "scores", default: [], doc: "names of scores that are the features of responses for `pal`")
    embeddings = try options.path(
      optional: "embeddings", doc: "file of embeddings of the responses by public id, for `pal`")
    guard scores.isEmpty || embeddings == nil else {
      throw options.problem("embeddings", must: "not stand beside `scores`")
    }
    guard group <= (groups == 0 ? most : groups) else {
      throw options.problem("group", must: "be one of the `groups`, or not above `most_groups`")
    }
    try options.checkDistinct(scores)
    try options.refuse(
      ["groups", "group", "embeddings", "scores"], unless: isUsed,
      must: "stand beside `method: pal`")
  }

  func sideFiles() throws(WinnowError) -> [SideFile] {
    guard let embeddings else { return [] }
    return try EmbeddingTable.files(of: embeddings).map { path in
      SideFile(path: path, name: path.split(separator: "/").last.map(String.init) ?? path)
    }
  }
}

/// Finds groups of annotators who want different things of a response.
struct AnnotatorGroups {
  let stage: AnnotatorsStage
  let table: VoteTable
  let votes: AnnotatorVotes
  let tally: PairTallies

  private var options: PALOptions { stage.groups }

  func fit(_ corpus: Corpus, _ selection: Selection) throws(WinnowError) -> AnnotatorFit {
    let found = try ResponseFeatures(options: options, table: table).read(corpus, selection)
    var settings = PreferenceGroupOptions()
    settings.seed = corpus.seed
    var notes: [RunNote] = []
    if found.missing > 0 {
      notes.append(
        RunNote(
          "warning", "warning: \(found.missing) responses lack features and count as the mean"))
    }
    try Interrupt.check()
    let count: Int
    if options.groups > 0 {
      count = options.groups
    } else {
      let choice = GroupChoice(
        votes, responses: table.compared, features: found.values, dimension: found.dimension,
        promptOf: prompts, largest: options.most, options: settings)
      count = choice.groups
      notes.append(Self.note(choice))
      guard options.group <= count else {
        throw WinnowError(
          WinnowError.Code("no-group", exitStatus: 2),
          "the votes support \(count) \(count == 1 ? "group" : "groups"), so that there is no group \(options.group)",
          hint: "write `groups: \(options.group)` to have as many whatever the votes say")
      }
      // −log 2 is a coin.
      if choice.candidates.allSatisfy({ $0.logLikelihood <= -0.6931 }) {
        notes.append(
          RunNote(
            "warning",
            "warning: the features tell no more of held-out votes than a coin: labels of groups mean nothing here"
          ))
      }
    }
    try Interrupt.check()
    let fit = PreferenceGroups.fit(
      votes, responses: table.compared, features: found.values, dimension: found.dimension,
      groups: count, options: settings)
    notes += members(fit)
    let soft = fit.softLabels(group: options.group - 1)
    return AnnotatorFit(
      votes: votes,
      labels: table.pairs.indices.map {
        tally.isOpen($0) ? AnnotatorFit.label(soft[$0]) : nil
      },
      reliability: [Double](repeating: .nan, count: table.annotators.count), notes: notes)
  }

  /// A number for each pair's prompt, by first appearance in the order of public ids.
  private var prompts: [Int32] {
    var numbers: [Int64: Int32] = [:]
    return table.pairs.map { pair in
      if let known = numbers[pair.prompt] { return known }
      let next = Int32(truncatingIfNeeded: numbers.count)
      numbers[pair.prompt] = next
      return next
    }
  }

  private static func note(_ choice: GroupChoice) -> RunNote {
    let lines = choice.candidates.map { one in
      "\(one.groups): \(digits(one.logLikelihood)) a vote, gain over one \(digits(one.gain)) "
        + "± \(digits(one.gainError))"
    }
    let words =
      choice.isOneEnough
      ? "one group is enough" : "\(choice.groups) groups explain the votes better than one"
    return RunNote(
      "groups", (["\(words), by \(choice.votes) held-out votes"] + lines).joined(separator: "\n"))
  }

  /// Who is in which group, how alike the groups are, and on how many pairs they differ.
  private func members(_ fit: PreferenceGroups) -> [RunNote] {
    let voting = Set(votes.annotator.map(Int.init)).sorted()
    var lines: [String] = []
    for k in 0..<fit.groupCount {
      let own = voting.filter { fit.group(of: $0) == k }
      let shown = own.prefix(stage.rows).map { table.name(of: $0) }.joined(separator: ", ")
      let more = own.count > stage.rows ? " and \(own.count - stage.rows) more" : ""
      lines.append("group \(k + 1): \(own.count) annotators: \(shown)\(more)")
    }
    for k in 0..<fit.groupCount {
      for other in (k + 1)..<max(k + 1, fit.groupCount) {
        let (one, two) = (fit.softLabels(group: k), fit.softLabels(group: other))
        let differing = zip(one, two).count { ($0 > 0.5) != ($1 > 0.5) }
        lines.append(
          "groups \(k + 1) and \(other + 1) differ on \(differing) of \(one.count) pairs; likeness "
            + (fit.likeness(k, other).map(Self.digits) ?? "unknown"))
      }
    }
    return [RunNote("table", lines.joined(separator: "\n"))]
  }

  static func digits(_ value: Double) -> String {
    value.isFinite ? "\((value * 1e4).rounded() / 1e4)" : "none"
  }
}

/// Reads the features of the responses that votes compare.
private struct ResponseFeatures {
  let options: PALOptions
  let table: VoteTable

  struct Found {
    /// Shape (responses, dimension) by row.
    var values: [Float]
    var dimension: Int
    var missing = 0
  }

  func read(_ corpus: Corpus, _ selection: Selection) throws(WinnowError) -> Found {
    if let path = options.embeddings { return try embeddings(path, corpus) }
    if !options.scores.isEmpty { return try scores(corpus, selection) }
    return try texts(corpus)
  }

  private func texts(_ corpus: Corpus) throws(WinnowError) -> Found {
    let dimension = AnswerFeatures.dimension
    let places = Dictionary(table.responses.enumerated().map { ($1, $0) }) { first, _ in first }
    var found = Found(
      values: [Float](repeating: .nan, count: table.responses.count * dimension),
      dimension: dimension)
    var filled = 0
    _ = try corpus.forEachPromptBatch(
      .init(), worker: { () throws(WinnowError) in AnswerFeatures() },
      { (reader, batch) throws(WinnowError) in
        var rows: [(place: Int, values: [Float])] = []
        for prompt in batch.prompts {
          let wanted = prompt.responses.filter { places[batch.responses[$0].row] != nil }
          guard !wanted.isEmpty else { continue }
          reader.read(prompt: prompt.text, in: batch.arena)
          for response in wanted {
            let place = places[batch.responses[response].row] ?? 0
            rows.append(
              (place, reader.features(of: batch.responses[response].body, in: batch.arena)))
          }
        }
        return rows
      },
      consume: { rows in
        filled += rows.count
        for (place, values) in rows {
          for (k, value) in values.enumerated() { found.values[place * dimension + k] = value }
        }
      })
    found.missing = table.responses.count - filled
    return found
  }

  private func scores(_ corpus: Corpus, _ selection: Selection) throws(WinnowError) -> Found {
    let dimension = options.scores.count
    var found = Found(
      values: [Float](repeating: .nan, count: table.responses.count * dimension),
      dimension: dimension)
    for (k, name) in options.scores.enumerated() {
      let means = try ScoreReader(corpus.store, name: name, selection).means(of: table.responses)
      guard !means.isEmpty else {
        throw WinnowError(
          WinnowError.Code("no-scores", exitStatus: 2),
          "no voted response has a score called: `\(name)`",
          hint: "there are: \(try ScoreName.words(corpus))")
      }
      for (place, row) in table.responses.enumerated() {
        if let value = means[row] { found.values[place * dimension + k] = Float(value) }
      }
    }
    found.missing = (0..<table.responses.count).count { place in
      found.values[place * dimension..<(place + 1) * dimension].contains { !$0.isFinite }
    }
    return found
  }

  private func embeddings(_ path: String, _ corpus: Corpus) throws(WinnowError) -> Found {
    let ids = try ResponseIDs.read(corpus.store, table.responses)
    let embeddings = try EmbeddingTable.read(path, wanted: Set(ids.values))
    let dimension = embeddings.dimension
    var found = Found(
      values: [Float](repeating: .nan, count: table.responses.count * dimension),
      dimension: dimension)
    for (place, row) in table.responses.enumerated() {
      guard let own = ids[row].flatMap({ embeddings.embedding(of: $0) }) else {
        found.missing += 1
        continue
      }
      for (k, value) in own.enumerated() { found.values[place * dimension + k] = value }
    }
    return found
  }
}
