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
  package var rejected: Text
  /// That `chosen` is better, 0.5 to 1.
  package var probability: Double
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

  package init(pair: Int64, decision: Decision, probability: Double) {
    self.pair = pair
    self.decision = decision
    self.probability = probability
  }
}
