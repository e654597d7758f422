internal import GRDB
package import Records

/// The runs of a finished plan by what they do.
package struct PlanRuns: Sendable {
  /// In the order of the pipeline's files.
  package var ingests: [Int64]
  /// Every run behind them with its stage, in the order of the pipeline.
  package var stages: [(stage: String, run: Int64)]

  /// The last finished plan, or the last of `pipeline`; `nil` if there is none.
  package static func last(
    _ store: Store, pipeline: String? = nil
  ) throws(WinnowError) -> PlanRuns? {
    try store.perform { db in
      let plan = try Int64.fetchOne(
        db,
        sql: "SELECT max(id) FROM plan WHERE finished = 1 AND (?1 IS NULL OR pipeline = ?1)",
        arguments: [pipeline])
      guard let plan else { return nil }
      var runs = PlanRuns(ingests: [], stages: [])
      let rows = try Row.fetchAll(
        db,
        sql: """
          SELECT position, stage, run.id FROM plan_run JOIN run ON run.id = plan_run.run
          WHERE plan = ? ORDER BY position, plan_run.part
          """, arguments: [plan])
      for row in rows {
        if row[0] as Int == 0 {
          runs.ingests.append(row[2])
        } else {
          runs.stages.append((row[1], row[2]))
        }
      }
      return runs
    }
  }

  /// The last run of a stage, whatever its version.
  package func last(of stage: String) -> Int64? {
    stages.last { $0.stage == stage || $0.stage.hasPrefix(stage + "@") }?.run
  }

  /// Rank of each run: the later one decides.
  var order: [Int64: Int] {
    Dictionary(stages.map(\.run).enumerated().map { ($0.element, $0.offset) }) { $1 }
  }
}

/// Looks up what the runs of a plan decided of a pair.
struct PlanDecisions {
  private let order: [Int64: Int]
  private let labels: RawStatement

  init(_ db: Database, _ runs: PlanRuns) throws {
    order = runs.order
    labels = try RawStatement(db, "SELECT run, decision FROM label WHERE pair = ? /* plan */")
  }

  func decision(_ pair: Int64) throws -> Decision {
    var latest = -1
    var decision = Decision.undecided
    labels.bind(1, pair)
    while try labels.next() {
      guard let place = order[labels.int(0)], place > latest else { continue }
      latest = place
      decision = Decision(rawValue: UInt8(truncatingIfNeeded: labels.int(1))) ?? .undecided
    }
    return decision
  }
}
