import Records
import Testing

@testable import Scoring

/// What the other pairs of a prompt say, by hand-computed cases.
@Suite struct PromptConsistencyTests {
  /// Pairs with the given groups, labels and kernel rows.
  private static func rows(
    groups: [UInt64], firstIsBetter: [Bool], kernel: [[(index: UInt32, value: Float)]]
  ) -> PairRows {
    PairRows(
      facts: groups.indices.map { i in
        PairFact(
          id: PublicID(high: UInt64(i), low: 1), group: PublicID(high: groups[i], low: 2),
          row: Int64(i + 1), firstIsBetter: firstIsBetter[i])
      }, sparse: [("characters", SparseRows(dimension: 8, kernel))], dense: [])
  }

  private static func columns(
    _ rows: PairRows, strengths: [Double], margins: [Double], largest: Int = 96, workers: Int = 1
  ) throws -> [[Double]] {
    let kernel = try #require(rows.sparse.first?.rows)
    return PromptConsistency(strengths: strengths, largest: largest)
      .columns(rows, kernel: kernel, margins: margins, workers: workers)
  }

  @Test func `two pairs tell each other what closed form says`() throws {
    // Cosine 0.6; margins 0, so that residuals are ±½.
    let rows = Self.rows(
      groups: [1, 1], firstIsBetter: [true, false],
      kernel: [[(0, 2)], [(0, 0.6), (1, 0.8)]])
    for strength in [0.1, 0.5, 2] {
      let found = try Self.columns(rows, strengths: [strength], margins: [0, 0])[0]
      // u = τk / (τ + 1) · r of the other; first over second: −½ and +½; then by label, times 4.
      let said = strength * 0.6 / (strength + 1) * 0.5 * 4
      // Kernel rows are of single precision.
      #expect(abs(found[0] - -said) < 1e-6)
      #expect(abs(found[1] - -said) < 1e-6)
    }
  }

  @Test func `a pair's own label has no part in what is said of it`() throws {
    let kernel: [[(index: UInt32, value: Float)]] = [
      [(0, 1), (2, 1)], [(0, 1), (1, 0.5)], [(0, -0.3), (1, 1), (2, 0.2)],
    ]
    let one = Self.rows(groups: [1, 1, 1], firstIsBetter: [true, true, false], kernel: kernel)
    let other = Self.rows(groups: [1, 1, 1], firstIsBetter: [false, true, false], kernel: kernel)
    // Margins follow the label: those of pair 0, first over second, are 0.7 in both.
    let a = try Self.columns(one, strengths: [0.5], margins: [0.7, 0.1, -0.4])[0]
    let b = try Self.columns(other, strengths: [0.5], margins: [-0.7, 0.1, -0.4])[0]
    #expect(abs(a[0] + b[0]) < 1e-9)
    #expect(abs(a[0]) > 1e-3)
  }

  @Test func `pairs alone, empty rows and other prompts say nothing`() throws {
    let rows = Self.rows(
      groups: [1, 2, 3, 3], firstIsBetter: [true, true, true, false],
      kernel: [[(0, 1)], [(0, 1)], [], [(0, 1)]])
    let found = try Self.columns(rows, strengths: [0.1, 2], margins: [0, 0, 0, 0])
    #expect(found == [[0, 0, 0, 0], [0, 0, 0, 0]])
  }

  @Test func `large groups are cut, and threads change nothing`() throws {
    var random = SplitMix64(5)
    let count = 60
    let kernel = (0..<count).map { _ -> [(index: UInt32, value: Float)] in
      (0..<4).map { (UInt32($0), Float(random.unit() - 0.5)) }
    }
    let rows = Self.rows(
      groups: (0..<count).map { UInt64($0 % 3) },
      firstIsBetter: (0..<count).map { _ in random.unit() < 0.5 }, kernel: kernel)
    let margins = (0..<count).map { _ in random.unit() - 0.5 }
    let one = try Self.columns(rows, strengths: [0.5, 2], margins: margins, largest: 7)
    let many = try Self.columns(
      rows, strengths: [0.5, 2], margins: margins, largest: 7, workers: 3)
    #expect(one == many)
    #expect(one.allSatisfy { $0.allSatisfy(\.isFinite) })
  }

  @Test func `an inverse times its matrix is the identity`() throws {
    let matrix: [Double] = [4, 1, 0.5, 1, 3, -0.2, 0.5, -0.2, 2]
    let inverse = try #require(PromptConsistency.inverse(matrix, 3))
    for i in 0..<3 {
      for j in 0..<3 {
        let product = (0..<3).reduce(0) { $0 + matrix[i * 3 + $1] * inverse[$1 * 3 + j] }
        #expect(abs(product - (i == j ? 1 : 0)) < 1e-12)
      }
    }
    #expect(PromptConsistency.inverse([1, 2, 2, 1], 2) == nil)
  }

  @Test(arguments: [0.05, 0.2, 0.4])
  func `the probability is the prior where nothing is known, and ascends as margins fall`(
    _ prior: Double
  ) {
    var recipe = Recipe.standard
    recipe.noisePrior = prior
    let detector = DefaultDetector(recipe: recipe)
    #expect(abs(detector.wrong(0) - prior) < 1e-12)
    let margins = stride(from: 8.0, through: -8, by: -0.25)
    let found = margins.map { detector.wrong($0) }
    #expect(zip(found, found.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(found.allSatisfy { $0 > 0 && $0 < 1 })
  }
}
