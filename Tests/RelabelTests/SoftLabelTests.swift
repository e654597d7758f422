import Records
import Store
import Testing

@testable import Relabel

@Suite struct SoftLabelTests {
  private func votes(_ winners: [Decision]) -> ArraySlice<PairVote> {
    winners.map {
      PairVote(
        winner: $0, aStoodFirst: true, strength: 1, annotator: 1, annotatorIsNamed: true, record: 1,
        ordinal: 0)
    }[...]
  }

  @Test(
    arguments: [
      ("from: votes", [.a, .a, .b, .b, .a], 0.6), ("from: votes", [.a, .tie], 0.75),
      ("from: votes", [.a, .bothBad], 1), ("from: votes", [.bothBad], nil),
      ("from: votes, smoothing: 1", [.a], 2.0 / 3), ("from: irepo", [.a], 0.75),
      ("from: irepo", [.a, .a], 5.0 / 6), ("from: irepo, clip: 0.1", [.b, .b], 0.1),
      ("from: irepo, clip: 0.1", [.a, .b, .b, .b], 0.25),
    ] as [(String, [Decision], Double?)])
  func `votes become a share`(options: String, winners: [Decision], share: Double?) throws {
    let found = try make(SoftLabelsStage.self, "{\(options)}").share(votes(winners))
    #expect((found == nil) == (share == nil))
    if let found, let share { #expect(abs(found - share) < 1e-12) }
  }

  @Test(
    arguments: [
      ("{}", .a, 0.3, .a), ("{decide: true}", .a, 0.3, .b), ("{decide: true}", .b, 0.5, .tie),
      ("{}", .tie, 0.9, nil), ("{decide: true}", .bothBad, 0.9, nil), ("{}", .undecided, 0.9, nil),
      ("{}", .b, nil, nil),
    ] as [(String, Decision, Double?, Decision?)])
  func `what was decided stays unless asked, ties always`(
    options: String, decision: Decision, probability: Double?, expected: Decision?
  ) throws {
    let stage = try make(SoftLabelsStage.self, options)
    let label = stage.label(1, decision, probability, isAsSeen: true)
    #expect(label?.decision == expected)
  }

  @Test(arguments: [
    "{from: cream}", "{from: cream, scores: [s]}", "{from: cream, scores: [s, s]}",
    "{from: votes, scores: [s]}", "{clip: 0.1}", "{average: true}",
    "{from: noise, smoothing: 1}",
  ])
  func `options that make no sense are refused`(options: String) {
    #expect(throws: WinnowError.self) { try make(SoftLabelsStage.self, options) }
  }

  @Test(arguments: [
    "{groups: 2}", "{group: 2}", "{scores: [s]}", "{method: pal, group: 5}",
    "{method: pal, groups: 2, group: 3}", "{method: dawid_skene, online: true}",
  ])
  func `options of other methods are refused`(options: String) {
    #expect(throws: WinnowError.self) { try make(AnnotatorsStage.self, options) }
  }
}
