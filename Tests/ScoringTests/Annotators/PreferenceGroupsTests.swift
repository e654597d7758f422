import Records
import Testing

@testable import Scoring

@Suite struct PreferenceGroupsTests {
  /// Annotators of some groups who vote by the distance of responses from their group's ideal point.
  private struct World {
    var votes: AnnotatorVotes
    var responses: ComparedResponses
    var features: [Float] = []
    var group: [Int] = []
    let dimension = 4

    init(
      seed: UInt64, ideals: [[Double]], annotators: Int = 40, votesEach: Int = 30, pairs: Int = 200
    ) {
      var random = SplitMix64(seed)
      for _ in 0..<2 * pairs * dimension { features.append(Float(random.normal())) }
      responses = ComparedResponses(
        first: (0..<pairs).map { Int32(2 * $0) }, second: (0..<pairs).map { Int32(2 * $0 + 1) },
        responseCount: 2 * pairs)
      var (pair, annotator, verdict) = ([Int32](), [Int32](), [UInt8]())
      for a in 0..<annotators {
        group.append(a % ideals.count)
        for _ in 0..<votesEach {
          let i = random.below(pairs)
          var margin = 0.0
          for j in 0..<dimension {
            let ideal = ideals[a % ideals.count][j]
            let x = Double(features[2 * i * dimension + j]) - ideal
            let y = Double(features[(2 * i + 1) * dimension + j]) - ideal
            margin += y * y - x * x
          }
          pair.append(Int32(i))
          annotator.append(Int32(a))
          verdict.append(random.chance(Numerics.sigmoid(margin)) ? 1 : 2)
        }
      }
      votes = AnnotatorVotes(
        pair: pair, annotator: annotator, verdict: verdict, pairCount: pairs,
        annotatorCount: annotators)
    }

    func fit(_ groups: Int, _ votes: AnnotatorVotes? = nil) -> PreferenceGroups {
      PreferenceGroups.fit(
        votes ?? self.votes, responses: responses, features: features, dimension: dimension,
        groups: groups)
    }

    /// Annotators in the group that most of their planted group are in, the better of two matchings.
    func recovered(_ fit: PreferenceGroups) -> Int {
      let same = group.indices.count { fit.group(of: $0) == group[$0] }
      return max(same, group.count - same)
    }
  }

  private static let opposed = [[1.0, 0, 0.5, 0], [-1.0, 0.5, 0.5, 0]]

  @Test(arguments: 1..<4 as Range<UInt64>)
  func `two planted groups are recovered`(seed: UInt64) {
    let world = World(seed: seed, ideals: Self.opposed)
    let fit = world.fit(2)
    #expect(world.recovered(fit) >= 38)
    #expect(zip(fit.objectives, fit.objectives.dropFirst()).allSatisfy { $1 >= $0 - 1e-7 })
    for a in 0..<40 {
      #expect(isClose(fit.weights[2 * a] + fit.weights[2 * a + 1], 1, 1e-12))
      #expect(isClose(fit.memberships[2 * a] + fit.memberships[2 * a + 1], 1, 1e-12))
      let own = fit.group(of: a)
      #expect(fit.weights[2 * a + own] > 0.5)
    }
    #expect((fit.likeness(0, 1) ?? 1) < 0.6)
    // Features are about standard normal already: the ideal points are those planted.
    let first = fit.idealPoint(fit.group(of: 0)) ?? []
    #expect(zip(first, Self.opposed[0]).allSatisfy { ($0 - $1).magnitude < 0.4 })
  }

  @Test func `the held-out votes tell one group from two`() {
    let two = World(seed: 11, ideals: Self.opposed)
    let one = World(seed: 12, ideals: [Self.opposed[0]])
    for (world, groups) in [(two, 2), (one, 1)] {
      let choice = GroupChoice(
        world.votes, responses: world.responses, features: world.features,
        dimension: world.dimension, largest: 2, folds: 2)
      #expect(choice.groups == groups && choice.isOneEnough == (groups == 1))
      #expect(choice.votes == 1200 && choice.candidates.count == 2)
      #expect(choice.candidates[0].gain == 0)
    }
  }

  @Test func `careless annotators form a group that wants the same`() {
    var world = World(seed: 21, ideals: [Self.opposed[0]])
    var random = SplitMix64(9)
    world.votes = AnnotatorVotes(
      pair: world.votes.pair, annotator: world.votes.annotator,
      verdict: (0..<world.votes.count).map {
        world.votes.annotator[$0] % 2 == 0 && random.chance(0.6)
          ? UInt8(1 + random.below(2)) : world.votes.verdict[$0]
      }, pairCount: world.votes.pairCount, annotatorCount: world.votes.annotatorCount)
    #expect((world.fit(2).likeness(0, 1) ?? 0) > 0.65)
  }

  @Test func `labels of a group are its members'`() {
    let world = World(seed: 3, ideals: Self.opposed)
    let fit = world.fit(2)
    for k in 0..<2 {
      let labels = fit.softLabels(group: k)
      let shares = fit.voteShares(world.votes, group: k)
      let voted = shares.indices.filter { shares[$0].isFinite }
      let rho = RankCorrelation.spearman(voted.map { labels[$0] }, voted.map { shares[$0] }) ?? 0
      #expect(rho > 0.5)
    }
    #expect(isClose(fit.shares.reduce(0, +), 1) && fit.shares[0] >= fit.shares[1])
  }

  @Test func `same votes, same groups; pairs turned round, mirrored margins`() {
    let world = World(seed: 4, ideals: Self.opposed)
    let fit = world.fit(2)
    #expect(world.fit(2) == fit)
    let shuffled = VoteWorld(votes: world.votes, truth: [], accuracy: []).shuffled(seed: 7)
    #expect(world.fit(2, shuffled) == fit)
    var turned = world
    turned.votes = world.votes.mirrored { $0 % 2 == 1 }
    turned.responses = ComparedResponses(
      first: (0..<200).map { Int32(2 * $0 + $0 % 2) },
      second: (0..<200).map { Int32(2 * $0 + 1 - $0 % 2) }, responseCount: 400)
    let mirrored = turned.fit(2)
    for k in 0..<2 {
      for i in 0..<200 {
        let margin = mirrored.margins[k * 200 + i]
        #expect(isClose(i % 2 == 1 ? -margin : margin, fit.margins[k * 200 + i], 1e-6))
      }
    }
    let relabelled = VoteWorld(votes: world.votes, truth: [], accuracy: []).relabelled()
    var renamed = world
    renamed.group.reverse()
    #expect(renamed.recovered(world.fit(2, relabelled)) == world.recovered(fit))
  }

  @Test func `features that say nothing`() {
    let world = World(seed: 5, ideals: Self.opposed, annotators: 4, votesEach: 5, pairs: 10)
    for features in [[Float](repeating: 1, count: 80), [], [.nan, .infinity, 1, 1]] {
      let fit = PreferenceGroups.fit(
        world.votes, responses: world.responses, features: features, dimension: 4, groups: 2)
      #expect(fit.margins.allSatisfy { $0 == 0 } && fit.likeness(0, 1) == nil)
      #expect(fit.idealPoint(0) == nil)
      #expect(fit.brokenFeatures == (features.count == 4 ? 2 : 0))
    }
    let none = PreferenceGroups.fit(
      world.votes, responses: world.responses, features: [], dimension: 0, groups: 3)
    #expect(none.softLabels(group: 2) == [Double](repeating: 0.5, count: 10))
    let nobody = AnnotatorVotes(
      pair: [], annotator: [], verdict: [], pairCount: 0, annotatorCount: 0)
    let empty = GroupChoice(
      nobody, responses: ComparedResponses(first: [], second: [], responseCount: 0), features: [],
      dimension: 3)
    #expect(empty.isOneEnough)
  }
}
