internal import Pipeline
internal import Records
internal import Scoring

/// A reference metric with its options.
struct MetricOptions: Sendable {
  enum Metric: String, CaseIterable, Sendable {
    case bleu, chrf, rouge1, rouge2, rougeL, rougeLsum
    case chrfPlusPlus = "chrf++"
    case bleuRouge = "bleu_rouge"

    /// The ends of its scale.
    var range: ClosedRange<Double> {
      switch self {
      case .bleu, .chrf, .chrfPlusPlus: 0...100
      case .rouge1, .rouge2, .rougeL, .rougeLsum, .bleuRouge: 0...1
      }
    }
  }

  private enum Smoothing: String, CaseIterable, Sendable {
    case none, floor, exp
    case addK = "add-k"
  }

  let metric: Metric
  private let bleu: BLEUOptions
  private let chrf: CharacterFScoreOptions
  private let stems: Bool

  init(options: inout OptionReader) throws(WinnowError) {
    metric = try options.choice(
      "metric", default: Metric.bleu, doc: "what is measured; see above")
    bleu =
      try options.group("bleu", doc: "options of BLEU; those of sacrebleu's `sentence_bleu`") {
        (own) throws(WinnowError) in try Self.bleu(&own)
      } ?? BLEUOptions()
    let chrf =
      try options.group("chrf", doc: "options of chrF; those of sacrebleu's `sentence_chrf`") {
        (own) throws(WinnowError) in try Self.chrf(&own)
      } ?? CharacterFScoreOptions()
    var plusPlus = chrf
    if metric == .chrfPlusPlus, chrf.wordOrder == 0 { plusPlus.wordOrder = 2 }
    self.chrf = plusPlus
    stems = try options.bool(
      "stem", default: false, doc: "whether ROUGE stems words, as `use_stemmer` of rouge-score")
    let isBleu = metric == .bleu || metric == .bleuRouge
    let isChrf = metric == .chrf || metric == .chrfPlusPlus
    try options.refuse(
      ["bleu"], unless: isBleu, must: "stand with `metric: bleu` or `metric: bleu_rouge`")
    try options.refuse(
      ["chrf"], unless: isChrf, must: "stand with `metric: chrf` or `metric: chrf++`")
    try options.refuse(
      ["stem"], unless: !isChrf && metric != .bleu, must: "stand with a `metric:` of ROUGE")
  }

  private static func bleu(_ own: inout OptionReader) throws(WinnowError) -> BLEUOptions {
    let smoothing = try own.choice(
      "smoothing", default: Smoothing.exp, doc: "how an order without a match is treated")
    let value = try own.double(
      optional: "value", in: 0...,
      doc: "of `floor` the matches it counts (0.1), of `add-k` what is added (1)")
    guard value == nil || smoothing == .floor || smoothing == .addK else {
      throw own.problem("value", must: "stand with `smoothing: floor` or `smoothing: add-k`")
    }
    let tokenizer = try own.choice(
      "tokenize", default: BLEUTokenizer.wmt13a, doc: "how texts are cut into tokens")
    let lowercase = try own.bool("lowercase", default: false, doc: "whether case is ignored")
    let order = try own.int("max_order", default: 4, in: 1...16, doc: "longest n-grams")
    let effective = try own.bool(
      "effective_order", default: true,
      doc: "whether orders that the response is too short for are left out")
    let method: BLEUSmoothing =
      switch smoothing {
      case .none: .none
      case .floor: .floor(value ?? 0.1)
      case .addK: .addK(value ?? 1)
      case .exp: .exponential
      }
    return BLEUOptions(
      tokenizer: tokenizer, lowercase: lowercase, smoothing: method, maximumOrder: order,
      usesEffectiveOrder: effective)
  }

  private static func chrf(_ own: inout OptionReader) throws(WinnowError) -> CharacterFScoreOptions
  {
    CharacterFScoreOptions(
      characterOrder: try own.int(
        "char_order", default: 6, in: 1...16, doc: "longest n-grams of characters"),
      wordOrder: try own.int(
        "word_order", default: 0, in: 0...16, doc: "longest n-grams of words; 2 is chrF++"),
      beta: try own.double("beta", default: 2, in: 0...100, doc: "weight of recall, squared"),
      lowercase: try own.bool("lowercase", default: false, doc: "whether case is ignored"),
      keepsBlanks: try own.bool(
        "whitespace", default: false, doc: "whether blanks are characters too"),
      usesEpsilon: try own.bool(
        "eps_smoothing", default: false,
        doc: "whether the orders' F-scores are averaged, as chrF++.py does"))
  }

  /// The metric, for one thread.
  func make() -> any ReferenceMetric {
    switch metric {
    case .bleu: SentenceBLEU(bleu)
    case .chrf, .chrfPlusPlus: CharacterFScore(chrf)
    case .rouge1: Rouge(RougeOptions(.grams(1), stems: stems))
    case .rouge2: Rouge(RougeOptions(.grams(2), stems: stems))
    case .rougeL: Rouge(RougeOptions(.longest, stems: stems))
    case .rougeLsum: Rouge(RougeOptions(.longestByLine, stems: stems))
    case .bleuRouge: BLEURouge(bleu: bleu, rouge: RougeOptions(.longest, stems: stems))
    }
  }
}
