package import Records

/// What a good response to a prompt must do: criteria in order, with where they come from.
package struct Rubric: Sendable, Equatable {
  /// Over prompt, pair, name, version and criteria.
  package let id: PublicID
  /// Private row id of its prompt.
  package let prompt: Int64
  /// Private row id of the pair it was made from; `nil` where it was made of all, of none, or given.
  package let pair: Int64?
  /// Which of the rubrics of a prompt.
  package let name: String
  /// 1, 2 … of the same name.
  package let version: Int
  /// The version it was made of.
  package let parent: PublicID?
  /// JSON object: how it came about.
  package let origin: String
  package let criteria: [Criterion]

  /// A rubric for a prompt.
  ///
  /// - Parameters:
  ///   - prompt: private row and public id.
  ///   - pair: the same of the pair it was made from.
  package init(
    prompt: (row: Int64, id: PublicID), pair: (row: Int64, id: PublicID)? = nil, name: String,
    version: Int = 1, parent: PublicID? = nil, origin: String = "{}", criteria: [Criterion]
  ) {
    var digest = DigestBuilder("winnow rubric 1")
    digest.add(prompt.id)
    digest.add(pair == nil ? 0 : 1)
    if let pair { digest.add(pair.id) }
    digest.add(name)
    digest.add(version)
    digest.add(criteria.count)
    for own in criteria { own.add(to: &digest) }
    self.init(
      id: digest.finish(), prompt: prompt.row, pair: pair?.row, name: name, version: version,
      parent: parent, origin: origin, criteria: criteria)
  }

  init(
    id: PublicID, prompt: Int64, pair: Int64?, name: String, version: Int, parent: PublicID?,
    origin: String, criteria: [Criterion]
  ) {
    self.id = id
    self.prompt = prompt
    self.pair = pair
    self.name = name
    self.version = version
    self.parent = parent
    self.origin = origin
    self.criteria = criteria
  }

  /// Σ of the weights above 0: the most that can be reached where nothing below 0 is met.
  package var positiveWeight: Double { criteria.reduce(0) { $0 + max(0, $1.weight) } }
}

/// One demand of a rubric.
package struct Criterion: Sendable, Equatable {
  /// What a list in words, which carries no weights, puts before a criterion that should not be met.
  package static let avoidance = "The response avoids this:"

  package enum Kind: Int64, Sendable {
    /// An explicit demand of the prompt.
    case hardRule = 0
    /// A quality that is not asked for in words.
    case principle = 1

    /// As OpenRubrics tags them.
    package var tag: String { self == .hardRule ? "[Hard Rule]" : "[Principle]" }
    /// As exports name them.
    package var word: String { self == .hardRule ? "hard_rule" : "principle" }
  }

  package var kind: Kind
  package var text: String
  /// What meeting it is worth; below 0 where it should not be met.
  package var weight: Double
  /// JSON of what a program checks.
  package var check: String?
  /// What each level looks like, the worst first; empty where it is met or not.
  package var levels: [String]
  package var tags: [String]
  /// JSON: what it rests on.
  package var evidence: String?

  package init(
    _ kind: Kind, _ text: String, weight: Double = 1, check: String? = nil, levels: [String] = [],
    tags: [String] = [], evidence: String? = nil
  ) {
    self.kind = kind
    self.text = text
    self.weight = weight
    self.check = check
    self.levels = levels
    self.tags = tags
    self.evidence = evidence
  }

  fileprivate func add(to digest: inout DigestBuilder) {
    digest.add(Int(kind.rawValue))
    digest.add(text)
    digest.add(weight)
    digest.add(check ?? "")
    digest.add(levels.count)
    for level in levels { digest.add(level) }
    digest.add(tags.count)
    for tag in tags { digest.add(tag) }
  }
}

/// What a judge said of a pair or a response, with a rubric or without.
package struct Judgement: Sendable, Equatable {
  /// Private row id of a pair or a response.
  package enum Subject: Sendable, Equatable {
    case pair(Int64)
    case response(Int64)
  }

  package var subject: Subject
  /// `nil` without a rubric.
  package var rubric: PublicID?
  /// Number of the criterion; `nil` for the rubric as a whole.
  package var criterion: Int?
  /// Which of equal questions.
  package var sample = 0
  /// Of a pair: whether b was shown first.
  package var bStoodFirst = false
  /// Of a pair: 1 a is better, 0 b, 0.5 neither; of a response: how far it is met, 0 to 1; `nil` where the
  /// answer says nothing.
  package var outcome: Double?
  /// The judge's; `nil` if they are not kept.
  package var words: String?

  package init(_ subject: Subject, rubric: PublicID?, outcome: Double?) {
    self.subject = subject
    self.rubric = rubric
    self.outcome = outcome
  }
}
