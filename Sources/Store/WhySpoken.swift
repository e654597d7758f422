internal import Foundation
internal import GRDB
internal import Records

/// The description of a plan, as `Ledger.storePlan` was given it.
package struct PlanDescription: Decodable, Sendable {
  package var pipeline = ""
  package var steps: [Step] = []

  package struct Step: Decodable, Sendable {
    package var label: String
    package var stage: String
    package var counts: [String: Int]
  }

  package init(_ json: String) {
    if let read = try? JSONDecoder().decode(PlanDescription.self, from: Data(json.utf8)) {
      self = read
    }
  }
}

/// The rows a pair is made of.
struct Subjects {
  let pair: Int64
  let prompt: Int64
  let a: Int64
  let b: Int64?
  let places: [PairHistory.Place]

  func place(of record: Int64) -> String {
    places.first { $0.record == record }?.text ?? ""
  }

  /// What a verdict is about, in words.
  func words(_ kind: SubjectKind, _ subject: Int64, record: Int64) -> String {
    switch kind {
    case .pair: "pair"
    case .prompt: "prompt"
    case .response: subject == a ? "response a" : "response b"
    case .vote: "vote at \(place(of: record))"
    }
  }
}

/// What all runs say of a pair and its parts, by run.
struct Spoken {
  private var findings: [Int64: [PairHistory.Finding]] = [:]
  private var labels: [Int64: PairHistory.Label] = [:]
  private var scores: [Int64: [PairHistory.Score]] = [:]
  private var noise: [Int64: PairHistory.Noise] = [:]
  private var curves: [Int64: [PairHistory.Curve]] = [:]

  var runs: Set<Int64> {
    Set(findings.keys).union(labels.keys).union(scores.keys).union(noise.keys).union(curves.keys)
  }

  init(_ db: Database, _ subjects: Subjects) throws {
    let keys: [(SubjectKind, Int64?)] = [
      // The first of a step to drop the pair gives the reason, as in `pairs_view` and in the counts.
      (.pair, subjects.pair), (.response, subjects.a), (.response, subjects.b),
      (.prompt, subjects.prompt), (.vote, subjects.pair),
    ]
    for case (let kind, let subject?) in keys {
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT run, record, action, weight, reason, coalesce(evidence, '') FROM verdict
          WHERE kind = ? AND subject = ? ORDER BY run, record
          """, arguments: [kind.rawValue, subject])
      while let row = try rows.next() {
        findings[row[0], default: []].append(
          PairHistory.Finding(
            kind: kind, subject: subjects.words(kind, subject, record: row[1]),
            place: kind == .vote ? subjects.place(of: row[1]) : "", action: row[2], weight: row[3],
            reason: row[4], evidence: row[5]))
      }
    }
    let rows = try Row.fetchCursor(
      db, sql: "SELECT run, decision, probability FROM label WHERE pair = ?",
      arguments: [subjects.pair])
    while let row = try rows.next() {
      labels[row[0]] = PairHistory.Label(
        decision: Decision(rawValue: row[1]) ?? .undecided, probability: row[2])
    }
    for (name, response) in [("a", subjects.a), ("b", subjects.b)] {
      guard let response else { continue }
      let rows = try Row.fetchCursor(
        db,
        sql: """
          SELECT run, score_name.name, value FROM score JOIN score_name ON score_name.id = score.name
          WHERE response = ? AND run <> 0 ORDER BY run, score_name.name, ordinal
          """, arguments: [response])
      while let row = try rows.next() {
        scores[row[0], default: []].append(
          PairHistory.Score(name: "\(name) \(row[1] as String)", value: row[2], place: ""))
      }
    }
    try addDynamics(db, pair: subjects.pair)
  }

  private mutating func addDynamics(_ db: Database, pair: Int64) throws {
    let rows = try Row.fetchCursor(
      db, sql: "SELECT run, wrong, ambiguity FROM noise WHERE pair = ?", arguments: [pair])
    while let row = try rows.next() {
      noise[row[0]] = PairHistory.Noise(wrong: row[1], ambiguity: row[2])
    }
    let margins = try Row.fetchCursor(
      db,
      sql: "SELECT run, peer, fold, margins FROM dynamics WHERE pair = ? ORDER BY run, peer",
      arguments: [pair])
    while let row = try margins.next() {
      let bytes: Data = row[3]
      curves[row[0], default: []].append(
        PairHistory.Curve(peer: row[1], fold: row[2], margins: DynamicsRow.margins(of: bytes)))
    }
  }

  /// What the runs of one step say; a step that says nothing let the pair pass.
  func step(_ unit: HistoryQueries.Unit) -> PairHistory.Step {
    // The runs over two files that hold the pair say the same.
    var found: [PairHistory.Finding] = []
    for finding in unit.runs.flatMap({ findings[$0] ?? [] }) where !found.contains(finding) {
      found.append(finding)
    }
    return PairHistory.Step(
      label: unit.label, stage: unit.stage, run: unit.digest, options: unit.options,
      findings: found,
      decided: unit.runs.lazy.compactMap { labels[$0] }.first,
      scores: unit.runs.flatMap { scores[$0] ?? [] },
      noise: unit.runs.lazy.compactMap { noise[$0] }.first,
      curves: unit.runs.flatMap { curves[$0] ?? [] })
  }
}
