internal import Evaluation
internal import Pipeline
public import Records

/// What a simulation of trees and chains found.
public struct EvaluateTopologySummary: Sendable {
  /// The tables as a JSON object.
  public let json: String
  /// Tables for a terminal.
  public let text: String
}

extension Curation {
  /// Simulates comparisons that are placed along a tree of prefixes and by chance, at equal numbers, and measures how sure
  /// all differences of rewards are.
  ///
  /// - Parameters:
  ///   - depth: segments of a response.
  ///   - width: ways to go on behind each.
  ///   - spread: standard deviation of the rewards.
  ///   - comparisons: numbers of comparisons, ascending.
  ///   - plot: a file for a drawing (SVG); `nil` for none.
  /// - Throws: `bad-option`, `interrupted`, `disk-full`.
  public static func evaluateTopology(
    depth: Int, width: Int, spread: Double, comparisons: [Int], seeds: Int, plot: String?,
    _ resources: Resources
  ) throws(WinnowError) -> EvaluateTopologySummary {
    let found = try TopologyEvaluation(
      depth: depth, width: width, spread: spread, comparisons: comparisons, seeds: seeds,
      jobs: resources.jobs
    ).run(progress: resources.progressSink)
    if let plot { try write(found.svg, to: plot, what: "the drawing") }
    return EvaluateTopologySummary(json: found.json, text: found.text)
  }
}
