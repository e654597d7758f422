import Foundation
import Records
import Testing

@testable import Synthesis

@Suite struct SyntheticCorpusTests {
  typealias Options = SyntheticCorpus.Options

  @Test func `every row is one line of JSON with the documented keys in their order`() throws {
    let corpus = try SyntheticCorpus(Options(pairs: 2000, seed: 4))
    let lines = corpus.lines()
    #expect(lines.count == 2000)
    let keys = [
      "prompt", "chosen", "rejected", "id", "flipped", "quality_chosen", "quality_rejected",
      "model_chosen", "model_rejected",
    ]
    for (index, line) in lines.enumerated() {
      let row = try JSONDecoder().decode(Row.self, from: Data(line))
      #expect(row.id == "synth-4-\(index)")
      #expect(!row.prompt.isEmpty && !row.chosen.isEmpty && !row.rejected.isEmpty)
      let text = String(decoding: line, as: UTF8.self)
      let places = keys.map { text.range(of: ",\"\($0)\":") ?? text.range(of: "{\"\($0)\":") }
      let starts = places.compactMap { $0?.lowerBound }
      #expect(starts.count == keys.count && starts == starts.sorted())
    }
  }

  @Test func `the better response is chosen exactly where the row is not flipped`() throws {
    let corpus = try SyntheticCorpus(Options(pairs: 2000, seed: 5))
    for (index, row) in try corpus.rows().enumerated() {
      #expect(row.flipped == corpus.isFlipped(index))
      #expect(row.flipped == (row.qualityChosen < row.qualityRejected))
      #expect((0...1).contains(row.qualityChosen) && (0...1).contains(row.qualityRejected))
    }
  }

  @Test(arguments: 0..<30 as Range<UInt64>)
  func `any division into ranges gives the same bytes`(seed: UInt64) throws {
    var random = SplitMix64(seed)
    let options = Options(pairs: 1 + random.below(300), seed: random.next()).with {
      $0.flipped = Double(random.below(11)) / 10
      $0.duplicates = Double(random.below(4)) / 10
      $0.dirty = Double(random.below(4)) / 10
      $0.ties = Double(random.below(4)) / 10
      $0.responsesPerPrompt = random.pick(2...5)
      $0.pairsPerPrompt = random.pick(1...$0.responsesPerPrompt - 1)
      $0.shape = random.chance(500) ? .standard : .conversational
      $0.promptsPerGroup = $0.shape == .standard ? 1 : random.pick(1...4)
    }
    let corpus = try SyntheticCorpus(options)
    let whole = corpus.bytes()
    var pieces: [UInt8] = []
    var start = 0
    while start < options.pairs {
      let end = min(options.pairs, start + random.below(40))
      corpus.append(start..<end, to: &pieces)
      start = end
    }
    #expect(pieces == whole)
    #expect(try SyntheticCorpus(options).bytes() == whole)
  }

  @Test(arguments: [0, 999_999_999, 1_000_000_000, .max] as [UInt64])
  func `ids name seed and row`(seed: UInt64) throws {
    let rows = try SyntheticCorpus(Options(pairs: 2, seed: seed)).rows()
    #expect(rows.map(\.id) == ["synth-\(seed)-0", "synth-\(seed)-1"])
  }

  @Test func `another seed gives other texts`() throws {
    let one = try SyntheticCorpus(Options(pairs: 200, seed: 1)).rows()
    let two = try SyntheticCorpus(Options(pairs: 200, seed: 2)).rows()
    #expect(Set(one.map(\.prompt)).isDisjoint(with: two.map(\.prompt)))
  }

  /// Corpora made for one release are compared with those of another: change this on purpose only,
  /// and say so in the change log.
  @Test func `the bytes of a seed are pinned`() throws {
    let options = Options(pairs: 500, seed: 1)
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in try SyntheticCorpus(options).bytes() {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    #expect(String(hash, radix: 16) == "1c0226cf3d2e1b00")
  }

  @Test func `texts are nearly all distinct`() throws {
    let rows = try SyntheticCorpus(Options(pairs: 5000, seed: 7)).rows()
    let responses = rows.flatMap { [$0.chosen, $0.rejected] }
    #expect(Set(rows.map(\.prompt)).count > 4990)
    #expect(Set(responses).count > 9950)
  }

  @Test func `length does not tell which response is better`() throws {
    let corpus = try SyntheticCorpus(Options(pairs: 5000, seed: 8).with { $0.flipped = 0 })
    let rows = try corpus.rows()
    let longer = rows.count { $0.chosen.utf8.count > $0.rejected.utf8.count }
    let equal = rows.count { $0.chosen.utf8.count == $0.rejected.utf8.count }
    let share = (Double(longer) + Double(equal) / 2) / 5000
    #expect((0.47...0.54).contains(share))
  }

  @Test func `words tell which response is better`() throws {
    // The crudest classifier: whether a word of empty talk stands in it. Better than a coin by far,
    // and not by all: the corpus is for methods that do better.
    let words = ["depends", "various aspects", "many things", "no need to", "always works"]
    func talk(_ text: String) -> Int { words.count { text.contains($0) } }
    let corpus = try SyntheticCorpus(Options(pairs: 3000, seed: 9).with { $0.flipped = 0 })
    let rows = try corpus.rows()
    let right = rows.count { talk($0.chosen) < talk($0.rejected) }
    let wrong = rows.count { talk($0.chosen) > talk($0.rejected) }
    #expect(Double(right) > 2 * Double(wrong))
    #expect(wrong > 50)
  }

  @Test func `pairs of one prompt are different pairs of its responses`() throws {
    let options = Options(pairs: 600, seed: 3).with {
      $0.responsesPerPrompt = 4
      $0.pairsPerPrompt = 6
    }
    let rows = try SyntheticCorpus(options).rows()
    var responses: Set<String> = []
    for start in stride(from: 0, to: 600, by: 6) {
      let prompt = rows[start..<start + 6]
      #expect(Set(prompt.map(\.prompt)).count == 1)
      responses.formUnion(prompt.flatMap { [$0.chosen, $0.rejected] })
    }
    // 100 prompts with 4 responses; two of a prompt may come out alike by chance.
    #expect((390...410).contains(responses.count))
  }

  @Test func `no response equals the other one or is its beginning`() throws {
    for row in try SyntheticCorpus(Options(pairs: 5000, seed: 10)).rows() {
      #expect(!row.chosen.hasPrefix(row.rejected) && !row.rejected.hasPrefix(row.chosen))
    }
  }

  @Test func `prompts of a group go on from one another`() throws {
    let options = Options(pairs: 300, seed: 3).with {
      $0.shape = .conversational
      $0.promptsPerGroup = 3
    }
    let rows = try SyntheticCorpus(options).rows(Dialogue.self)
    for (index, row) in rows.enumerated() {
      let turns = index % 3
      #expect(row.prompt.count == 2 * turns + 1)
      #expect(row.prompt.map(\.role).last == "user")
      #expect(row.chosen.map(\.role) == ["assistant"] && row.rejected.count == 1)
      let first = rows[index - turns]
      #expect(row.prompt[0] == first.prompt[0])
      #expect(
        Array(rows[max(index - turns, index - 1)].prompt)
          == Array(
            row.prompt.prefix(
              turns == 0 ? 1 : 2 * turns - 1)))
    }
  }

  @Test func `a tie is of equal quality`() throws {
    let corpus = try SyntheticCorpus(
      Options(pairs: 500, seed: 6).with {
        $0.ties = 0.3
        $0.flipped = 0
      })
    let rows = try corpus.rows()
    #expect(rows.count { $0.qualityChosen == $0.qualityRejected } == 150)
    #expect(rows.allSatisfy { $0.chosen != $0.rejected })
  }

  @Test func `a duplicate judges an earlier row again`() throws {
    let options = Options(pairs: 1000, seed: 6).with {
      $0.duplicates = 0.2
      $0.flipped = 0.25
    }
    let corpus = try SyntheticCorpus(options)
    let rows = try corpus.rows()
    var contradictions = 0
    var repeats = 0
    for index in 0..<1000 where corpus.original(index) != index {
      let (row, first) = (rows[index], rows[corpus.original(index)])
      repeats += 1
      #expect(row.prompt == first.prompt && row.id != first.id)
      #expect(Set([row.chosen, row.rejected]) == Set([first.chosen, first.rejected]))
      #expect((row.chosen == first.chosen) == (row.flipped == first.flipped))
      if row.chosen != first.chosen { contradictions += 1 }
    }
    #expect((198...200).contains(repeats))
    #expect(rows.count(where: \.flipped) == 250)
    #expect(contradictions > 40)
  }

  @Test(arguments: [
    (Options(pairs: -1), "the number of pairs must lie in 0…1000000000000: `-1`"),
    (
      Options(pairs: 1).with { $0.flipped = 1.5 },
      "the share of flipped must lie between 0 and 1: `1.5`"
    ),
    (
      Options(pairs: 1).with { $0.dirty = .nan },
      "the share of dirty must lie between 0 and 1: `nan`"
    ),
    (
      Options(pairs: 1).with { $0.pairsPerPrompt = 2 },
      "the number of pairs per prompt must lie in 1…1: `2`"
    ),
    (
      Options(pairs: 1).with { $0.promptsPerGroup = 2 },
      "several prompts per group need the conversational shape"
    ),
  ])
  func `options out of range are refused`(options: Options, message: String) {
    let error = #expect(throws: WinnowError.self) { try SyntheticCorpus(options) }
    #expect(error?.message == message)
    #expect(error?.code == .badOption)
  }
}
