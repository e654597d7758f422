internal import Records

/// What is counted of rubrics: of a batch of prompts, and of all.
struct SurveyTally: Sendable {
  var pairs = 0
  var prompts = 0
  var bare = 0
  var rubrics = 0
  var criteria = 0
  /// Rubrics of which not all criteria are compared.
  var long = 0
  var coverage: Coverage
  /// Criteria by their words, with how often they stand in a rubric.
  var counts = SampledTable<CriterionCount>(limit: 200_000)
  /// Fewer of them with more of their text, to be compared.
  var texts = SampledTable<CriterionCount>(limit: 20_000)
  /// Those that are known for both responses of some pair.
  var powers = SampledTable<CriterionPower>(limit: 50_000)
  /// Pairs of criteria of one rubric that say nearly the same.
  var repeated = SampledTable<RepeatedCriteria>(limit: 5_000)
  /// Pairs of checks of one rubric.
  var agreements = SampledTable<CheckAgreement>(limit: 20_000)

  init(axes: Int) { coverage = Coverage(axes: axes) }

  /// What is kept of a criterion's text, so that memory stays within bounds however long criteria are.
  static func short(_ text: String) -> String { String(text.prefix(200)) }
  /// What is compared of it.
  static func long(_ text: String) -> String { String(text.prefix(1000)) }

  mutating func add(_ other: SurveyTally) {
    pairs += other.pairs
    prompts += other.prompts
    bare += other.bare
    rubrics += other.rubrics
    criteria += other.criteria
    long += other.long
    coverage.add(other.coverage)
    counts.add(other.counts) { $0.add($1) }
    texts.add(other.texts) { $0.add($1) }
    powers.add(other.powers) { $0.add($1) }
    repeated.add(other.repeated) { $0.add($1) }
    agreements.add(other.agreements) { $0.add($1) }
  }
}

/// A criterion over the corpus.
struct CriterionCount: Sendable, Equatable {
  /// The first of the texts by order that have these words.
  var text: String
  /// Whether it counts against a response.
  var isAgainst: Bool
  /// How often it stands in a rubric.
  var count = 0

  mutating func add(_ other: CriterionCount) {
    text = min(text, other.text)
    count += other.count
  }
}

/// What a criterion does on pairs.
struct CriterionPower: Sendable, Equatable {
  /// The first of the texts by order that have these words.
  var text: String
  /// Whether it counts against a response.
  var isAgainst: Bool
  /// Pairs on which it is known for both responses, and on how many of them the preferred one is nearer to what the
  /// criterion wants, or further from it.
  var pairs = 0
  var more = 0
  var less = 0

  mutating func add(_ other: CriterionPower) {
    text = min(text, other.text)
    pairs += other.pairs
    more += other.more
    less += other.less
  }

  /// How much more often the preferred response is nearer than further, −1 to 1.
  var net: Double { pairs == 0 ? 0 : Double(more - less) / Double(pairs) }
}

/// Two criteria of one rubric that say nearly the same.
struct RepeatedCriteria: Sendable, Equatable {
  var texts: [String]
  var similarity: Double
  var count = 0

  mutating func add(_ other: RepeatedCriteria) {
    if other.texts.lexicographicallyPrecedes(texts) { texts = other.texts }
    count += other.count
  }
}

/// Two checks that stand in one rubric.
struct CheckAgreement: Sendable, Equatable {
  var texts: [String]
  var responses = 0
  var agreed = 0

  mutating func add(_ other: CheckAgreement) {
    if other.texts.lexicographicallyPrecedes(texts) { texts = other.texts }
    responses += other.responses
    agreed += other.agreed
  }

  var share: Double { responses == 0 ? 0 : Double(agreed) / Double(responses) }
}
