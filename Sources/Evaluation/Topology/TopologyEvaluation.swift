internal import Foundation
package import Pipeline
package import Records
internal import Scoring
internal import Store

/// Tree and chain at equal numbers of comparisons, over growing numbers: which tells more of all responses.
///
/// A simulation, to examine the claim of Qiu et al. (2402.10184) that comparisons along a tree of prefixes lower the
/// mean inference distance faster. Rewards are sums along the paths of a full tree; what sharing a segment is worth is
/// fitted on another world of the kind, never chosen; the distance is the effective resistance between all responses
/// under the comparisons and that inductive bias, and beside it stands what labels that are drawn really teach.
package struct TopologyEvaluation: Sendable {
  package var depth: Int
  package var width: Int
  /// Standard deviation of the rewards.
  package var spread: Double
  package var comparisons: [Int]
  package var seeds: Int
  package var jobs: Int

  package init(
    depth: Int, width: Int, spread: Double, comparisons: [Int], seeds: Int, jobs: Int
  ) {
    self.depth = depth
    self.width = width
    self.spread = spread
    self.comparisons = comparisons
    self.seeds = seeds
    self.jobs = jobs
  }

  /// Nodes beyond which a world takes too long.
  private static let most = 1000

  package func run(progress: any ProgressSink) throws(WinnowError) -> TopologyResults {
    var nodes = 1
    var size = 1
    for _ in 0..<depth {
      size = min(Self.most + 1, size * width)
      nodes = min(Self.most + 1, nodes + size)
    }
    guard nodes <= Self.most, size >= 4 else {
      throw WinnowError(
        .badOption,
        "a tree of depth \(depth) and width \(width) has \(nodes > Self.most ? "more than \(Self.most) nodes" : "too few leaves")",
        hint: "take a smaller `--depth` or `--width`")
    }
    var cells: [(profile: TopologyWorld.Profile, cell: TopologyCell)] = []
    for profile in TopologyWorld.Profile.allCases {
      let world = TopologyWorld(depth: depth, width: width, profile: profile, spread: spread)
      for arm in TopologyArm.allCases {
        for count in comparisons {
          for seed in 0..<seeds {
            cells.append(
              (
                profile,
                TopologyCell(world: world, arm: arm, comparisons: count, seed: UInt64(seed))
              ))
          }
        }
      }
    }
    let all = cells
    var results = TopologyResults(self)
    progress.begin("simulate", total: all.count)
    try inOrder(
      0..<all.count, jobs: jobs, worker: { () throws(WinnowError) in () },
      work: { (_, number) throws(WinnowError) in
        try Interrupt.check()
        return all[number].cell.run()
      },
      consume: { (number, measured) throws(WinnowError) in
        results.add(measured, all[number].profile, all[number].cell)
        progress.advance(
          "simulate", done: number + 1, unit: "cells",
          share: Double(number + 1) / Double(all.count))
      })
    return results
  }
}
