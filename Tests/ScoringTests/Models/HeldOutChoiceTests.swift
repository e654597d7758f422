import Testing

@testable import Scoring

/// What a fold's labels may not touch.
@Suite struct HeldOutChoiceTests {
  /// Margins of five candidates that know about alike, so that choices hang on little.
  private static func candidates(_ count: Int, seed: UInt64) -> [[Double]] {
    var random = SplitMix64(seed)
    let known = (0..<count).map { _ in random.unit() * 2 - 0.8 }
    return (0..<5).map { _ in known.map { $0 + 1.5 * (random.unit() - 0.5) } }
  }

  @Test(arguments: 0..<20)
  func `turned labels of a fold change no choice for it`(seed: Int) {
    let folds = Folds(assignment: (0..<200).map { ($0 * 7 + seed) % 4 }, count: 4)
    let own = Self.candidates(200, seed: UInt64(seed))
    for fold in 0..<4 {
      let turned = own.map { column in
        zip(column, folds.assignment).map { $1 == fold ? -$0 : $0 }
      }
      let (before, after) = (
        HeldOutChoice(own, folds: folds), HeldOutChoice(turned, folds: folds)
      )
      #expect(before.byFold[fold] == after.byFold[fold])
    }
  }

  @Test func `choices hang on the labels of the other folds`() {
    let folds = Folds(assignment: (0..<200).map { $0 % 4 }, count: 4)
    let changed = (0..<20).count { seed in
      let own = Self.candidates(200, seed: UInt64(seed))
      let turned = own.map { $0.map { -$0 } }
      return HeldOutChoice(own, folds: folds).byFold != HeldOutChoice(turned, folds: folds).byFold
    }
    #expect(changed > 5)
  }

  @Test(arguments: 0..<10)
  func `labels that may not be read change nothing`(seed: Int) {
    let folds = Folds(assignment: (0..<200).map { $0 % 4 }, count: 4)
    let pairs = (0..<200).filter { $0 % 3 != 0 }
    let own = Self.candidates(200, seed: UInt64(seed))
    let turned = own.map { $0.enumerated().map { $0 % 3 == 0 ? -$1 : $1 } }
    #expect(
      HeldOutChoice(own, folds: folds, pairs: pairs)
        == HeldOutChoice(turned, folds: folds, pairs: pairs))
    let (a, b) = (
      MarginCombination(own, shares: [1, 1, 1, 1, 1], folds: folds, pairs: pairs),
      MarginCombination(turned, shares: [1, 1, 1, 1, 1], folds: folds, pairs: pairs)
    )
    #expect(a.weights == b.weights)
  }

  @Test func `columns have their say at one size in every fold, by no label of it`() {
    let folds = Folds(assignment: (0..<400).map { $0 % 4 }, count: 4)
    var columns = Self.candidates(400, seed: 3)
    // The second column goes ten times as far in fold 1.
    for i in columns[1].indices where folds.assignment[i] == 1 { columns[1][i] *= 10 }
    let made = MarginCombination(
      columns, shares: [2, 1, 0, 1, 1], folds: folds, pairs: Array(0..<400))
    for fold in 0..<4 {
      let total = made.shares[fold].reduce(0, +)
      #expect(made.shares[fold].map { ($0 / total * 5).rounded() } == [2, 1, 0, 1, 1])
    }
    #expect(made.weights[1][1] < 0.2 * made.weights[0][1])
    let turned = columns.map { column in
      zip(column, folds.assignment).map { $1 == 2 ? -$0 : $0 }
    }
    let other = MarginCombination(
      turned, shares: [2, 1, 0, 1, 1], folds: folds, pairs: Array(0..<400))
    // But for the temperature, which is one for all.
    let ratio = other.weights[2][0] / made.weights[2][0]
    for k in columns.indices {
      #expect(abs(other.weights[2][k] - ratio * made.weights[2][k]) < 1e-12)
    }
  }

  @Test func `a fold of few pairs takes the size of all`() {
    let folds = Folds(assignment: (0..<200).map { $0 < 5 ? 1 : 0 }, count: 2)
    var columns = Self.candidates(200, seed: 4)
    for i in 0..<5 { columns[0][i] = 0 }
    let made = MarginCombination(
      columns, shares: [1, 1, 1, 1, 1], folds: folds, pairs: Array(0..<200))
    #expect(made.weights[1][0] > 0)
    #expect(made.margins.allSatisfy { $0.isFinite })
  }
}
