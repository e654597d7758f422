internal import Pipeline
internal import Scoring
internal import Store

/// What a survey found, in sentences and tables.
struct SurveyReport {
  let stage: SurveyStage
  let tally: SurveyTally

  var notes: [RunNote] {
    guard tally.rubrics > 0 else {
      return [RunNote("warning", "warning: no prompt has a rubric")]
    }
    var notes = [
      RunNote(
        "rubrics",
        "\(tally.rubrics) rubrics of \(tally.prompts) prompts with \(tally.criteria) criteria; "
          + "\(tally.bare) prompts have none"
          + (tally.counts.isCut
            ? "; of more than 200,000 different texts 200,000 are looked at" : "")
          + (tally.long > 0
            ? "; of \(tally.long) rubrics with more than \(Surveying.longest) criteria the first are compared"
            : ""))
    ]
    if !stage.axes.isEmpty { notes += coverage }
    notes += repeated + [agreeing].compactMap { $0 } + separation
    return notes
  }

  // MARK: Coverage

  private var coverage: [RunNote] {
    let names = stage.axes.map(\.name)
    let coverage = tally.coverage
    guard !coverage.isTooWide else {
      return [
        RunNote(
          "warning",
          "warning: an axis has more than \(Coverage.mostValues) values, so that coverage is not shown: is it the right field?"
        )
      ]
    }
    var notes: [RunNote] = []
    let all = coverage.all
    if all.isEmpty {
      notes.append(
        RunNote(
          "warning",
          "warning: no criterion has a value of each axis: \(names.joined(separator: ", "))"))
    } else {
      // A line for each value of all axes but the last.
      var lines: [(head: String, cells: [String])] = []
      for (cell, count) in all {
        let head = names.count == 1 ? "" : cell.dropLast().joined(separator: " × ")
        let own = "\(cell.last ?? "") \(count)"
        if lines.last?.head == head {
          lines[lines.count - 1].cells.append(own)
        } else {
          lines.append((head, [own]))
        }
      }
      notes.append(
        table(
          "criteria by \(names.joined(separator: " × "))",
          lines.map { ($0.head.isEmpty ? "" : "\($0.head): ") + shown($0.cells, ", ") }))
      let empty = all.filter { $0.count == 0 }
      var words = "\(empty.count) of \(all.count) cells are empty"
      if !empty.isEmpty {
        words += ": " + shown(empty.map { $0.cell.joined(separator: " × ") }, "; ")
      }
      notes.append(RunNote("coverage", words))
    }
    for (name, count) in zip(names, coverage.without) where count > 0 {
      notes.append(RunNote("coverage", "\(count) of \(tally.criteria) criteria have no \(name)"))
    }
    return notes
  }

  // MARK: Redundancy

  private var repeated: [RunNote] {
    var notes: [RunNote] = []
    let within = tally.repeated.sorted.sorted {
      ($1.count, $0.texts.joined()) < ($0.count, $1.texts.joined())
    }
    if !within.isEmpty {
      notes.append(
        table(
          "criteria of one rubric that say nearly the same",
          within.map { "\(Self.times($0.count)): \(Self.both($0.texts))" }))
    }
    let often = tally.counts.sorted.filter { $0.count > 1 }.sorted {
      ($1.count, $0.text) < ($0.count, $1.text)
    }
    if !often.isEmpty {
      notes.append(
        table(
          "criteria that stand more than once in the corpus",
          often.map { "\(Self.times($0.count)): \(Self.line($0.text))" }))
    }
    let facts = tally.texts.sorted
    let words = facts.map { CriterionWords($0.text) }
    let near = NearTexts.pairs(of: words, least: stage.similar).filter {
      facts[$0.first].isAgainst == facts[$0.second].isAgainst
    }
    if !near.isEmpty {
      notes.append(
        table(
          "criteria of the corpus that say nearly the same"
            + (tally.texts.isCut ? ", among 20,000 of them" : ""),
          near.map { first, second, similarity in
            "\(ScoreDigits.short(similarity)): \(Self.both([facts[first].text, facts[second].text].sorted()))"
          }.enumerated().sorted { $0.offset < $1.offset }.map(\.element)))
    }
    return notes
  }

  private var agreeing: RunNote? {
    let found = tally.agreements.sorted.filter { $0.share >= stage.agree }
      .sorted { ($1.responses, $0.texts.joined()) < ($0.responses, $1.texts.joined()) }
    guard !found.isEmpty else { return nil }
    return table(
      "criteria whose checks agree on \(ScoreDigits.percent(stage.agree)) of the responses or more",
      found.map { "\($0.agreed) of \($0.responses): \(Self.both($0.texts))" })
  }

  // MARK: Separation

  private var separation: [RunNote] {
    let known = tally.powers.sorted
    guard !known.isEmpty else {
      return [
        RunNote(
          "separation",
          "no criterion has a check or judgements on a pair, so that nothing is told of separation")
      ]
    }
    let separating = known.filter { $0.more + $0.less > 0 }
    let never = known.filter { $0.more + $0.less == 0 }
    var notes: [RunNote] = []
    let best = separating.sorted { ($1.net, $1.pairs, $0.text) < ($0.net, $0.pairs, $1.text) }
    let head = "of \(known.count) criteria with checks or judgements on pairs "
    if !best.isEmpty {
      notes.append(table(head + "those that separate most", best.map(Self.power)))
      if best.count > stage.shown {
        let worst = best.suffix(min(stage.shown, best.count - stage.shown)).reversed()
        notes.append(table(head + "those that separate least", worst.map(Self.power)))
      }
    }
    if !never.isEmpty {
      let sorted = never.sorted { ($1.pairs, $0.text) < ($0.pairs, $1.text) }
      notes.append(
        table(
          "\(never.count) criteria never separate",
          sorted.map { "on \($0.pairs) pairs: \(Self.line($0.text))" }))
    }
    return notes
  }

  private static func power(_ own: CriterionPower) -> String {
    let share = Proportion(own.more, of: own.pairs)
    let interval = share.wilson()
    return
      "for the preferred in \(own.more) of \(own.pairs) pairs (\(ScoreDigits.percent(share.value ?? 0)), 95 % "
      + "\(ScoreDigits.percent(interval.low)) to \(ScoreDigits.percent(interval.high))), against it in \(own.less): "
      + "\(line(own.text))\(own.isAgainst ? " (to be avoided)" : "")"
  }

  // MARK: Lines

  private func table(_ head: String, _ rows: [String]) -> RunNote {
    var lines = [head] + rows.prefix(stage.shown)
    if rows.count > stage.shown { lines.append("and \(rows.count - stage.shown) more") }
    return RunNote("table", lines.joined(separator: "\n"))
  }

  private func shown(_ words: [String], _ separator: String) -> String {
    let more = words.count > stage.shown ? ["and \(words.count - stage.shown) more"] : []
    return (words.prefix(stage.shown) + more).joined(separator: separator)
  }

  private static func times(_ count: Int) -> String { count == 1 ? "once" : "\(count) times" }

  private static func both(_ texts: [String]) -> String {
    texts.map(line).joined(separator: " | ")
  }

  /// On one line, cut.
  private static func line(_ text: String) -> String {
    let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return flat.count > 120 ? "\(flat.prefix(119))…" : flat
  }
}
