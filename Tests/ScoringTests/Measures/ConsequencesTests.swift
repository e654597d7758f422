import Records
import Testing

@testable import Scoring

@Suite struct ConsequencesTests {
  @Test func `a shift meets the rate and keeps the order`() {
    let given = [0.01, 0.2, 0.5, 0.9, .nan]
    let shifted = Recalibration.shift(given, to: 0.2)
    #expect(isClose(shifted.reduce(0, +) / 5, 0.2))
    #expect(zip(shifted, shifted.dropFirst()).prefix(3).allSatisfy { $0 < $1 })
    #expect(Recalibration.shift(given, to: 0).allSatisfy { $0 == 0 })
    #expect(Recalibration.shift([], to: 0.3).isEmpty)
    #expect(Recalibration.shift([0, 1], to: 0.5).allSatisfy { $0.isFinite })
  }

  @Test func `isotonic regression is scikit-learn's`() {
    let fit = Recalibration.Isotonic(
      scores: [1, 2, 2, 3, 4, 5, 6], wrong: [0, 1, 0, 0, 1, 0, 1], weights: [1, 2, 1, 3, 1, 1, 2])
    let expected = [0, 0, 1.0 / 3, 1.0 / 3, 1.0 / 3, 5.0 / 12, 0.5, 0.5, 0.75, 1]
    for (score, share) in zip([0.5, 1, 2, 2.5, 3, 3.5, 4, 5, 5.5, 6], expected) {
      #expect(isClose(fit(score), share))
    }
    #expect(Recalibration.Isotonic(scores: [], wrong: [], weights: [])(0.5) == nil)
    #expect(fit(.nan) == nil)
  }

  @Test func `a budget is met exactly, ties fall by public id`() {
    let ids = (0..<30).map(Simulation.id)
    let flat = [Double](repeating: 0.5, count: 30)
    let drops = DropRule.budget(0.1).decide(flat, ids: ids)
    #expect(drops.count { $0 } == 3)
    let back = DropRule.budget(0.1).decide(flat, ids: ids.reversed())
    #expect(back.reversed() == drops)
    #expect(DropRule.budget(1).decide([.nan, 0.2], ids: [ids[0], ids[1]]) == [false, true])
    #expect(DropRule.threshold(0.5).decide([0.5, 0.4, .nan], ids: ids) == [true, false, false])
    #expect(DropRule.budget(.nan).decide(flat, ids: ids).allSatisfy { !$0 })
  }

  private let probabilities = (0..<5000).map { Double($0) / 5000 }
  private var drops: [Bool] { (0..<5000).map { $0 >= 4500 } }

  @Test func `numbers only where the rate is identified`() throws {
    let unknown = Consequences(
      probabilities: probabilities, drops: drops,
      rate: NoiseRate.unknown(agreement: Estimate(0.7, nil)))
    #expect(unknown.basis == .unknown && unknown.wrong.value == nil)
    #expect(
      unknown.words
        == "Dropping these 500 of 5,000 pairs: how many of them are wrong is not known; "
        + "`winnow certify` tells.")

    let votes = NoiseRate(
      kind: .votes, estimate: 0.2, interval: Interval(low: 0.18, high: 0.22),
      bounds: Interval(low: 0.15, high: 0.32), words: "")
    let bounded = Consequences(probabilities: probabilities, drops: drops, rate: votes)
    #expect(bounded.basis == .bounded && bounded.wrong.value == nil)
    #expect(bounded.words.contains("between 75 and 500 wrong"))

    let trusted = NoiseRate(
      kind: .trusted, estimate: 0.2, interval: Interval(low: 0.18, high: 0.22), words: "")
    let scaled = Consequences(probabilities: probabilities, drops: drops, rate: trusted)
    let wrong = try #require(scaled.wrong.value)
    let interval = try #require(scaled.wrong.interval)
    #expect(scaled.basis == .scaled && interval.contains(wrong) && wrong > 250 && wrong < 450)
    #expect(isClose(scaled.right.value, 500 - wrong))
    #expect(scaled.words.contains("by the detector's probabilities shifted to the measured rate"))
    #expect(scaled.words.contains("between 90 and 500 wrong whatever they are worth"))

    let nothing = Consequences(
      probabilities: probabilities, drops: drops.map { _ in false }, rate: trusted)
    #expect(nothing.words == "Nothing is dropped.")
    #expect(
      Consequences(probabilities: [], drops: [], rate: trusted).words == "Nothing is dropped.")
  }

  @Test func `measured: by the dropped pairs that were looked at`() {
    let checked = (0..<100).map { CheckedPair(position: 4500 + $0, wrong: $0 < 62 ? 1 : 0) }
    let result = Consequences(
      drops: drops, stratum: [Int](repeating: 0, count: 5000),
      checked: checked + [CheckedPair(position: 0, wrong: 1), CheckedPair(position: -1, wrong: 1)])
    #expect(result.basis == .measured && isClose(result.wrong.value, 310))
    #expect(
      result.words
        == "Dropping these 500 of 5,000 pairs: about 310 wrong, 190 right (95 % interval 264 to 353 wrong), "
        + "by 100 of them that were looked at.")
    let blind = Consequences(
      drops: drops, stratum: [Int](repeating: 0, count: 5000),
      checked: [CheckedPair(position: 0, wrong: 1)])
    #expect(blind.basis == .unknown && blind.words.contains("none was looked at"))
  }

  @Test func `measured intervals cover for a threshold other than the sample's`() {
    let covered = Simulation.coverage(
      "wrong among the dropped", runs: Simulation.runs(60, long: 2000)
    ) { random in
      // 2000 pairs in two strata, cut elsewhere than between them.
      let stratum = (0..<2000).map { $0 < 1500 ? 0 : 1 }
      let drops = (0..<2000).map { $0 >= 1300 }
      let wrong = (0..<2000).map { random.chance(Double($0) / 2500) }
      let truth = Double(zip(drops, wrong).count { $0 && $1 })
      let checked = [(0, 1500, 60), (1500, 500, 60)].flatMap { start, size, count in
        // Drawn without replacement: the first of a shuffle.
        (start..<start + size).map { ($0, random.next()) }.sorted { $0.1 < $1.1 }.prefix(count)
          .map { CheckedPair(position: $0.0, wrong: wrong[$0.0] ? 1 : 0) }
      }
      return Consequences(drops: drops, stratum: stratum, checked: checked).wrong.interval?
        .contains(truth) == true
    }
    #expect(covered >= (Simulation.isLong ? 0.94 : 0.88))
  }

  @Test func `who loses: hit groups first, small ones never`() throws {
    var groups: [String?] = []
    var drops: [Bool] = []
    for (name, pairs, dropped) in [
      ("web", 1000, 80), ("code", 100, 30), ("tiny", 10, 9), ("", 5, 0), ("chat", 1000, 70),
    ] {
      for i in 0..<pairs {
        groups.append(name.isEmpty ? nil : name)
        drops.append(i < dropped)
      }
    }
    let table = WhoLoses(column: "category", groups: groups, drops: drops)
    #expect(table.rows.map(\.group) == ["code", "chat", "web", "tiny", "unknown"])
    #expect(table.hit.map(\.group) == ["code"])
    #expect(isClose(table.mean, 189.0 / 2115))
    #expect(
      table.warning == "category `code` is dropped 3.4 times as often as the mean: "
        + "30.0 % of its 100 pairs against 8.9 %")
    #expect(table.table.rows[0] == ["code", "100", "30", "30.0 %", "21.9 to 39.6 %", "hit"])
    #expect(WhoLoses(column: "x", groups: [], drops: []).warning == nil)
    let none = WhoLoses(column: "x", groups: ["a", "b"], drops: [false, false], minimumSize: 1)
    #expect(none.hit.isEmpty && none.rows.map(\.group) == ["a", "b"])
  }

  @Test(arguments: [
    (0, "below 128"), (127, "below 128"), (128, "128 to 255"), (255, "128 to 255"),
    (256, "256 to 511"), (16383, "8192 to 16383"), (16384, "16384 and more"), (-1, "below 128"),
  ])
  func `length bands`(characters: Int, band: String) {
    #expect(WhoLoses.lengthBand(characters) == band)
  }

  @Test func `counts in words`() {
    #expect(Words.count(1_234_567) == "1,234,567" && Words.count(999) == "999")
    #expect(Words.percent(0.0001) == "below 0.1 %" && Words.percent(0) == "0.0 %")
    #expect(Words.percent(.nan) == "unknown" && Words.pairs(1) == "1 pair")
  }
}
