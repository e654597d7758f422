import Records
import Scoring
import Testing

@testable import Relabel

@Suite struct TransferOptionTests {
  @Test(
    arguments: [
      (30, 0.05, 0.9, true), (30, 0.05, 0.1, true), (9, 0.05, 0.9, false), (30, 0.3, 0.9, false),
      (30, 0, 0.9, true), (30, 0, 0.5, false),
    ] as [(Double, Double, Double, Bool)])
  func `only what is sure enough is said`(
    evidence: Double, error: Double, probability: Double, isSaid: Bool
  ) throws {
    let stage = try make(TransferStage.self, "{from: source=x}")
    let label = LabelTransfer.Label(
      probability: probability, evidence: evidence, error: error,
      reward: LabelTransfer.Reward(mean: 0, variance: 1))
    #expect((stage.said(label) != nil) == isSaid)
    #expect(stage.said(nil) == nil)
  }

  @Test(arguments: [
    "{}", "{from: \"\"}", "{from: no-ties}", "{from: source=x, to: no-ties}",
    "{from: source=x, epsilon: 0}", "{from: source=x, max_items: 5}",
    "{from: source=x, min_evidence: 0.5}", "{from: nobody}",
  ])
  func `options that make no sense are refused`(options: String) {
    #expect(throws: WinnowError.self) { try make(TransferStage.self, options) }
  }
}
