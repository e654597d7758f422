internal import Filters
internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// All that an audit found, before it is worded.
struct AuditFindings {
  static let mostLikelyWrong = 100
  /// Below this many pairs a detector learns little.
  static let few = 1000

  var members: [StoreStatus.Member]
  var formatNotes: [(file: String, format: String, note: String?)]
  /// Files that are cut or damaged: what stands behind that place is not known.
  var incomplete: [String] = []
  var votes: VoteCounts
  /// Of the filters: what was marked, in their order.
  var marks: [Mark]
  /// Pairs the detector judged, and those it could not, by why.
  var judged: Int
  var notJudged: [(why: String, count: Int)]
  /// `rate`, `warning` and others of the detector.
  var notes: [RunNote]
  var cues: AuditCues
  var likelyWrong: [LikelyWrong]
  var runs: PlanRuns
  var detector: Int64?
  /// What was written, with `-o`.
  var rows: [AuditRows.Written] = []

  /// How often a reason was given.
  struct Mark: Equatable {
    var stage: String
    var reason: String
    var meaning: String
    var count: Int
    /// Whether votes of a record are meant, and not pairs.
    var isOfVotes: Bool
  }

  var records: Int { members.reduce(0) { $0 + $1.stored + $1.duplicates + $1.quarantined } }
  var quarantined: Int { members.reduce(0) { $0 + $1.quarantined } }
  var duplicates: Int { members.reduce(0) { $0 + $1.duplicates } }

  init(
    store: Store, report: RunReport, plan: RunPlan, votes: VoteCounts, resources: Resources
  ) throws(WinnowError) {
    let status = try StoreStatus(store, places: 5)
    members = status.members
    incomplete = status.runs.filter { $0.counts["\(PassedOver.prefix)rest"] > 0 }.map { run in
      // A source without a name has its file's.
      let words = run.part.split(separator: "/", maxSplits: 1).map(String.init)
      return words.count == 2 && words[0] == words[1] ? words[0] : run.part
    }
    formatNotes = plan.parts.map { ($0.name, $0.format, $0.formatNote) }
    self.votes = votes
    marks = []
    notes = []
    judged = 0
    notJudged = []
    for (step, planned) in zip(report.steps, plan.steps) {
      guard case .stage(let entry, _, _) = planned.work else { continue }
      if entry.name == AuditRun.detector {
        notes = step.notes
        notJudged = step.counts.values.filter { $0.key.hasPrefix("not judged: ") && $0.value > 0 }
          .map { (String($0.key.dropFirst("not judged: ".count)), $0.value) }
          .sorted { $0.0 < $1.0 }
        judged = step.counts["in"] - notJudged.reduce(0) { $0 + $1.count }
        continue
      }
      for (reason, meaning) in entry.reasons {
        for (prefix, isOfVotes) in [("mark ", false), ("vote mark ", true)] {
          let count = step.counts["\(prefix)\(reason)"]
          guard count > 0 else { continue }
          marks.append(
            Mark(
              stage: entry.name, reason: reason.description, meaning: meaning, count: count,
              isOfVotes: isOfVotes))
        }
      }
    }
    guard let runs = try PlanRuns.last(store) else {
      throw WinnowError(.storeFailed, "the audit's own plan is not in its store")
    }
    self.runs = runs
    detector = runs.last(of: AuditRun.detector)
    cues = try AuditCues(store: store, plan: plan, runs: runs, resources)
    likelyWrong = []
    if let detector {
      likelyWrong = try LikelyWrong.read(
        store, runs, detector: detector, limit: Self.mostLikelyWrong)
    }
  }
}
