import Records
import Testing

@testable import Filters

@Suite struct ContradictionsTests {
  private func judged(_ options: String, _ batch: PairBatch) throws -> [Finding] {
    var findings: [Finding] = []
    try make(ContradictionsFilter.self, options).judge(
      batch, pairs: batch.rows.indices, into: &findings)
    return findings
  }

  @Test(arguments: [
    ("{}", ["1 x a"], "kept"), ("{}", ["1 x a", "2 y a", "3 y tie"], "kept"),
    ("{}", ["1 x a", "2 x b"], "preferred_both_ways"),
    ("{}", ["1 - a", "2 - b"], "preferred_both_ways"),
    ("{}", ["1 - a", "1 - b"], "votes_disagree"), ("{}", ["1 - a", "1 - b", "1 - b"], "kept"),
    ("{}", ["1 x a", "1 x b"], "preferred_both_ways"), ("{}", ["1 x a", "2 x tie"], "kept"),
    ("{}", ["1 x a", "2 y b"], "votes_disagree"), ("{}", ["1 x a", "2 y b", "3 z b"], "kept"),
    ("{}", ["1 x a", "2 y b 0.5"], "kept"), ("{}", ["1 x tie", "2 y bad"], "kept"),
    ("{}", ["1 x a", "2 y a", "3 z a", "4 x b"], "preferred_both_ways"),
    ("{}", ["1 -human a", "2 -model b"], "votes_disagree"),
    ("{}", ["1 -human a", "2 -human b"], "preferred_both_ways"),
    ("{unnamed: distinct}", ["1 - a", "2 - b"], "votes_disagree"),
    ("{unnamed: distinct}", ["1 - a", "2 - b", "3 - a"], "kept"),
    ("{min_agreement: 0.75}", ["1 x a", "2 y b", "3 z a"], "votes_disagree"),
    ("{min_agreement: 0.75}", ["1 x a", "2 y b", "3 z a", "4 w a"], "kept"),
    ("{min_agreement: 0.75}", ["1 x a", "2 y tie"], "kept"),
    ("{min_agreement: 0.8}", ["1 x a", "2 y tie"], "votes_disagree"),
    ("{min_agreement: 1}", ["1 x tie", "2 y bad"], "kept"),
    ("{min_agreement: 1}", ["1 x a"], "kept"),
  ])
  func `votes on one pair agree or not`(
    options: String, votes: [String], expected: String
  ) throws {
    for responses in [(a: 1, b: 2), (a: 1, b: 0)] as [(a: Int64, b: Int64)] {
      var batch = PairBatch()
      batch.add(responses: responses, votes: votes)
      let found = try judged(options, batch).first?.verdict.reason.description ?? "kept"
      #expect(found == expected)
    }
  }

  @Test func `the evidence holds the tally`() throws {
    var batch = PairBatch()
    batch.add(votes: ["1 x a 0.5", "2 x b", "3 y tie"])
    batch.add(votes: ["4 x a", "5 y b"])
    #expect(
      try judged("{}", batch).map(described) == [
        #"preferred_both_ways {"annotators":1,"a":0.5,"b":1.0,"neither":1.0,"votes":3}"#,
        #"votes_disagree {"a":1.0,"b":1.0,"neither":0.0,"votes":2}"#,
      ])
  }

  /// Pairs `winner>loser`, with the strength of one vote.
  private func batch(_ pairs: [(Int64, Int64, Double)]) -> PairBatch {
    var batch = PairBatch()
    for (i, (winner, loser, strength)) in pairs.enumerated() {
      let isA = winner < loser
      batch.add(
        responses: (min(winner, loser), max(winner, loser)), isA ? .a : .b,
        votes: ["\(i + 1) x \(isA ? "a" : "b") \(strength)"])
    }
    return batch
  }

  @Test func `a cycle of three is dropped, with the way round it`() throws {
    let batch = batch([(1, 2, 1), (2, 3, 1), (3, 1, 1), (1, 4, 1), (4, 5, 1)])
    let found = try judged("{}", batch)
    #expect(found.map(\.subject) == [1, 2, 3])
    let ids = batch.ids.map { "\"\($0)\"" }
    #expect(
      found.map(\.verdict.evidence) == [
        #"{"cycle":[\#(ids[0]),\#(ids[1]),\#(ids[2])]}"#,
        #"{"cycle":[\#(ids[1]),\#(ids[2]),\#(ids[0])]}"#,
        #"{"cycle":[\#(ids[2]),\#(ids[0]),\#(ids[1])]}"#,
      ])
    #expect(try judged("{cycles: none}", batch).isEmpty)
  }

  @Test func `the weakest of a cycle can be dropped alone`() throws {
    let pairs: [(Int64, Int64, Double)] = [(1, 2, 1), (2, 3, 0.2), (3, 1, 0.9)]
    #expect(try judged("{cycles: weakest}", batch(pairs)).map(\.subject) == [2])
    let equal: [(Int64, Int64, Double)] = [(1, 2, 1), (2, 3, 0.2), (3, 1, 0.2)]
    #expect(try judged("{cycles: weakest}", batch(equal)).map(\.subject) == [2, 3])
  }

  @Test func `pairs with another reason, ties and single responses make no cycle`() throws {
    var batch = batch([(1, 2, 1), (2, 3, 1)])
    batch.add(responses: (1, 3), .b, votes: ["3 x b", "4 x a", "5 y b"])
    batch.add(responses: (1, 3), .tie, votes: [])
    batch.add(responses: (1, 0), .b, votes: [])
    batch.add(responses: (3, 3), .a, votes: [])
    #expect(try judged("{}", batch).map(\.verdict.reason) == ["preferred_both_ways"])
  }

  @Test(arguments: 0..<300 as Range<UInt64>)
  func `cyclic edges are those whose loser leads back to the winner`(seed: UInt64) {
    var random = TestRandom(seed)
    let count = random.below(8) + 2
    let edges = (0..<random.below(16)).map { _ in
      (winner: Int64(random.below(count)), loser: Int64(random.below(count)))
    }
    let levels = edges.map { _ in random.below(4) }
    let graph = PreferenceGraph(edges)
    let cyclic = edges.indices.filter {
      edges[$0].winner != edges[$0].loser
        && reaches(edges[$0].loser, edges[$0].winner, edges)
    }
    #expect(graph.cyclicEdges() == cyclic)
    // Weakest: leads back over edges no weaker.
    let weakest = cyclic.filter { e in
      let strong = edges.indices.filter { levels[$0] >= levels[e] }.map { edges[$0] }
      return reaches(edges[e].loser, edges[e].winner, strong)
    }
    #expect(graph.weakestEdges(of: cyclic, levels: levels) == weakest)
    let left = edges.indices.filter { !weakest.contains($0) && edges[$0].winner != edges[$0].loser }
    #expect(PreferenceGraph(left.map { edges[$0] }).cyclicEdges().isEmpty)
    for e in cyclic {
      let cycle = graph.cycle(through: e) ?? []
      #expect(cycle.first == e)
      for (e, next) in zip(cycle, cycle.dropFirst() + cycle.prefix(1)) {
        #expect(edges[e].loser == edges[next].winner)
      }
    }
  }

  private func reaches(_ from: Int64, _ to: Int64, _ edges: [(winner: Int64, loser: Int64)]) -> Bool
  {
    var reached: Set<Int64> = [from]
    for _ in 0...edges.count {
      for edge in edges where reached.contains(edge.winner) { reached.insert(edge.loser) }
    }
    return reached.contains(to)
  }

  @Test func `a long cycle needs no deep stack, and many no long time`() {
    let count: Int64 = 100_000
    let ring = PreferenceGraph((0..<count).map { ($0, ($0 + 1) % count) })
    #expect(ring.cyclicEdges().count == Int(count))
    #expect(ring.cycle(through: 0) == nil)
    var edges: [(winner: Int64, loser: Int64)] = []
    for n in stride(from: 0, to: 60_000 as Int64, by: 3) {
      edges += [(n, n + 1), (n + 1, n + 2), (n + 2, n)]
    }
    let triangles = PreferenceGraph(edges)
    #expect(triangles.cyclicEdges().count == 60_000)
    #expect(triangles.cycle(through: 0) == [0, 1, 2])
  }

  @Test(arguments: 0..<50 as Range<UInt64>)
  func `the order of the pairs does not matter`(seed: UInt64) throws {
    var random = TestRandom(seed)
    var pairs: [(Int64, Int64, Double)] = []
    for a in 0..<6 as Range<Int64> {
      for b in a + 1..<7 where random.below(3) > 0 {
        let strength = Double(random.below(4) + 1) / 4
        pairs.append(random.below(2) == 0 ? (a, b, strength) : (b, a, strength))
      }
    }
    let order = pairs.indices.shuffled(using: &random)
    var shuffled = batch(order.map { pairs[$0] })
    shuffled.ids = order.map { PublicID(high: 0, low: UInt64($0 + 1)) }
    for options in ["{}", "{cycles: weakest}"] {
      let straight = batch(pairs)
      let one = try judged(options, straight).map {
        "\(straight.ids[Int($0.subject) - 1]) \(described($0))"
      }
      let other = try judged(options, shuffled).map {
        "\(shuffled.ids[Int($0.subject) - 1]) \(described($0))"
      }
      #expect(one == other)
    }
  }
}
