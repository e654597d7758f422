import Records
import Testing

@testable import Scoring

@Suite struct AgreementTests {
  /// Twelve pairs, four annotators.
  private let table = voteTable(
    "1112", "2222", "1121", "0010", "2221", "1111", "0200", "2202", "121 ", " 001", "2 22", "11 2")

  /// krippendorff 0.9.0: `alpha(…, level_of_measurement="nominal")`.
  @Test func `to the letter it is the alpha of the package krippendorff`() {
    let alpha = KrippendorffAlpha(table, treatsSidesAlike: false)
    #expect(isClose(alpha.value, 0.37681159420289856))
    #expect(alpha.pairs == 12 && alpha.votes == 44)
  }

  /// scikit-learn 1.9.1: `cohen_kappa_score`.
  @Test func `to the letter it is the kappa of scikit-learn`() {
    let kappa = CohenKappa(table, minimumOverlap: 10, treatsSidesAlike: false)
    let expected = [
      0.6825396825396826, 0.53125, 0.53125, 0.25373134328358204, 0.21875, 0.09090909090909083,
    ]
    #expect(kappa.couples.map(\.overlap) == [10, 10, 10, 10, 10, 10])
    #expect(
      kappa.couples.map { [$0.first, $0.second] } == [
        [0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3],
      ])
    for (couple, value) in zip(kappa.couples, expected) { #expect(isClose(couple.kappa, value)) }
    #expect(isClose(kappa.mean, expected.reduce(0, +) / 6))
    #expect(CohenKappa(table, minimumOverlap: 11).couples.isEmpty)
  }

  @Test func `turning pairs round changes neither`() {
    let turned = table.mirrored { $0 % 2 == 0 }
    #expect(isClose(KrippendorffAlpha(turned).value, KrippendorffAlpha(table).value))
    // Of three pairs: to the letter the verdicts' shares are 5 : 1, with the last pair turned 3 : 3.
    let (uneven, even) = (voteTable("11", "12", "11"), voteTable("11", "12", "22"))
    #expect(isClose(KrippendorffAlpha(uneven, treatsSidesAlike: false).value, 0))
    #expect(isClose(KrippendorffAlpha(even, treatsSidesAlike: false).value, 4.0 / 9))
    #expect(isClose(KrippendorffAlpha(uneven).value, 4.0 / 9))
    #expect(MajorityAgreement(turned) == MajorityAgreement(table))
    let one = CohenKappa(table, minimumOverlap: 1).couples
    let other = CohenKappa(turned, minimumOverlap: 1).couples
    for (a, b) in zip(one, other) { #expect(isClose(a.kappa, b.kappa) && a.overlap == b.overlap) }
  }

  @Test func `a vote is held against the others' leading verdict`() {
    // Pair 0: each 1 sees 1, 2 (a draw); the 2 sees 1, 1. Pair 1: all agree. Pair 2: nobody else.
    let agreement = MajorityAgreement(voteTable("112", "222", "1  ")).agreement
    #expect(agreement[0] == Proportion(1, of: 1))
    #expect(agreement[1] == Proportion(1, of: 1))
    #expect(agreement[2] == Proportion(1, of: 2))
    #expect(MajorityAgreement(voteTable("112", "222")).overall == Proportion(3, of: 4))
    // Without ties the first sees 1 alone; with them a draw.
    let ties = voteTable("110", "0 1")
    #expect(MajorityAgreement(ties).overall == Proportion(0, of: 3))
    #expect(MajorityAgreement(ties, decisiveOnly: true).overall == Proportion(2, of: 2))
  }

  @Test func `an annotator's own second vote is none of the others`() {
    let twice = AnnotatorVotes(
      pair: [0, 0, 0], annotator: [0, 0, 1], verdict: [1, 1, 2], pairCount: 1, annotatorCount: 2)
    #expect(MajorityAgreement(twice).agreement[0] == Proportion(0, of: 2))
  }

  @Test func `no overlap, no number`() {
    let alone = voteTable("1 ", " 2")
    #expect(KrippendorffAlpha(alone).value == nil && KrippendorffAlpha(alone).pairs == 0)
    #expect(KrippendorffAlpha(voteTable("00", "00")).value == nil)
    #expect(CohenKappa(alone, minimumOverlap: 1).mean == nil)
    #expect(CohenKappa(voteTable("00"), minimumOverlap: 1).couples.first?.kappa == nil)
    #expect(MajorityAgreement(alone).overall.value == nil)
  }
}
