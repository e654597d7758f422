import Testing

@testable import Scoring

/// Against scikit-learn 1.9.1: `TfidfVectorizer(sublinear_tf=True, smooth_idf=True, norm="l2", min_df=…)`.
@Suite struct WeightTests {
  static let answers = [
    "The cat sat on the mat, the cat!", "A dog sat; Ünïcode dog barked at the cat.",
    "Don't panic: the mat is 42 years old old old",
  ]

  private func rows(
    minimum: Int, _ kind: (String) -> TermCounts
  ) -> [WeightedTerms] {
    let counts = Self.answers.map(kind)
    var frequencies = DocumentFrequencies(bits: 22)
    for answer in counts { frequencies.add(answer) }
    let weights = TermWeights(frequencies, minimum: minimum)
    return counts.map { answer in
      var row = WeightedTerms()
      weights.weigh(answer, into: &row)
      return row
    }
  }

  private func isClose(_ a: [Double], _ b: [Double]) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < 2e-7 }
  }

  @Test func `words weigh what scikit-learn says`() {
    let expected = [
      [
        0.2234161, 0.2234161, 0.2234161, 0.2937653, 0.2937653, 0.2937653, 0.2937653, 0.2937653,
        0.3641146, 0.3782763, 0.3782763,
      ],
      [
        0.158127, 0.2036174, 0.2036174, 0.2036174, 0.2677324, 0.2677324, 0.2677324, 0.2677324,
        0.2677324, 0.2677324, 0.2677324, 0.2677324, 0.2677324, 0.4533103,
      ],
      [
        0.1328098, 0.1710168, 0.1710168, 0.2248665, 0.2248665, 0.2248665, 0.2248665, 0.2248665,
        0.2248665, 0.2248665, 0.2248665, 0.2248665, 0.2248665, 0.2248665, 0.3807321, 0.4719076,
      ],
    ]
    let rows = rows(minimum: 1) { terms($0).words }
    for (row, expected) in zip(rows, expected) { #expect(isClose(row.weights.sorted(), expected)) }
  }

  @Test func `rare words weigh nothing`() {
    let expected = [
      [0.2963095, 0.2963095, 0.2963095, 0.4829132, 0.5016956, 0.5016956],
      [0.4091229, 0.5268202, 0.5268202, 0.5268202], [0.4813342, 0.6198054, 0.6198054],
    ]
    let rows = rows(minimum: 2) { terms($0).words }
    for (row, expected) in zip(rows, expected) { #expect(isClose(row.weights.sorted(), expected)) }
  }

  // Number, sum, least and greatest of the weights.
  @Test(arguments: [
    (
      1,
      [
        (35, 5.8437592, 0.123925, 0.2098233), (67, 7.9478489, 0.0706406, 0.2025086),
        (63, 7.4862035, 0.0672282, 0.2388794),
      ]
    ),
    (
      2,
      [
        (16, 3.9034672, 0.1760469, 0.2980734), (14, 3.6290891, 0.2146586, 0.4680063),
        (11, 3.290899, 0.2708396, 0.3487554),
      ]
    ),
  ])
  func `characters weigh what scikit-learn says`(
    minimum: Int, expected: [(Int, Double, Double, Double)]
  ) {
    let rows = rows(minimum: minimum) { terms($0).characters }
    for (row, wanted) in zip(rows, expected) {
      let sorted = row.weights.sorted()
      #expect(sorted.count == wanted.0)
      let found = [sorted.reduce(0, +), sorted.first ?? 0, sorted.last ?? 0]
      #expect(zip(found, [wanted.1, wanted.2, wanted.3]).allSatisfy { abs($0 - $1) < 2e-6 })
    }
  }

  @Test func `frequencies of workers add up in any order`() {
    let counts = Self.answers.map { terms($0, bits: 8).words }
    func counted(_ answers: [TermCounts]) -> DocumentFrequencies {
      var frequencies = DocumentFrequencies(bits: 8)
      for answer in answers { frequencies.add(answer) }
      return frequencies
    }
    var merged = counted([counts[2]])
    merged.merge(counted([counts[1], counts[0]]))
    #expect(merged == counted(counts))
    #expect(merged.documents == 3)
  }

  @Test func `a difference has no zeros and goes both ways`() {
    let a = WeightedTerms(indices: [1, 3, 5], weights: [0.5, 0.25, 1])
    let b = WeightedTerms(indices: [0, 3, 5], weights: [1, 0.25, 0.5])
    var row = DifferenceRow()
    row.set(a, minus: b)
    #expect(row.indices == [0, 1, 5])
    #expect(row.values == [-1, 0.5, 0.5])
    row.set(b, minus: a)
    #expect(row.values == [1, -0.5, -0.5])
    row.set(a, minus: a)
    #expect(row.indices.isEmpty)
  }
}
