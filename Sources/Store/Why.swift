package import Records

/// Everything the store knows of one pair: where it came from, what was said of it, what became of it.
package struct PairHistory: Sendable {
  package var row: Int64
  /// Private row id of the prompt.
  package var promptRow: Int64
  package var id: PublicID
  package var split: String
  package var group: PublicID
  package var promptID: PublicID
  package var prompt: StoredText
  package var a: Response
  /// `nil` for thumbs up or down on `a`.
  package var b: Response?
  /// Every record that holds it, in the order of reading, duplicates of them among them.
  package var places: [Place]
  package var votes: [Vote]
  /// The stages that made it, each with the pair it made it of.
  package var parents: [Kin]
  /// The pairs that stages made of it.
  package var children: [Kin]
  /// Rubrics of the prompt by the last finished plan, those of other pairs left out.
  package var rubrics: [RubricSaid]
  /// What judges said of it without a rubric.
  package var control: [Verdict]
  /// Trees in which its prompt stands.
  package var trees: [TreeSaid]
  /// What each step of the last finished plan said, in its order; empty without such a plan.
  package var steps: [Step]
  /// What runs outside that plan said.
  package var otherSteps: [Step]
  /// Whether the last finished plan reads a record that holds it; `nil` without such a plan.
  package var isInPlan: Bool?

  /// A pair that this one was made of, or that was made of it.
  package struct Kin: Sendable, Equatable {
    /// `nil` where it was made of the responses of the prompt.
    package var pair: PublicID?
    package var stage: String
    package var run: PublicID
    /// A fixed word of the stage.
    package var role: String
    /// JSON; empty if there is none.
    package var evidence: String
    package var isInPlan: Bool
  }

  /// A response with what records say of it.
  package struct Response: Sendable {
    package var id: PublicID
    package var text: StoredText
    /// Sorted, each once.
    package var models: [String]
    /// Stages that made it, rather than a pair of it; sorted, each once.
    package var makers: [String]
    package var scores: [Score]
  }

  /// A number a record or a run gives.
  package struct Score: Sendable {
    package var name: String
    package var value: Double
    /// `member:line`; empty for a run's.
    package var place: String
  }

  /// One judgement.
  package struct Vote: Sendable {
    package var winner: Winner
    package var aStoodFirst: Bool
    package var strength: Double
    package var kind: AnnotatorKind
    /// Empty if unknown.
    package var annotator: String
    package var rationale: String?
    /// `member:line`.
    package var place: String
    /// Whether the last finished plan reads its record.
    package var isInPlan: Bool
  }

  /// A record in its source.
  package struct Place: Sendable {
    package var source: String
    package var member: String
    package var uri: String
    package var line: Int64
    package var number: Int64
    package var byteOffset: Int64
    package var outcome: Outcome
    /// Of a duplicate: the line of the equal record.
    package var originalLine: Int64?
    /// Of quarantine.
    package var reason: String?
    /// JSON of what fits nowhere else; of quarantine what was wrong.
    package var extra: String?
    /// What the record itself says.
    package var split: String?
    package var licence: String?
    /// Whether the last finished plan reads it.
    package var isInPlan: Bool
    var record: Int64

    /// `member:line`.
    package var text: String { "\(member):\(line)" }
  }

  /// What became of a record when it was read.
  package enum Outcome: Int64, Sendable {
    case stored = 0, duplicate = 1, quarantined = 2
  }

  /// What one step of a plan, or one run, says of the pair.
  package struct Step: Sendable {
    /// As the pipeline calls it.
    package var label: String
    package var stage: String
    package var run: PublicID
    /// Canonical JSON.
    package var options: String
    package var findings: [Finding] = []
    package var decided: Label?
    package var scores: [Score] = []
    package var noise: Noise?
    /// Of models the step trained or read, in their order.
    package var curves: [Curve] = []
  }

  /// How likely the label is wrong.
  package struct Noise: Sendable {
    /// Probability, 0 to 1.
    package var wrong: Double
    /// 0 to 1.
    package var ambiguity: Double
  }

  /// The margins of one model over the epochs.
  package struct Curve: Sendable {
    package var peer: Int64
    /// In which the pair was held out; −1 if in none.
    package var fold: Int64
    package var margins: [Float]
  }

  /// A decision on the pair.
  package struct Label: Sendable {
    package var decision: Decision
    /// That a is better.
    package var probability: Double
  }

  /// A verdict on the pair or on a part of it.
  package struct Finding: Sendable, Equatable {
    package var kind: SubjectKind
    /// Which: `pair`, `prompt`, `response a`, `vote at hh.jsonl:17`.
    package var subject: String
    /// `member:line` of a vote; else empty.
    package var place: String
    /// `drop`, `flip`, `weight` or `mark`.
    package var action: String
    package var weight: Double?
    package var reason: String
    /// JSON; empty if there is none.
    package var evidence: String
  }
}

/// A body, or its beginning.
package struct StoredText: Sendable {
  package var form: Body.Form
  /// At most `WhyReader.longestText` characters of a text; messages as a whole, if below 1 MB.
  package var body: String
  /// Characters of the whole.
  package var length: Int
}
