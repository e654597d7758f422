internal import Pipeline
internal import Records
internal import Store

extension LogCounts {
  /// In the ledger: records = those that cannot be read + without margin + the rest; margins read = stored +
  /// each other one.
  func fill(_ target: inout Counts) {
    target["log records"] = rows
    target["log records malformed"] = malformed
    target["log records without margin"] = empty
    target["margins absent"] = absent
    target["margins read"] = read
    target["margins stored"] = stored
    target["margins repeated"] = repeated
    target["margins unmatched"] = foreign + unmatched
    target["margins ambiguous"] = ambiguous
    target["margins undecided"] = undecided
    target["margins not seen"] = unseen
  }
}

/// What an import says in words.
struct DynamicsNotes {
  let counts: LogCounts
  let matching: PairMatching
  let runs: RunNames
  let totals: [(pairs: Int, margins: Int)]
  /// Names that no pair has, some of them.
  let unknown: [String]

  var notes: [RunNote] {
    var notes = [
      RunNote(
        "dynamics",
        "\(counts.stored) margins of \(matching.pairs.count) pairs kept, of \(counts.rows) records")
    ]
    notes += peers
    if counts.withoutPair > 0 { notes.append(RunNote("warning", "warning: \(unmatched)")) }
    let others = [
      (counts.absent, "margins missing or not finite"),
      (counts.repeated, "margins replaced by a later record"),
      (counts.undecided, "margins of pairs without a decided label"),
      (counts.unseen, "margins of pairs that were dropped before or are held out"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    if !others.isEmpty {
      notes.append(RunNote("left", "not kept: \(others.joined(separator: ", "))"))
    }
    if counts.malformed > 0 {
      let places = counts.refusals.map { "\n  \($0.line)" }.joined()
      notes.append(
        RunNote("warning", "warning: \(counts.malformed) records cannot be read\(places)"))
    }
    return notes
  }

  private var unmatched: String {
    let share = Double(counts.withoutPair) / Double(max(1, counts.read))
    let percent = (share * 1000).rounded() / 10
    let some = unknown.prefix(3).map { "`\($0)`" }.joined(separator: ", ")
    return "no pair was found for \(counts.withoutPair) of \(counts.read) margins (\(percent) %)"
      + (counts.ambiguous > 0 ? ", \(counts.ambiguous) of them named several" : "")
      + (some.isEmpty ? "" : ", such as those of \(some)")
  }

  /// The trainings by the numbers under which margins are stored.
  private var peers: [RunNote] {
    let places = runs.places
    let ordered = runs.names.indices.sorted { places[$0] < places[$1] }
    return ordered.map { number in
      let (pairs, margins) = totals[places[number]]
      return .peer(
        places[number], runs.names[number].cleaned, "\(margins) margins of \(pairs) pairs")
    }
  }
}
