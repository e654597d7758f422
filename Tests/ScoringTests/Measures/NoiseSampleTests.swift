import Testing

@testable import Scoring

@Suite struct NoiseSampleTests {
  /// numpy's default_rng(3), rounded to tenths, so that most scores tie.
  static let scores: [Double] = [
    0.7, 0.6, 0.4, 0.5, 0.5, 0.5, 0.5, 0.3, 0.5, 0.5, 0.3, 0.1, 0.4, 0.2, 0.5, 0.2, 0.6, 0.2, 0.4,
    0.4, 0.4, 0.4, 0.7, 0.6, 0.6, 0.1, 0.5, 0.1, 0.8, 0.4, 0.4, 0.8, 0.5, 0.5, 0.3, 0.2, 0.3, 0.1,
    0.1, 0.8,
  ]
  static let wrong = "1100100101000000100110110000100100101001".map { $0 == "1" }
  static let weights: [Double] = [
    0, 0, 3, 0, 2, 1, 2, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 2, 4, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1,
    0, 1, 0, 0, 0, 0, 2, 1,
  ]

  private func measure(
    _ scores: [Double], _ wrong: [Bool], _ measures: [NoiseMeasure], difficulty: [Double] = []
  ) -> [Double] {
    NoiseSample(
      scores: scores, isWrong: wrong, groups: scores.indices.map { Int32($0) },
      difficulty: difficulty, measures: measures
    ).values()
  }

  @Test func `AUROC, average precision and Brier are those of scikit-learn`() {
    let sample = NoiseSample(
      scores: Self.scores, isWrong: Self.wrong, groups: (0..<40).map { Int32($0) },
      measures: [.auroc, .averagePrecision, .brier, .ece])
    let plain = sample.values()
    #expect(isClose(plain[0], 0.7813333333333334))
    #expect(isClose(plain[1], 0.7373200025152487))
    #expect(isClose(plain[2], 0.17725, 1e-7))
    #expect(isClose(plain[3], 0.2275, 1e-7))
    let weighted = sample.values(weights: Self.weights)
    #expect(isClose(weighted[0], 0.7416666666666667))
    #expect(isClose(weighted[1], 0.6876068376068376))
    #expect(isClose(weighted[2], 0.18742857142857144, 1e-7))
  }

  @Test func `weights count as copies of the pair`() {
    var scores: [Double] = []
    var wrong: [Bool] = []
    for i in 0..<40 {
      for _ in 0..<Int(Self.weights[i]) {
        scores.append(Self.scores[i])
        wrong.append(Self.wrong[i])
      }
    }
    let measures = NoiseMeasure.standard.filter { $0 != .hardFalseDropsAt(0.1) }
    let copies = measure(scores, wrong, measures)
    let sample = NoiseSample(
      scores: Self.scores, isWrong: Self.wrong, groups: (0..<40).map { Int32($0) },
      measures: measures)
    for (a, b) in zip(sample.values(weights: Self.weights), copies) { #expect(isClose(a, b)) }
  }

  @Test(
    arguments: [
      // scores, wrong, AUROC, precision at 1, at planted, recall at 50 %
      ([4, 3, 2, 1], "1100", 1, 1, 1, 1),
      ([4, 3, 2, 1], "0011", 0, 0, 0, 0),
      ([1, 1, 1, 1], "1010", 0.5, 0.5, 0.5, 0.5),
      ([2, 1, 1, 0], "0100", 0.5, 0, 0, 0.5),
      ([.nan, 1, .nan, 0], "1100", 0.625, 1, 0.5, 0.5),
      ([.infinity, -.infinity, .nan, 0], "1000", 1, 1, 1, 1),
    ] as [([Double], String, Double, Double, Double, Double)])
  func `ties and scores that are no numbers`(
    scores: [Double], wrong: String, auroc: Double, first: Double, planted: Double, recall: Double
  ) {
    let values = measure(
      scores, wrong.map { $0 == "1" },
      [.auroc, .precisionAt(1), .precisionAtPlanted, .recallAt(0.5)])
    // [.nan, 1, .nan, 0] with wrong 0 and 1: pair 1 beats both (2), pair 0 ties with 2 and loses to 3 (½).
    #expect(values.count == 4)
    for (a, b) in zip(values, [auroc, first, planted, recall]) { #expect(isClose(a, b)) }
  }

  @Test(arguments: ["", "0", "1", "000", "111"])
  func `one class or no pairs is undefined, not a trap`(wrong: String) {
    let mask = wrong.map { $0 == "1" }
    let values = measure(
      mask.indices.map(Double.init), mask, NoiseMeasure.standard + NoiseMeasure.probability)
    #expect(values[0].isNaN)
    #expect(values.prefix(3).allSatisfy { $0.isNaN || $0 == 1 })
    let none = NoiseSample(scores: [1, 2], isWrong: [true, false], groups: [0, 1])
    #expect(none.values(weights: []).allSatisfy { $0.isNaN })
  }

  @Test func `the hardest fifth of the right pairs, a tie at its border shared out`() {
    // Ten right pairs, hardness 9…0, so the fifth is the pairs 0 and 1; pair 0 leads the score.
    let scores: [Double] = [10, 2, 9, 8, 7, 6, 5, 4, 3, 1, 11, 0.5]
    let wrong = (0..<12).map { $0 >= 10 }
    let hard = (0..<12).map { Double(9 - $0) }
    // A sixth of twelve pairs is two: the wrong pair 10 and the hard pair 0.
    #expect(
      isClose(measure(scores, wrong, [.hardFalseDropsAt(2.0 / 12)], difficulty: hard)[0], 0.5))
    // All equally hard: each right pair is a fifth of a hard one; one of ten right pairs is dropped.
    let flat = [Double](repeating: 1, count: 12)
    #expect(
      isClose(measure(scores, wrong, [.hardFalseDropsAt(2.0 / 12)], difficulty: flat)[0], 0.1))
    #expect(measure(scores, wrong, [.hardFalseDropsAt(0.1)])[0].isNaN)
  }

  @Test func `names tell the measure`() {
    #expect(
      NoiseMeasure.standard.map(\.description) == [
        "auroc", "average_precision", "precision_at_planted", "recall_at_1", "recall_at_5",
        "recall_at_10", "recall_at_20", "recall_at_30", "hard_false_drops_at_10",
      ])
    #expect(NoiseMeasure.recallAt(0.125).description == "recall_at_12_5")
  }

  @Test func `reliability table, ECE and Brier by hand`() {
    let calibration = Calibration(
      probabilities: [0.05, 0.15, 0.12, 1, .nan, 0.999],
      isWrong: [false, true, false, true, false, true])
    #expect(calibration.bins.map(\.count) == [2, 2, 0, 0, 0, 0, 0, 0, 0, 2])
    #expect(calibration.bins[1].wrong == 1 && isClose(calibration.bins[1].meanProbability, 0.135))
    #expect(calibration.bins[4].share.isNaN && calibration.bins[4].interval.high == 1)
    #expect(isClose(calibration.ece, (0.05 + 0.73 + 0.001) / 6))
    #expect(
      isClose(calibration.brier, (0.0025 + 0.7225 + 0.0144 + 0 + 0 + 0.000001) / 6))
    #expect(Calibration(probabilities: [], isWrong: []).ece == nil)
  }

  @Test func `accuracy and mean margin`() {
    let fit = LabelFit(margins: [2, -1, 0, .nan])
    #expect(fit.accuracy == 0.5 && isClose(fit.meanMargin, 1.0 / 3) && fit.broken == 1)
    #expect(LabelFit(margins: []).accuracy == nil && LabelFit(margins: [.nan]).meanMargin == nil)
    let sample = FitSample(margins: [2, -1, 0, .nan], groups: [0, 1, 2, 3])
    #expect(isClose(sample.values()[0], 0.5) && isClose(sample.values()[1], 0.25))
    #expect(isClose(sample.values(weights: [1, 0, 0, 0])[1], 2))
    #expect(sample.values(weights: []).allSatisfy { $0.isNaN })
  }
}
