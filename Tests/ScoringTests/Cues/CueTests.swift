import Records
import Testing

@testable import Scoring

@Suite struct CueTests {
  /// Adds to `arena`, which outlives the bodies.
  private func body(_ text: String, _ arena: ByteArena) -> Body { .text(arena.append(text)) }

  @Test(
    arguments: [
      ("longer", "A long answer with many words in it.", "Short."),
      ("list_items", "- one\n- two\n- three", "one, two and three"),
      ("refuses", "I'm sorry, but I can't help with that.", "Press the button and wait."),
      ("exclaims", "Great! Wow! Yes!", "Good. Fine. Yes."),
      ("code", "```\nls\n```", "Use the list command."),
    ])
  func `a cue sees what its name says`(name: String, more: String, less: String) throws {
    let arena = ByteArena(capacity: 1000)
    let (prompt, a, b) = (body("Go on", arena), body(more, arena), body(less, arena))
    let reader = CueReader()
    let place = try #require(Cue.all.firstIndex { $0.name == name })
    #expect(reader.differences(prompt: prompt, a, b, in: arena)[place] > 0)
    #expect(reader.differences(prompt: prompt, b, a, in: arena)[place] < 0)
    #expect(reader.differences(prompt: prompt, a, a, in: arena)[place] == 0)
  }

  @Test func `every cue reads features that there are`() {
    #expect(Cue.all.allSatisfy { !$0.columns.isEmpty })
    #expect(Set(Cue.all.map(\.name)).count == Cue.all.count)
  }

  @Test func `a cue that always points up is always right`() {
    var tally = CueTally()
    for i in 0..<200 { tally.add(.up, partition: i % 64) }
    #expect(tally.result.accuracy.value == 1)
    #expect(tally.result.isBeyondChance)
    #expect(tally.result.pointsUp)
  }

  @Test func `the direction is learned from other folds`() {
    // Partitions 0, 5, 10 … are fold 0: there it points up, everywhere else down.
    var tally = CueTally()
    for i in 0..<64 {
      for _ in 0..<4 { tally.add(i % 5 == 0 ? .up : .down, partition: i) }
    }
    // 13 partitions of fold 0 are all wrong, 51 of the others all right.
    #expect(tally.result.accuracy.value == 51.0 / 64)
    #expect(!tally.result.pointsUp)
  }

  @Test func `equal pairs count half`() {
    var tally = CueTally()
    for i in 0..<64 { tally.add(.equal, partition: i) }
    #expect(tally.result.accuracy.value == 0.5)
    #expect(tally.result.equal == 64)
    #expect(!tally.result.isBeyondChance)
  }

  @Test func `without pairs there is no value`() {
    #expect(CueTally().result.accuracy.value == nil)
    #expect(GeneratorTally().result == nil)
  }

  @Test func `intervals cover chance when there is nothing to find`() {
    var covered = 0
    for trial in 0..<200 {
      var random = SplitMix64(UInt64(trial))
      var tally = CueTally()
      // Prompts of three pairs, so that pairs of a partition go together.
      for _ in 0..<150 {
        let partition = random.below(64)
        let sign: CueTally.Sign = random.unit() < 0.5 ? .up : .down
        for _ in 0..<3 { tally.add(sign, partition: partition) }
      }
      if let interval = tally.result.accuracy.interval, interval.low <= 0.5 { covered += 1 }
    }
    #expect(covered >= 185)
  }

  @Test func `names predict as the better name elsewhere wins`() {
    var tally = GeneratorTally()
    for i in 0..<64 {
      tally.add(winner: "wren", loser: "tit", partition: i)
      tally.add(winner: "tit", loser: "owl", partition: i)
      tally.add(winner: "wren", loser: "owl", partition: i)
    }
    #expect(tally.result?.accuracy.value == 1)
    #expect(tally.ranking().map(\.name) == ["wren", "tit", "owl"])
    var split = GeneratorTally()
    var rest = GeneratorTally()
    for i in 0..<64 {
      split.add(winner: "wren", loser: "tit", partition: i)
      rest.add(winner: "tit", loser: "owl", partition: i)
      rest.add(winner: "wren", loser: "owl", partition: i)
    }
    split.add(rest)
    #expect(split.result == tally.result)
  }
}
