import Records
import Testing

@testable import Scoring

/// Pairs of held-out splits are judged, and nothing is fitted on them.
@Suite struct FittedTests {
  /// 80 pairs, of which every fourth may not be learned from.
  private static func rows(turned: Bool) -> PairRows {
    var random = SplitMix64(11)
    var facts: [PairFact] = []
    var values: [Float] = []
    for i in 0..<80 {
      let x = (0..<3).map { _ in Float(random.unit() - 0.5) }
      values += x
      let id = PublicID(high: random.next(), low: random.next())
      let isFitted = i % 4 != 0
      let label = x[0] + 0.2 * x[1] > 0
      facts.append(
        PairFact(
          id: id, group: id, row: Int64(i), firstIsBetter: turned && !isFitted ? !label : label,
          isFitted: isFitted))
    }
    return PairRows(
      facts: facts, sparse: [], dense: [("answer", DenseRows(dimension: 3, values))])
  }

  /// Margins, first over second, whatever the label.
  private static func margins(_ rows: PairRows, network: Bool) -> [Float] {
    let plan = ModelPlan(name: "m", views: [ViewSetting(l2: 1)])
    let trainer: any MarginTrainer =
      network
      ? MLPTrainer(rows: rows, models: [plan], options: .init(hidden: 4))
      : LinearTrainer(rows: rows, models: [plan])
    let run = trainer.record(epochs: 4).runs[0]
    return rows.facts.indices.map { i in
      rows.facts[i].firstIsBetter ? run.epochs[3][i] : -run.epochs[3][i]
    }
  }

  @Test(arguments: [false, true])
  func `turning labels that may not be learned from changes no margin`(_ network: Bool) {
    let one = Self.margins(Self.rows(turned: false), network: network)
    let other = Self.margins(Self.rows(turned: true), network: network)
    #expect(one == other)
    // They are judged all the same.
    #expect(one.enumerated().allSatisfy { $0.offset % 4 != 0 || $0.element != 0 })
  }
}
