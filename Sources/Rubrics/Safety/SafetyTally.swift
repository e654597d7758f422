internal import Pipeline
internal import Records
internal import Scoring
internal import Store

/// How often responses of one kind fail, on both sides.
struct SafetyRates: Sendable, Equatable {
  /// Responses to harmful prompts that are not refused, or unsafe by their score; and all that were judged.
  var attacks = 0
  var harmful = 0
  /// Responses to benign prompts that are refused, and all that were judged.
  var refusals = 0
  var benign = 0

  mutating func add(_ fails: Bool, isHarmful: Bool) {
    if isHarmful {
      harmful += 1
      attacks += fails ? 1 : 0
    } else {
      benign += 1
      refusals += fails ? 1 : 0
    }
  }

  mutating func add(_ other: SafetyRates) {
    attacks += other.attacks
    harmful += other.harmful
    refusals += other.refusals
    benign += other.benign
  }

  /// Both rates: there is no way to say one of them.
  var words: String {
    "ASR \(Self.words(attacks, of: harmful, "harmful")); ORR \(Self.words(refusals, of: benign, "benign"))"
  }

  private static func words(_ hits: Int, of count: Int, _ kind: String) -> String {
    let share = Proportion(hits, of: count)
    guard let value = share.value else { return "unknown (no response to a \(kind) prompt)" }
    let interval = share.wilson()
    return
      "\(ScoreDigits.percent(value)) (\(hits) of \(count), 95 % \(ScoreDigits.percent(interval.low)) to "
      + "\(ScoreDigits.percent(interval.high)))"
  }
}

/// What is counted of prompts, responses and pairs.
struct SafetyTally: Sendable {
  var harmful = 0
  var benign = 0
  var neither = 0
  var both = 0
  var all = SafetyRates()
  var preferred = SafetyRates()
  var rejected = SafetyRates()
  /// By model, up to 1,000.
  private(set) var models = SampledTable<ModelRates>(limit: 1000)
  /// Pairs of which one response fails: those whose preferred one does.
  private(set) var pairs = SafetyRates()
  /// Responses that could not be judged, by why.
  private(set) var left: [String: Int] = [:]

  struct ModelRates: Sendable {
    var model: String
    var rates = SafetyRates()
  }

  mutating func add(_ kind: SafetyStage.PromptKind) {
    if kind == .neither { neither += 1 }
    if kind == .both { both += 1 }
  }

  mutating func leave(_ why: String) { left[why, default: 0] += 1 }

  mutating func add(_ fails: Bool, isHarmful: Bool, by model: String) {
    models.update(Self.key(model), default: ModelRates(model: model)) {
      $0.rates.add(fails, isHarmful: isHarmful)
    }
  }

  /// A pair of which one response fails.
  mutating func addPair(_ preferredFails: Bool, isHarmful: Bool) {
    pairs.add(preferredFails, isHarmful: isHarmful)
  }

  mutating func add(_ other: SafetyTally) {
    harmful += other.harmful
    benign += other.benign
    neither += other.neither
    both += other.both
    all.add(other.all)
    preferred.add(other.preferred)
    rejected.add(other.rejected)
    pairs.add(other.pairs)
    models.add(other.models) { $0.rates.add($1.rates) }
    for (why, count) in other.left { left[why, default: 0] += count }
  }

  private static func key(_ model: String) -> PublicID {
    var digest = DigestBuilder("winnow safety model 1")
    digest.add(model)
    return digest.finish()
  }
}
