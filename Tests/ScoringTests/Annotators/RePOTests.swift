import Records
import Testing

@testable import Scoring

@Suite struct RePOTests {
  /// Prompts with five responses of known strength, every couple compared by some annotators.
  private func world(_ seed: UInt64, prompts: Int = 12) -> (
    votes: AnnotatorVotes, responses: ComparedResponses, isFirst: [Bool], accuracy: [Double]
  ) {
    var random = SplitMix64(seed)
    let accuracy = [0.97, 0.95, 0.9, 0.85, 0.75, 0.6, 0.5, 0.2]
    var (first, second, isFirst) = ([Int32](), [Int32](), [Bool]())
    var (pair, annotator, verdict) = ([Int32](), [Int32](), [UInt8]())
    for prompt in 0..<prompts {
      let strengths = (0..<5).map { _ in 4 * random.normal() }
      for a in 0..<5 {
        for b in (a + 1)..<5 {
          let better = random.chance(Numerics.sigmoid(strengths[a] - strengths[b]))
          for k in accuracy.indices where random.chance(0.6) {
            pair.append(Int32(first.count))
            annotator.append(Int32(k))
            verdict.append(random.chance(accuracy[k]) == better ? 1 : 2)
          }
          first.append(Int32(prompt * 5 + a))
          second.append(Int32(prompt * 5 + b))
          isFirst.append(better)
        }
      }
    }
    return (
      AnnotatorVotes(
        pair: pair, annotator: annotator, verdict: verdict, pairCount: first.count,
        annotatorCount: accuracy.count),
      ComparedResponses(first: first, second: second, responseCount: prompts * 5), isFirst,
      accuracy
    )
  }

  @Test(
    arguments: [
      (0.9, 0.5, 0.9), (0.5, 0.8, 0.8), (0.1, 0.9, 0.5), (1, 0.3, 1), (0, 1, 0.5),
      (0.75, 0.75, 0.9),
    ] as [(Double, Double, Double)])
  func `a vote is credible by Bayes' rule`(p: Double, eta: Double, w: Double) {
    #expect(isClose(RePO.credibility(p: p, eta: eta), w))
  }

  @Test func `one round by hand`() {
    // p = 0.9 and 0.2. w: 0.9·0.9/(0.81+0.01) = 0.987805, second vote says second: 0.8 → 0.973…
    let table = voteTable("1", "2")
    var options = RePOOptions()
    options.rounds = 1
    options.priorVotes = 0
    let fit = RePO.fit(
      table, margins: [Numerics.logit(0.9), Numerics.logit(0.2)], options: options)
    let eta = (0.81 / 0.82 + 0.72 / 0.74) / 2
    #expect(isClose(fit.reliability[0], eta))
    #expect(isClose(fit.credibility[0], 0.9 * eta / (0.9 * eta + 0.1 * (1 - eta))))
    #expect(isClose(fit.softLabels(table)[1], 1 - 0.8 * eta / (0.8 * eta + 0.2 * (1 - eta))))
  }

  @Test func `one online step by hand`() {
    var options = RePOOptions()
    options.epochs = 1
    let fit = RePO.online(voteTable("1"), margins: [0], options: options)
    // p = ½ leaves w = η₀, and so η.
    #expect(isClose(fit.reliability[0], 0.9))
    let sure = RePO.online(voteTable("1"), margins: [Numerics.logit(0.9)], options: options)
    #expect(isClose(sure.reliability[0], 0.9 * 0.9 + 0.1 * (0.81 / 0.82)))
  }

  @Test(arguments: 0..<8 as Range<UInt64>)
  func `the objective never falls`(seed: UInt64) {
    let world = world(seed, prompts: 4)
    var options = RePOOptions()
    options.priorVotes = Double(seed % 3)
    options.ridge = seed % 2 == 0 ? 1 : 0.1
    let fit = RePO.fit(world.votes, responses: world.responses, options: options)
    #expect(zip(fit.objectives, fit.objectives.dropFirst()).allSatisfy { $1 >= $0 - 1e-9 })
    #expect(fit.objectives.count > 1)
  }

  @Test func `careless annotators are found, and labels are better than the majority's`() {
    let world = world(2, prompts: 30)
    let fit = RePO.fit(world.votes, responses: world.responses)
    let rho = RankCorrelation.spearman(fit.reliability, world.accuracy) ?? 0
    #expect(rho > 0.9)
    #expect(fit.reliability[7] < 0.4)
    let labels = fit.posteriors(world.votes)
    var counts = [Double](repeating: 0, count: labels.count)
    for row in 0..<world.votes.count {
      counts[Int(world.votes.pair[row])] += world.votes.direction(row)
    }
    let right = labels.indices.count { (labels[$0] > 0.5) == world.isFirst[$0] }
    let majority = labels.indices.count { (counts[$0] > 0) == world.isFirst[$0] }
    #expect(right > majority)
    let online = RePO.online(world.votes, responses: world.responses)
    #expect((RankCorrelation.spearman(online.reliability, world.accuracy) ?? 0) > 0.85)
  }

  @Test func `order of votes, numbers of annotators and sides of pairs`() {
    let world = world(5, prompts: 5)
    let fit = RePO.fit(world.votes, responses: world.responses)
    let shuffled = VoteWorld(votes: world.votes, truth: [], accuracy: []).shuffled(seed: 3)
    #expect(RePO.fit(shuffled, responses: world.responses) == fit)
    #expect(
      RePO.online(shuffled, responses: world.responses)
        == RePO.online(world.votes, responses: world.responses))
    let turned = RePO.fit(
      world.votes.mirrored { $0 % 2 == 0 },
      responses: ComparedResponses(
        first: world.responses.first.indices.map {
          $0 % 2 == 0 ? world.responses.second[$0] : world.responses.first[$0]
        },
        second: world.responses.first.indices.map {
          $0 % 2 == 0 ? world.responses.first[$0] : world.responses.second[$0]
        }, responseCount: world.responses.responseCount))
    for (i, p) in turned.probability.enumerated() {
      #expect(isClose(i % 2 == 0 ? 1 - p : p, fit.probability[i], 1e-7))
    }
    let relabelled = RePO.fit(
      VoteWorld(votes: world.votes, truth: [], accuracy: []).relabelled(),
      responses: world.responses)
    for a in 0..<8 {
      #expect(isClose(relabelled.reliability[7 - a], fit.reliability[a], 1e-7))
    }
  }

  @Test func `ties and pairs without responses say nothing`() {
    let table = voteTable("03", "1 ", "  ")
    let responses = ComparedResponses(first: [0, 0, 9], second: [1, 0, 1], responseCount: 2)
    let fit = RePO.fit(table, responses: responses)
    #expect(fit.undecided == 2 && fit.reliability[1] == 0.9)
    let labels = fit.softLabels(table)
    #expect(labels[0].isNaN && isClose(labels[1], fit.reliability[0]) && labels[2].isNaN)
    #expect(fit.probability == [0.5, 0.5, 0.5])
    let none = RePO.fit(
      AnnotatorVotes(pair: [], annotator: [], verdict: [], pairCount: 0, annotatorCount: 0),
      margins: [])
    #expect(none.reliability.isEmpty && none.objectives.isEmpty)
  }
}
