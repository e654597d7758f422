internal import Foundation
package import Pipeline
package import Records
package import Store

/// A pair with its trusted label and what the evaluation knows of it besides.
package struct EvaluatedPair: Sendable, Equatable {
  package var row: Int64
  package var id: PublicID
  package var group: PublicID
  /// The trusted label.
  package var firstIsBetter: Bool
  /// The label under test where the corpus brings it; `nil` where flips are planted.
  package var given: Bool?
  /// For each decisive vote whether it is for the first response.
  package var votes: [Bool] = []
  /// Share of the votes' strength by which one side leads, 0…1 for votes of strength 1.
  package var lead = 1.0
  /// Difference of the scores of the two responses, without its sign.
  package var scoreGap: Double?
  /// Sorted, each once.
  package var annotators: [String] = []
  /// Models that wrote the first and the second response; empty if unknown.
  package var models: [String] = ["", ""]

  package init(row: Int64, id: PublicID, group: PublicID, firstIsBetter: Bool) {
    self.row = row
    self.id = id
    self.group = group
    self.firstIsBetter = firstIsBetter
  }
}

extension EvaluatedPair {
  /// The pair as the votes that `clause` takes decide it; `nil` if they do not.
  ///
  /// - Parameter needsRepeats: takes pairs with two decisive votes, whether they agree or not.
  package init?(_ pair: JudgedPair, _ clause: WhereClause, needsRepeats: Bool = false) {
    let votes = pair.votes.filter(clause.takes)
    let decisive = votes.filter { $0.winner == .a || $0.winner == .b }
    let ties = votes.count - decisive.count
    if clause.leavesOutTies && (ties > 0 || pair.scoreGap == 0) { return nil }
    var sums = (a: 0.0, b: 0.0, all: 0.0)
    for vote in votes {
      if vote.winner == .a { sums.a += vote.strength }
      if vote.winner == .b { sums.b += vote.strength }
      sums.all += vote.strength
    }
    let label = pair.firstIsBetter(by: clause)
    if needsRepeats {
      guard decisive.count > 1 else { return nil }
    } else {
      guard label != nil else { return nil }
    }
    self.init(row: pair.row, id: pair.id, group: pair.group, firstIsBetter: label ?? true)
    self.votes = decisive.map { $0.winner == .a }
    // With one vote its strength is all there is; with several, how far they agree.
    lead =
      votes.count == 1 ? sums.all : sums.all > 0 ? abs(sums.a - sums.b) / sums.all : 0
    scoreGap = pair.scoreGap.map(abs)
    annotators = Set(votes.map(\.annotator)).subtracting([""]).sorted()
    let all = pair.votes
    models = [
      all.first { !$0.aModel.isEmpty }?.aModel ?? "",
      all.first { !$0.bModel.isEmpty }?.bModel ?? "",
    ]
  }
}

/// Which pairs are evaluated, in the order of their public ids.
package struct EvaluationSet: Sendable {
  package var pairs: [EvaluatedPair]
  /// Where difficulty comes from.
  package var difficulty: Difficulty

  /// Something from outside the models that tells hard pairs from easy ones.
  package enum Difficulty: String, Sendable, Codable {
    case votes = "how far the votes lead"
    case scores = "difference of scores"
    case margins = "margins of the plain model on the labels as they are"
  }

  package init(_ pairs: [EvaluatedPair]) {
    self.pairs = pairs
    // A number that most pairs share tells nothing.
    func tells(_ value: (EvaluatedPair) -> Double?) -> Bool {
      var counts: [Double: Int] = [:]
      for pair in pairs {
        guard let value = value(pair) else { return false }
        counts[value, default: 0] += 1
      }
      return 2 * (counts.values.max() ?? 0) < pairs.count
    }
    difficulty = tells(\.scoreGap) ? .scores : tells(\.lead) ? .votes : .margins
  }

  /// How hard each pair is by what stands outside the models, higher for harder; `nil` without that.
  package var outsideDifficulty: [Double]? {
    switch difficulty {
    case .votes: pairs.map { -$0.lead }
    case .scores: pairs.map { -($0.scoreGap ?? 0) }
    case .margins: nil
    }
  }

  /// The `count` pairs that come first by a seeded digest of their ids.
  package func sample(_ count: Int, seed: UInt64) -> EvaluationSet {
    guard count < pairs.count else { return self }
    return EvaluationSet(Self.drawn(pairs, count, seed: seed).sorted { $0.id < $1.id })
  }

  /// Those pairs in the order of the draw, so that fewer of them are its beginning.
  static func drawn(
    _ pairs: [EvaluatedPair], _ count: Int, seed: UInt64
  ) -> ArraySlice<EvaluatedPair> {
    pairs.map { (key: Sampling.word($0.id, seed), pair: $0) }
      .sorted { $0.key != $1.key ? $0.key < $1.key : $0.pair.id < $1.pair.id }
      .map(\.pair).prefix(count)
  }

  /// Names of the models, sorted; none where fewer than half of the pairs name two.
  static func generators(_ pairs: [EvaluatedPair]) -> [String] {
    let named = pairs.count { !$0.models[0].isEmpty && !$0.models[1].isEmpty }
    guard 2 * named >= pairs.count else { return [] }
    let names = Set(pairs.flatMap(\.models)).subtracting([""])
    return names.count > 1 ? names.sorted() : []
  }

  /// SHA-256 over the sorted public ids: which pairs these are.
  package var digest: String {
    var digest = ByteDigest()
    for pair in pairs {
      let bytes = pair.id.bytes
      unsafe bytes.withUnsafeBytes { unsafe digest.add($0) }
    }
    return digest.finish()
  }

  /// SHA-256 over ids, labels and all else that results depend on.
  var fullDigest: String {
    var digest = ByteDigest()
    for pair in pairs {
      var text = "\(pair.id) \(pair.group) \(pair.firstIsBetter) \(pair.votes) \(pair.lead)"
      text += " \(pair.scoreGap ?? -1) \(pair.annotators) \(pair.models)"
      if let given = pair.given { text += " given \(given)" }
      let bytes = Array(text.utf8)
      unsafe bytes.withUnsafeBytes { unsafe digest.add($0) }
    }
    return digest.finish()
  }
}
