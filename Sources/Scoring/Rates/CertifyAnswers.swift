package import Records

/// What a rater says of two answers.
package enum CertifyVerdict: String, Sendable, CaseIterable {
  /// The answer shown first is better.
  case first
  /// The answer shown second is better.
  case second
  case tie
  case cannotTell = "cannot tell"
}

/// One answer of one rater to one item.
package struct CertifyAnswer: Sendable, Equatable {
  package var item: PublicID
  package var rater: String
  package var verdict: CertifyVerdict
  /// Whether the answers were shown in the other order than the item says: a judge asked both ways.
  package var isOtherOrder: Bool

  package init(
    item: PublicID, rater: String, verdict: CertifyVerdict, isOtherOrder: Bool = false
  ) {
    self.item = item
    self.rater = rater
    self.verdict = verdict
    self.isOtherOrder = isOtherOrder
  }
}

/// What a rater's answers to one item come to, against its given label.
enum CertifyOutcome: Sendable, Equatable {
  case right, wrong
  /// Neither is better, or a judge changed its mind with the order.
  case tie
  /// Nothing was said.
  case none
}

/// Answers sorted by rater and item: outcomes, consistency, and what did not fit.
struct CertifyReading: Sendable {
  /// The raters that are used: the two with most answers, then by name.
  var raters: [String]
  /// Beside the items of the sample, one list per rater in `raters`.
  var outcomes: [[CertifyOutcome]]
  /// Items that a rater saw in both orders, and those of them answered alike.
  var bothOrders = 0
  var consistent = 0
  /// Answers to items that are not in the sample.
  var strangers = 0
  /// Answers of further raters.
  var unused = 0

  /// A later answer of a rater to the same item in the same order takes the place of the earlier.
  init(sample: CertifySample, answers: [CertifyAnswer]) {
    var places: [PublicID: Int] = [:]
    for (i, item) in sample.items.enumerated() { places[item.id] = i }
    var counts: [String: Int] = [:]
    for answer in answers where places[answer.item] != nil { counts[answer.rater, default: 0] += 1 }
    raters = counts.sorted { a, b in a.value != b.value ? a.value > b.value : a.key < b.key }
      .prefix(2).map(\.key)
    var said = raters.map { _ in
      [(shown: CertifyVerdict?, other: CertifyVerdict?)](
        repeating: (nil, nil), count: sample.items.count)
    }
    for answer in answers {
      guard let place = places[answer.item] else {
        strangers += 1
        continue
      }
      guard let rater = raters.firstIndex(of: answer.rater) else {
        unused += 1
        continue
      }
      if answer.isOtherOrder {
        said[rater][place].other = answer.verdict
      } else {
        said[rater][place].shown = answer.verdict
      }
    }
    outcomes = []
    for row in said {
      outcomes.append(
        zip(sample.items, row).map { item, pair in
          let shown = pair.shown.map { Self.outcome($0, item, isSwapped: item.isSwapped) }
          let other = pair.other.map { Self.outcome($0, item, isSwapped: !item.isSwapped) }
          guard let shown, let other else { return shown ?? other ?? .none }
          if shown == .none || other == .none { return shown == .none ? other : shown }
          bothOrders += 1
          if shown == other { consistent += 1 }
          return shown == other ? shown : .tie
        })
    }
  }

  private static func outcome(
    _ verdict: CertifyVerdict, _ item: CertifySample.Item, isSwapped: Bool
  ) -> CertifyOutcome {
    switch verdict {
    case .tie: .tie
    case .cannotTell: .none
    case .first: (!isSwapped == item.firstIsBetter) ? .right : .wrong
    case .second: (isSwapped == item.firstIsBetter) ? .right : .wrong
    }
  }
}
