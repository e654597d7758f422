import Records
import Testing

@testable import Scoring

@Suite struct DawidSkeneTests {
  private func paperOptions(_ model: DawidSkeneOptions.Model, rounds: Int) -> DawidSkeneOptions {
    var options = DawidSkeneOptions()
    options.model = model
    options.treatsSidesAlike = false
    options.priorVotes = 0
    options.classPrior = 0
    options.rounds = rounds
    options.tolerance = -1
    return options
  }

  /// crowd-kit 1.4.2: `DawidSkene(n_iter=5, tol=-1)` on the same votes, classes first, second, tie.
  @Test func `without priors it is crowd-kit's DawidSkene`() {
    let world = VoteWorld.plain(seed: 5)
    #expect(world.votes.count == 578)
    let fit = DawidSkene.fit(world.votes, options: paperOptions(.confusion, rounds: 5))
    let posteriors = [
      0: [0.999995833471, 3.21072026239e-06, 9.55808588993e-07],
      17: [0.999896180473, 9.07384291945e-05, 1.30810973182e-05],
      63: [0.00144621795455, 0.997976097249, 0.000577684796113],
    ]
    for (pair, values) in posteriors {
      for c in 0..<3 { #expect(isClose(fit.posterior[pair * 3 + c], values[c], 1e-9)) }
    }
    // Its last step is an M step.
    let next = DawidSkene.fit(world.votes, options: paperOptions(.confusion, rounds: 6))
    let prevalence = [0.3461512231141316, 0.39074622994905384, 0.2631025469368145]
    for c in 0..<3 { #expect(isClose(next.prevalence[c], prevalence[c])) }
    let last = [
      0.559071173941, 0.212299388882, 0.228629437177, 0.214404431905, 0.55965124935,
      0.225944318745, 0.15763994634, 0.319396380405, 0.522963673255,
    ]
    for k in 0..<9 { #expect(isClose(next.confusion[5 * 9 + k], last[k], 1e-9)) }
  }

  /// crowd-kit 1.4.2: `OneCoinDawidSkene(n_iter=5, tol=-1)`.
  @Test func `without priors the coin is crowd-kit's OneCoinDawidSkene`() {
    let world = VoteWorld.plain(seed: 5)
    let fit = DawidSkene.fit(world.votes, options: paperOptions(.oneCoin, rounds: 6))
    let skills = [
      0.8640826267425077, 0.8471806984038338, 0.6678028697601207, 0.8188749778902193,
      0.663063508025558, 0.5604093453787738,
    ]
    for a in 0..<6 { #expect(isClose(fit.reliability(a), skills[a], 1e-9)) }
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `the objective never falls`(seed: UInt64) {
    let world = VoteWorld.plain(seed: seed, pairs: 60, classes: 2 + Int(seed % 3), coverage: 0.6)
    for model in DawidSkeneOptions.Model.allCases {
      for alike in [true, false] {
        var options = DawidSkeneOptions()
        options.model = model
        options.treatsSidesAlike = alike
        options.priorVotes = seed % 2 == 0 ? 4 : 0.5
        let fit = DawidSkene.fit(world.votes, options: options)
        #expect(zip(fit.objectives, fit.objectives.dropFirst()).allSatisfy { $1 >= $0 - 1e-8 })
        #expect(fit.hasConverged && fit.logLikelihood < 0)
        for pair in 0..<60 {
          let row = fit.posterior[pair * fit.classes.count..<(pair + 1) * fit.classes.count]
          #expect(isClose(row.reduce(0, +), 1, 1e-12))
        }
      }
    }
  }

  @Test func `the order of votes changes nothing, not even the last digit`() {
    let world = VoteWorld.plain(seed: 3)
    let fit = DawidSkene.fit(world.votes)
    #expect(fit == DawidSkene.fit(world.shuffled(seed: 1)))
    #expect(fit == DawidSkene.fit(world.shuffled(seed: 2)))
  }

  @Test func `a pair turned round has the mirrored posterior, and nothing else moves`() {
    let world = VoteWorld.plain(seed: 4, classes: 4)
    let fit = DawidSkene.fit(world.votes)
    let turned = DawidSkene.fit(world.votes.mirrored { $0 % 3 == 0 })
    for pair in 0..<120 {
      for verdict in [0, 1, 2, 3] as [UInt8] {
        let seen = pair % 3 == 0 ? AnnotatorVotes.mirror(verdict) : verdict
        #expect(
          isClose(fit.probability(verdict, ofPair: pair), turned.probability(seen, ofPair: pair)))
      }
    }
    for a in 0..<6 { #expect(isClose(fit.reliability(a), turned.reliability(a))) }
    var sided = DawidSkeneOptions()
    sided.treatsSidesAlike = false
    let one = DawidSkene.fit(world.votes, options: sided)
    let all = DawidSkene.fit(world.votes.mirrored(), options: sided)
    for pair in 0..<120 {
      #expect(isClose(one.probability(1, ofPair: pair), all.probability(2, ofPair: pair), 1e-7))
    }
  }

  @Test func `annotators under other numbers keep their reliability`() {
    let world = VoteWorld.plain(seed: 6)
    let fit = DawidSkene.fit(world.votes)
    let other = DawidSkene.fit(world.relabelled())
    for a in 0..<6 { #expect(isClose(fit.reliability(a), other.reliability(5 - a))) }
  }

  @Test func `planted reliabilities come back`() {
    let accuracy = (0..<12).map { 0.35 + 0.05 * Double($0) }
    let world = VoteWorld.plain(seed: 8, pairs: 400, accuracy: accuracy)
    for model in DawidSkeneOptions.Model.allCases {
      var options = DawidSkeneOptions()
      options.model = model
      let fit = DawidSkene.fit(world.votes, options: options)
      for a in accuracy.indices {
        // A wrong draw hits the right class in a third of cases.
        let right = accuracy[a] + (1 - accuracy[a]) / 3
        #expect((fit.reliability(a) - right).magnitude < 0.09, "\(model) \(a)")
      }
      let best = world.truth.indices.count { pair in
        [0, 1, 2].allSatisfy {
          fit.probability($0, ofPair: pair) <= fit.probability(world.truth[pair], ofPair: pair)
        }
      }
      #expect(best >= 372)
    }
  }

  @Test func `few votes stay near the crowd`() {
    // The last annotator casts one vote, against three others.
    let table = voteTable("1110", "111", "222", "000", "111", "222", "000", "1 1")
    var options = DawidSkeneOptions()
    let shrunk = DawidSkene.fit(table, options: options).reliability(3)
    options.priorVotes = 0
    let bare = DawidSkene.fit(table, options: options)
    #expect(shrunk > 0.5 && shrunk < 0.8)
    #expect(bare.confusion[3 * 9] < 1e-6)
  }

  @Test func `nothing, one class and pairs without votes`() {
    let none = DawidSkene.fit(
      AnnotatorVotes(pair: [], annotator: [], verdict: [], pairCount: 2, annotatorCount: 1))
    #expect(none.classes.count == 0 && none.posterior.isEmpty && none.reliability(0) == 0)
    let ties = DawidSkene.fit(voteTable("00", "00"))
    #expect(ties.posterior == [1, 1] && ties.reliability(0) == 1)
    let gap = DawidSkene.fit(voteTable("11", "  ", "12"))
    #expect(isClose(gap.probability(1, ofPair: 1), 0.5) && gap.probability(0, ofPair: 1) == 0)
    #expect(isClose(gap.probability(1, ofPair: 2), 0.5))
  }

  @Test func `rows that say nothing are left out and counted`() {
    let table = AnnotatorVotes(
      pair: [0, 5, -1, 0, 0, 0], annotator: [0, 0, 0, 7, 0, 0], verdict: [1, 1, 1, 1, 9, 2],
      weight: [1, 1, 1, 1, 1, .nan], pairCount: 1, annotatorCount: 1)
    #expect(table.count == 1 && table.leftOut == 5)
  }

  @Test func `a vote of weight two is two votes`() {
    let one = AnnotatorVotes(
      pair: [0, 0, 1, 1], annotator: [0, 1, 0, 1], verdict: [1, 2, 1, 1], weight: [2, 1, 1, 1],
      pairCount: 2, annotatorCount: 2)
    let two = AnnotatorVotes(
      pair: [0, 0, 0, 1, 1], annotator: [0, 0, 1, 0, 1], verdict: [1, 1, 2, 1, 1], pairCount: 2,
      annotatorCount: 2)
    #expect(
      isClose(
        DawidSkene.fit(one).probability(1, ofPair: 0),
        DawidSkene.fit(two).probability(1, ofPair: 0)))
  }
}
