package import Endpoints
package import Records
package import Store

/// What of a corpus is in the store when a plan is made.
package struct PlannedCorpus: Sendable {
  package let store: Store
  /// Runs that have read sources of the plan, or made responses before the step; not all of them need be there.
  package let ingests: [Int64]
}

/// What a step of a plan would ask a model endpoint.
package struct PlannedRequests: Sendable {
  /// Of the plan.
  package var step: Int
  /// `nil` as long as no source is read.
  package var estimate: RequestEstimate?

  /// A sentence.
  package var words: String {
    estimate.map { "asks an endpoint: \($0.words)" }
      ?? "asks an endpoint: how much is known once the sources are read"
  }
}

// What a plan would ask model endpoints.
extension Planner {
  /// The steps that are not done and ask an endpoint, with what they would ask at most.
  ///
  /// - Parameter store: what was read so far; `nil` if there is none.
  package static func requests(
    of plan: RunPlan, _ store: Store?
  ) throws(WinnowError) -> [PlannedRequests] {
    var found: [PlannedRequests] = []
    for (index, step) in plan.steps.enumerated() {
      guard case .stage(_, let stage, _) = step.work, let stage = stage as? any CorpusStage,
        stage.asksEndpoint, step.units.contains(where: { $0.state != .finished })
      else { continue }
      var planned = PlannedRequests(step: index)
      if let store {
        var ingests: [Int64] = []
        for unit in plan.steps[0].units {
          if let run = try Ledger.find(store, unit.key.digest) { ingests.append(run.id) }
        }
        for earlier in plan.steps[..<index] {
          guard case .stage(let entry, _, _) = earlier.work, entry.writes.contains(.responses)
          else { continue }
          for unit in earlier.units {
            if let run = try Ledger.find(store, unit.key.digest) { ingests.append(run.id) }
          }
        }
        if !ingests.isEmpty {
          planned.estimate = try stage.requests(PlannedCorpus(store: store, ingests: ingests))
        }
      }
      found.append(planned)
    }
    return found
  }
}
