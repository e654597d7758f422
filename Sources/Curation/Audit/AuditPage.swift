internal import Records
internal import Scoring
internal import Store

/// An audit in words and tables.
struct AuditPage {
  let findings: AuditFindings
  /// How many of the pairs most likely wrong are shown.
  let shownPairs: Int
  /// Where files were written; `nil` for nowhere.
  let folder: String?

  init(_ findings: AuditFindings, likelyWrong: Int, folder: String? = nil) {
    self.findings = findings
    shownPairs = likelyWrong
    self.folder = folder
  }

  var text: String { blocks.plainText }
  var markdown: String { blocks.markdownText }

  private var blocks: [ReportBlock] {
    files + votes + marks + rate + cues + pairs + written
  }

  // MARK: What was read

  private var files: [ReportBlock] {
    let rows = findings.members.map { member in
      let records = member.stored + member.duplicates + member.quarantined
      return [shown(member.name, limit: 60), member.format]
        + [records, member.stored, member.duplicates, member.quarantined].map(grouped)
    }
    var blocks: [ReportBlock] = [
      .title(
        "\(grouped(findings.records)) records, \(grouped(findings.votes.pairs)) pairs, "
          + "\(grouped(findings.votes.votes)) votes"),
      .table(
        head: ["file", "format", "records", "stored", "duplicates", "quarantined"], rows: rows,
        numbers: [2, 3, 4, 5]),
    ]
    if !findings.incomplete.isEmpty {
      blocks += [
        .heading("cut or damaged files"),
        .items(
          findings.incomplete.map {
            "\(shown($0, limit: 60)) cannot be read to its end: copy or download it again"
          }),
      ]
    }
    let guessed = findings.formatNotes.compactMap { part in
      part.note.map { "\(shown(part.file, limit: 60)) is taken for \(part.format): \($0)" }
    }
    if !guessed.isEmpty { blocks.append(.items(guessed)) }
    if findings.quarantined > 0 { blocks += quarantine }
    var repairs: [String] = []
    for member in findings.members where !member.repairs.values.isEmpty {
      let words = member.repairs.values.sorted { $0.key < $1.key }
        .map { "\($0.key) \(grouped($0.value))" }
      repairs.append("\(shown(member.name, limit: 60)): \(words.joined(separator: ", "))")
    }
    if !repairs.isEmpty { blocks += [.heading("repaired on reading"), .items(repairs)] }
    return blocks
  }

  private var quarantine: [ReportBlock] {
    var reasons: [String: Int] = [:]
    for member in findings.members { reasons.merge(member.reasons.values) { $0 + $1 } }
    let rows = reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { [$0.key, grouped($0.value)] }
    let places = findings.members.flatMap(\.firstQuarantined).prefix(10)
    var items = places.map { shown($0, limit: 160) }
    if findings.quarantined > items.count {
      items.append("and \(grouped(findings.quarantined - items.count)) more")
    }
    return [
      .heading("records that cannot be read"),
      .table(head: ["reason", "records"], rows: rows, numbers: [1]), .items(items),
    ]
  }

  // MARK: Votes and marks

  private var votes: [ReportBlock] {
    let votes = findings.votes
    var items = ["\(grouped(votes.prompts)) prompts, \(grouped(votes.responses)) responses"]
    let histogram = votes.byVotes.enumerated().filter { $0.element > 0 }.map { count, pairs in
      let last = count == votes.byVotes.count - 1
      return "\(grouped(pairs)) with \(count)\(last ? " or more" : "")"
    }
    items.append("pairs by number of votes: \(histogram.joined(separator: ", "))")
    func add(_ count: Int, _ words: String) {
      if count > 0 { items.append("\(words): \(grouped(count))") }
    }
    add(votes.inSeveralRecords, "pairs that stand in several records")
    add(votes.disagreeing, "pairs whose votes differ")
    add(votes.ties, "votes that are ties")
    add(votes.bothBad, "votes that call both answers bad")
    add(votes.undecidedPairs, "pairs without a winner")
    add(votes.single, "judgements of a single response, which compare nothing")
    add(findings.duplicates, "records that repeat one before them in the same file")
    add(votes.namedAnnotators, "annotators with a name")
    return [.heading("votes"), .items(items)]
  }

  private var marks: [ReportBlock] {
    guard !findings.marks.isEmpty else {
      return [
        .heading("what filters find"),
        .text(
          "Nothing: no repeated votes, contradictions, empty, identical, cut or leaking answers."),
      ]
    }
    let rows = findings.marks.map { mark in
      [
        mark.reason, grouped(mark.count), mark.isOfVotes ? "votes" : "pairs",
        mark.isOfVotes ? "" : Self.share(mark.count, of: findings.votes.pairs), mark.meaning,
      ]
    }
    return [
      .heading("what filters find"),
      .table(head: ["reason", "count", "of", "share", "meaning"], rows: rows, numbers: [1, 3]),
    ]
  }

  private static func share(_ count: Int, of total: Int) -> String {
    total > 0 ? percent(Double(count) / Double(total)) : ""
  }

  static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return share > 0 && tenths == 0 ? "< 0.1 %" : "\(tenths / 10).\(tenths % 10) %"
  }

  // MARK: How much is wrong

  private var rate: [ReportBlock] {
    var items: [String] = []
    for note in findings.notes where note.kind == "rate" { items.append(note.text) }
    if findings.judged < AuditFindings.few, findings.judged > 0 {
      items.insert(
        "\(grouped(findings.judged)) pairs are few to learn from: take the probabilities below for "
          + "an order of reading, not for a measure.", at: 0)
    }
    if findings.judged == 0 {
      items.append("No two answers are compared with a winner: nothing was judged.")
    }
    for (why, count) in findings.notJudged {
      items.append("not judged: \(grouped(count)) (\(why))")
    }
    return [.heading("how many labels are wrong"), .items(items)]
  }

  // MARK: Cues

  private var cues: [ReportBlock] {
    let cues = findings.cues
    let told = cues.texts.filter { !$0.isSilent }
    var rows = told.map { Self.row($0.name, $0.words, $0.result, $0.why) }
    if let generators = cues.generators {
      rows.insert(
        Self.row(
          "generator", "the name with more wins elsewhere wins", generators,
          "Who wrote it decides, whatever it says: hold out generators when you evaluate."), at: 0)
    }
    var notes: [String] = []
    let silent = cues.texts.filter { $0.isSilent && $0.result.pairs > 0 }.map(\.name).sorted()
    if !silent.isEmpty {
      notes.append(
        "the same on both sides in 98 % of pairs or more: \(silent.joined(separator: ", "))")
    }
    if let side = cues.side, side.pairs > 0 {
      if cues.isOrderedByLabel {
        notes.append("The better answer stands on one side always: the order tells nothing here.")
      } else {
        rows.insert(
          Self.row(
            "side", "the one that stands \(side.pointsUp ? "first" : "second") wins", side,
            "Judges favour a side: show pairs in both orders, or shuffle before training."), at: 0)
      }
    }
    if let best = cues.ranking.first, let worst = cues.ranking.last, cues.ranking.count > 1 {
      func words(_ name: (name: String, wins: Int, pairs: Int)) -> String {
        "\(shown(name.name, limit: 40)) (\(Self.share(name.wins, of: name.pairs)) of "
          + "\(grouped(name.pairs)))"
      }
      notes.append("wins most: \(words(best)); least: \(words(worst))")
    }
    guard !rows.isEmpty else { return [] }
    return [
      .heading("cues that predict the label"),
      .text(
        "Share of pairs in which a cue alone names the winner, out of fold, with its 95 % interval; "
          + "chance is 50 %. A pair in which both sides are equal counts half."),
      .table(
        head: ["cue", "right", "interval", "equal", "what it says", "why it matters"], rows: rows,
        numbers: [1, 2, 3]),
    ] + (notes.isEmpty ? [] : [.items(notes)])
  }

  private static func row(
    _ name: String, _ words: String, _ result: CueResult, _ why: String
  ) -> [String] {
    let interval = result.accuracy.interval.map { "\(tenths($0.low)) to \(tenths($0.high))" } ?? ""
    return [
      name, result.accuracy.value.map(percent) ?? "", interval,
      share(result.equal, of: result.pairs), words, result.isBeyondChance ? why : "no sign of it",
    ]
  }

  private static func tenths(_ share: Double) -> String { String(percent(share).dropLast(2)) }

  // MARK: The pairs

  private var pairs: [ReportBlock] {
    let pairs = findings.likelyWrong.prefix(shownPairs)
    guard !pairs.isEmpty else { return [] }
    var blocks: [ReportBlock] = [
      .heading("labels most likely wrong"),
      .text(
        "`wrong` is the probability that the label is wrong by what the other pairs teach, if at most a "
          + "fifth of all labels is: another share moves all of them and leaves the order as it is. "
          + "`ambiguity` is how little decides. Read before you drop."),
    ]
    for (number, pair) in pairs.enumerated() {
      let reasons = AuditReason(pair).sentences
      blocks.append(
        .items(
          [
            "\(number + 1). \(shown(pair.place, limit: 80))  wrong \(LikelyWrong.digits(pair.wrong))"
              + "  ambiguity \(LikelyWrong.digits(pair.ambiguity))"
          ] + reasons.map { "   \($0)" } + [
            "   prompt    \(pair.prompt.line(limit: 100))",
            "   chosen    \(pair.chosen.line(limit: 100))",
            "   rejected  \(pair.rejected.line(limit: 100))",
          ]))
    }
    return blocks
  }

  private var written: [ReportBlock] {
    guard let folder else { return [] }
    return [
      .heading("written"),
      .items([
        "\(folder)/report.md: this report, with the \(AuditFindings.mostLikelyWrong) pairs most "
          + "likely wrong",
        "\(folder)/rows: every record in its order, with winnow_p_wrong, winnow_ambiguity, "
          + "winnow_weight, winnow_reason",
        "\(folder)/audit.sqlite: the store; `winnow why --store \(folder)/audit.sqlite PLACE` tells "
          + "all of a pair, `winnow certify \(folder)/audit.sqlite` how many labels are wrong",
      ]),
    ]
  }
}
