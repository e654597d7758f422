import Foundation
import Records

@testable import Scoring

/// Small worlds with known truth, and how often intervals hold it.
enum Simulation {
  /// Long runs are for measuring; short ones notice what breaks.
  static let isLong = ProcessInfo.processInfo.environment["WINNOW_LONG_TESTS"] != nil

  static func runs(_ short: Int, long: Int) -> Int { isLong ? long : short }

  static func id(_ number: Int) -> PublicID {
    PublicID(
      high: SplitMix64.mix(UInt64(truncatingIfNeeded: number) &+ 77),
      low: SplitMix64.mix(UInt64(truncatingIfNeeded: number) &* 31 &+ 5))
  }

  /// Share of runs in which `body` says that the interval held the truth; printed in long runs.
  static func coverage(_ name: String, runs: Int, _ body: (inout SplitMix64) -> Bool) -> Double {
    var held = 0
    for run in 0..<runs {
      var random = SplitMix64(SplitMix64.mix(UInt64(truncatingIfNeeded: run) &+ 1000))
      if body(&random) { held += 1 }
    }
    let share = Double(held) / Double(runs)
    if isLong { print("coverage of \(name): \(share) over \(runs) runs") }
    return share
  }
}

extension SplitMix64 {
  mutating func chance(_ p: Double) -> Bool { unit() < p }

  mutating func normal() -> Double {
    (-2 * log(1 - unit())).squareRoot() * cos(2 * .pi * unit())
  }
}

/// Whether two numbers agree to so many digits; two that are not a number agree.
func isClose(_ a: Double?, _ b: Double?, _ tolerance: Double = 1e-9) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN }
  return (a - b).magnitude <= tolerance * max(1, b.magnitude)
}
