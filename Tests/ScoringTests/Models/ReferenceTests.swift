import Foundation
import Testing

@testable import Scoring

/// Against numbers that cleanlab 2.9.0 and scikit-learn 1.9.1 printed for the same inputs.
@Suite struct ReferenceTests {
  static let labels = [1, 1, 1, 1, 0, 0, 0, 0, 0, 1, 1, 0].map { $0 == 1 }
  static let probabilities = [
    0.9, 0.8, 0.7, 0.35, 0.95, 0.2, 0.1, 0.3, 0.45, 0.85, 0.15, 0.05,
  ]

  @Test func `label quality is cleanlab's`() {
    let learnt = ConfidentLearning(labels: Self.labels, probabilities: Self.probabilities)
    let quality = [0.9, 0.8, 0.7, 0.35, 0.05, 0.8, 0.9, 0.7, 0.55, 0.85, 0.15, 0.95]
    #expect(near(learnt.selfConfidence, quality))
    #expect(near(learnt.normalizedMargin, quality))
    #expect(
      near(
        learnt.adjustedSelfConfidence,
        [
          0.9032258064516129, 0.8064516129032259, 0.7096774193548386, 0.37096774193548376,
          0.048387096774193596, 0.7741935483870969, 0.870967741935484, 0.6774193548387097,
          0.5322580645161291, 0.8548387096774193, 0.1774193548387096, 0.9193548387096775,
        ]))
    #expect(near(learnt.thresholds, [0.65833333, 0.625], 1e-7))
    #expect(learnt.confidentJoint == [[4, 1], [1, 4]])
    #expect(learnt.calibratedJoint == [[5, 1], [1, 5]])
    #expect(learnt.pruned.indices.filter { learnt.pruned[$0] } == [4, 10])
    #expect(abs(learnt.noiseRate - 2.0 / 12) < 1e-12)
  }

  @Test func `joint and pruned pairs of two hundred are cleanlab's`() {
    let probabilities = (0..<200).map { (Double($0 * 37 % 101) + 0.5) / 101 }
    let labels = probabilities.enumerated().map { ($1 > 0.5) != ($0 % 5 == 0) }
    let learnt = ConfidentLearning(labels: labels, probabilities: probabilities)
    #expect(near(learnt.thresholds, [0.649004999509852, 0.6529152915291528], 1e-9))
    #expect(learnt.confidentJoint == [[56, 15], [13, 55]])
    #expect(learnt.calibratedJoint == [[80, 21], [19, 80]])
    let expected = stride(from: 0, to: 200, by: 5).filter { $0 != 15 }
    #expect(learnt.pruned.indices.filter { learnt.pruned[$0] } == expected)
  }

  @Test func `the mixture of few values is scikit-learn's`() {
    let losses = [
      0.05, 0.1, 0.12, 0.2, 0.22, 0.15, 0.08, 0.3, 0.9, 1.2, 1.1, 0.7, 1.5, 0.18, 0.25,
    ]
    let scaled = losses.map { ($0 - 0.05) / 1.45 }
    let mixture = GaussianMixture(scaled)
    #expect(near(mixture.means, [0.07918889, 0.7081058], 1e-6))
    #expect(near(mixture.variances, [0.00319773, 0.03664676], 1e-6))
    #expect(near(mixture.weights, [0.66535121, 0.33464879], 1e-6))
    let clean = [
      0.9995768369498526, 0.999584358942686, 0.9995462082940804, 0.9988907516331268,
      0.99841183945211, 0.9994268656665577, 0.9995980671105344, 0.9886042989121675, 0, 0, 0,
      9.494916034391112e-09, 0, 0.9991821654728079, 0.9969897270782074,
    ]
    #expect(near(scaled.map(mixture.lowerPosterior), clean, 1e-7))
  }

  @Test func `the mixture of a hundred values is scikit-learn's`() {
    let values = (0..<100).map { pow(Double($0 * 37 % 101) / 101, 2) }
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let scaled = values.map { ($0 - low) / (high - low) }
    let mixture = GaussianMixture(scaled)
    #expect(near(mixture.means, [0.127547, 0.66673088], 1e-6))
    #expect(near(mixture.variances, [0.01471059, 0.03738837], 1e-6))
    let clean = [
      0.9982273150160524, 0.9909222505432769, 0.007647233679169492, 0.9980535553791285,
      0.9645511299639521, 3.05708681594659e-05, 0.9973591597224146, 0.7650338767140535,
      1.7552109920917797e-08, 0.9952360466420979,
    ]
    #expect(near(scaled.prefix(10).map(mixture.lowerPosterior), clean, 1e-7))
  }

  @Test(arguments: [[], [1], [2, 2, 2], [.nan, 1], [0, 1e300]] as [[Double]])
  func `a mixture of next to nothing is finite`(values: [Double]) {
    let mixture = GaussianMixture(values)
    #expect((0...1).contains(mixture.lowerPosterior(1)))
    #expect(mixture.lowerPosterior(.nan) == 0.5)
  }

  @Test func `confident learning of nothing is nothing`() {
    #expect(ConfidentLearning(labels: [], probabilities: []).noiseRate == 0)
    let one = ConfidentLearning(labels: [true], probabilities: [.nan])
    #expect(one.selfConfidence == [0.5])
    #expect(one.pruned == [false])
  }

  private func near(_ a: [Double], _ b: [Double], _ tolerance: Double = 1e-9) -> Bool {
    a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) < tolerance }
  }
}
