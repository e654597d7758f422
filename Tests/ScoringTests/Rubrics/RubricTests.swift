import Records
import Testing

@testable import Scoring

@Suite struct RubricTests {
  private static let size = Contrast.bank.count

  /// A difference in the contrasts named, 0 in the others.
  private static func difference(_ values: [Int: Float]) -> [Float] {
    (0..<size).map { values[$0] ?? 0 }
  }

  @Test func `every contrast reads features that there are, and is worded at least one way`() {
    #expect(Set(Contrast.bank.map(\.name)).count == Self.size)
    for contrast in Contrast.bank {
      let ones = [Float](repeating: 1, count: DenseFeature.all.count)
      #expect(contrast.value(ones) != 0, "\(contrast.name)")
      #expect(contrast.value([]) == 0)
      for words in [contrast.more, contrast.less].compactMap(\.self) {
        #expect(words.hasPrefix("The response ") && words.hasSuffix("."), "\(words)")
      }
      #expect(contrast.more != nil || contrast.less != nil)
      #expect(contrast.principle(1) == contrast.more && contrast.principle(-1) == contrast.less)
    }
  }

  @Test func `directions are those of the preferred answers, or none`() {
    // Contrast 0: more in 90 of 100; 1: less in all; 2: half and half; 3: never differs.
    let pairs = (0..<100).map { i in
      Self.difference([0: i < 90 ? 2 : -1, 1: -3, 2: i % 2 == 0 ? 1 : -1])
    }
    let fit = ContrastFit(pairs)
    #expect(fit.directions[0].sign == 1 && fit.directions[0].shareWithMore == 0.9)
    #expect(fit.directions[0].typical == 2 && fit.directions[0].pairs == 100)
    #expect(fit.directions[1].sign == -1 && fit.directions[2].sign == 0)
    #expect(fit.directions[3].pairs == 0 && fit.vote(5, of: 3) == 0)
    #expect(fit.vote(1, of: 0) == 0.5 && fit.vote(-9, of: 0) == -1 && fit.vote(-3, of: 1) == 1)
    #expect(abs(fit.power(0) - 0.8) < 1e-12 && fit.power(1) == 1 && fit.power(2) == 0)
    #expect(fit.proposals(Self.difference([0: 2, 1: 3, 2: 5])) == [0])
    #expect(fit.proposals(Self.difference([0: 1.9, 1: -3])) == [1])
  }

  /// More of contrast 0 is preferred.
  private static let fit = ContrastFit((0..<100).map { _ in difference([0: 1]) })
  private static let none = PrincipleWeights(shares: [])

  @Test func `a pair is not judged by what it proposes itself`() {
    let test = ConsistencyTest()
    // Alone, with nothing known: no verdict, half right, not kept.
    let alone = test.run([Self.difference([0: 1])], rules: [0], Self.fit, prior: Self.none)
    #expect(alone.margins == [0] && alone.accepted == [false] && alone.accuracy == 0.5)
    // Two that say the same confirm each other.
    let two = test.run(
      [Self.difference([0: 1]), Self.difference([0: 2])], rules: [0, 0], Self.fit, prior: Self.none)
    #expect(two.accepted == [true, true] && two.accuracy == 1)
    // One against two: it is misjudged, and the others are kept.
    let three = test.run(
      [Self.difference([0: 1]), Self.difference([0: 1]), Self.difference([0: -1])],
      rules: [0, 0, 0], Self.fit, prior: Self.none)
    #expect(three.accepted == [true, true, false])
    let strict = ConsistencyTest(threshold: 0.9).run(
      [Self.difference([0: 1]), Self.difference([0: 1]), Self.difference([0: -1])],
      rules: [0, 0, 0], Self.fit, prior: Self.none)
    #expect(strict.accepted == [false, false, false])
  }

  @Test func `hard rules decide before principles`() {
    let pairs = [Self.difference([0: 1]), Self.difference([0: 1]), Self.difference([0: -1])]
    let found = ConsistencyTest().run(pairs, rules: [0, -0.5, 0.5], Self.fit, prior: Self.none)
    #expect(found.accepted == [true, false, true] && found.margins[1] < 0)
    #expect(Gatekeeper.margin(rules: 0.01, principles: -9) > 0)
    #expect(Gatekeeper.margin(rules: 0, principles: -0.1) < 0)
  }

  @Test func `the nearest prompts share rare words`() {
    let neighbours = PromptNeighbours([[1, 2, 9], [1, 3, 9], [4, 5, 9], []])
    let found = neighbours.nearest([1, 2, 9], most: 9)
    #expect(found.map(\.prompt) == [0, 1, 2])
    #expect(abs(found[0].likeness - 1) < 1e-6 && found[1].likeness < 0.6)
    #expect(neighbours.nearest([1, 2, 9], most: 1) { $0 == 0 }.map(\.prompt) == [1])
    #expect(neighbours.nearest([77], most: 5).isEmpty && neighbours.nearest([], most: 5).isEmpty)
  }

  /// Prompts of word 1 prefer contrast 0, those of word 2 contrast 1.
  private static func examples(_ count: Int) -> (
    examples: [RubricGenerator.Example], words: [[UInt32]]
  ) {
    var examples: [RubricGenerator.Example] = []
    for prompt in 0..<count {
      for _ in 0..<2 {
        examples.append(
          .init(difference: difference(prompt % 2 == 0 ? [0: 1] : [1: 1]), prompt: prompt))
      }
    }
    return (examples, (0..<count).map { [UInt32($0 % 2 + 1), UInt32(100 + $0)] })
  }

  @Test func `a prompt gets the principles of its kind`() {
    let made = Self.examples(60)
    let generator = RubricGenerator(made.examples, words: made.words)
    #expect(generator.accepted == generator.tested && generator.tested == 120)
    let (one, other) = (generator.rubric(for: [1]), generator.rubric(for: [2]))
    #expect(one.weights[0] > 2 * one.weights[1] && other.weights[1] > 2 * other.weights[0])
    // Of an unknown kind: the mean.
    let unknown = generator.rubric(for: [77])
    #expect(abs(unknown.weights[0] - unknown.weights[1]) < 1e-9 && unknown.weights[0] > 0)
  }

  @Test func `what is learned does not depend on the order of pairs`() {
    let made = Self.examples(20)
    let one = RubricGenerator(made.examples, words: made.words)
    let other = RubricGenerator(made.examples.reversed(), words: made.words)
    for word in [1, 2, 77] as [UInt32] {
      #expect(one.rubric(for: [word]) == other.rubric(for: [word]))
    }
  }

  @Test func `of nothing nothing is learned`() {
    let generator = RubricGenerator([], words: [])
    #expect(generator.rubric(for: [1]).isEmpty && generator.tested == 0)
    #expect(generator.rubric(for: [1]).margin(Self.difference([0: 1]), generator.fit) == 0)
  }
}
