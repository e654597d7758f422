package import Records

/// A pair that a stage makes of what the store holds.
///
/// Its id is that of its content like any other pair's: two stages that make the same pair make one row, and each
/// names its own parent in `derivation`.
package struct DerivedPair: Sendable {
  /// A body that is stored already, or a new one.
  package enum Text: Sendable, Equatable {
    /// That of the prompt or response in this row.
    case row(Int64)
    /// A new one, UTF-8.
    case new(Body.Form, [UInt8])
  }

  /// A pair, by the first of its records in the selection, or a record.
  package enum Place: Sendable, Equatable {
    case pair(Int64)
    case record(Int64)
  }

  /// The pair it comes from; 0 where it is made of the responses of a prompt.
  package var parent: Int64
  /// What stands in its place in the order of exports, and whose member and line are told of it.
  package var place: Place
  /// Row of the prompt it is of, or comes from: it stays in that one's group, and so in its split.
  package var prompt: Int64
  /// `nil` for that very prompt.
  package var newPrompt: Text?
  package var chosen: Text
  /// `nil` for a thumb up or down on `chosen` alone.
  package var rejected: Text?
  /// Of a single response: whether it is good.
  package var isGood = true
  /// That `chosen` is better, or that the single response is what `isGood` says; below 0.5 where an earlier label
  /// says that the preferred answer is probably the worse one.
  package var probability: Double
  /// What the pair weighs by itself, above 0; the weights of its parent come on top.
  package var weight = 1.0
  /// A fixed word of the stage.
  package var role: Reason
  /// JSON; empty for none.
  package var evidence: String

  package init(
    parent: Int64 = 0, place: Place, prompt: Int64, newPrompt: Text? = nil, chosen: Text,
    rejected: Text, probability: Double = 1, role: Reason, evidence: String = ""
  ) {
    self.parent = parent
    self.place = place
    self.prompt = prompt
    self.newPrompt = newPrompt
    self.chosen = chosen
    self.rejected = rejected
    self.probability = probability
    self.role = role
    self.evidence = evidence
  }

  /// A judgement of one response of the prompt in row `prompt`.
  package init(
    single response: Text, isGood: Bool, place: Place, prompt: Int64, probability: Double = 1,
    weight: Double = 1, role: Reason, evidence: String = ""
  ) {
    parent = 0
    self.place = place
    self.prompt = prompt
    chosen = response
    self.isGood = isGood
    self.probability = probability
    self.weight = weight
    self.role = role
    self.evidence = evidence
  }
}

/// A number that a stage gives a response.
package struct ResponseScore: Sendable, Equatable {
  /// Row of the response.
  package var response: Int64
  /// Aspect or scorer.
  package var name: String
  package var value: Double

  package init(response: Int64, name: String, value: Double) {
    self.response = response
    self.name = name
    self.value = value
  }
}

/// What a stage decides of a pair, in place of what was decided before it.
package struct LabelRow: Sendable, Equatable {
  /// Row of the pair.
  package var pair: Int64
  /// Never `.undecided`.
  package var decision: Decision
  /// That a is better, 0 to 1.
  package var probability: Double
  /// Whether it speaks of the pair as the stage sees it, turned round by an earlier flip; else of the votes
  /// alone, and the flip turns it round like any label of votes.
  package var isAsSeen: Bool

  package init(pair: Int64, decision: Decision, probability: Double, isAsSeen: Bool = true) {
    self.pair = pair
    self.decision = decision
    self.probability = probability
    self.isAsSeen = isAsSeen
  }

  /// The same with the answers exchanged.
  var turned: LabelRow {
    let other: Decision = decision == .a ? .b : decision == .b ? .a : decision
    return LabelRow(pair: pair, decision: other, probability: 1 - probability, isAsSeen: isAsSeen)
  }
}
