public import Records

/// A preference corpus of any size, written from a grammar, with a known share of wrong labels.
///
/// Row i depends on the options and on i alone, so that any division into ranges and any number of
/// workers gives the same bytes, and a shorter corpus is the beginning of a longer one (with the
/// limit that `Options.flipped` names). Rows are JSON Lines with `prompt`, `chosen`, `rejected`,
/// `id`, `flipped`, `quality_chosen`, `quality_rejected`, `model_chosen`, `model_rejected`.
///
/// Qualities are 0 to 1 by thousandths. `quality_chosen` is the higher one where `flipped` is
/// false, the lower one where it is true; in a tie they are equal. They are known to nobody but the
/// generator: a test of noise detection compares with them, and shows no detector.
public struct SyntheticCorpus: Sendable {
  /// What the corpus is to hold. All shares are parts of all rows, 0 to 1.
  public struct Options: Sendable, Equatable {
    /// Rows; 0 or more.
    public var pairs: Int
    /// Any number; other seeds give unrelated corpora.
    public var seed: UInt64
    /// Share of rows whose `chosen` is the worse response: exactly `round(share × pairs)` rows.
    ///
    /// All shares choose by seeded hash in blocks of 100 rows: with n pairs and with more of them
    /// the same of the first n rows are chosen, but for the last block where n is no multiple of
    /// 100.
    public var flipped: Double = 0.2
    /// Responses to each prompt, 2 … 16.
    public var responsesPerPrompt = 2
    /// Pairs of each prompt, 1 … r(r − 1)/2 for r responses.
    public var pairsPerPrompt = 1
    /// Prompts that go on from the same first turn; above 1 only in conversational shape; 1 … 8.
    public var promptsPerGroup = 1
    /// Share of rows whose two responses are of equal quality.
    public var ties: Double = 0
    /// Share of rows that judge one of the 1,000 rows before a second time. The label of the
    /// second judgement is flipped or not on its own, so that the two can contradict each other.
    public var duplicates: Double = 0
    /// Share of rows that are damaged; see `SyntheticCorpus.Dirt`.
    public var dirty: Double = 0
    /// How prompts and responses are written.
    public var shape = Shape.standard

    /// Options with their defaults.
    public init(pairs: Int, seed: UInt64 = 0) {
      self.pairs = pairs
      self.seed = seed
    }
  }

  /// Strings, or lists of messages.
  public enum Shape: String, Sendable, CaseIterable {
    case standard, conversational
  }

  /// What it was made from.
  public let options: Options
  let grammar: Grammar
  private let flips: ExactShare
  private let ties: ExactShare
  private let duplicates: ExactShare
  private let dirty: ExactShare

  /// - Throws: `bad-option` when an option is out of its range.
  public init(_ options: Options) throws(WinnowError) {
    try options.check()
    self.options = options
    grammar = Grammar(
      rules: [promptTexts, responseTexts, codeTexts],
      topics: [topicTextsAtHome, topicTextsElsewhere])
    func share(_ share: Double, _ stream: SplitMix64.Stream) -> ExactShare {
      ExactShare(share: share, count: options.pairs, seed: options.seed, stream: stream)
    }
    flips = share(options.flipped, .flip)
    ties = share(options.ties, .tie)
    duplicates = share(options.duplicates, .duplicate)
    dirty = share(options.dirty, .dirt)
  }

  /// Appends the rows in `range`, each with its newline.
  ///
  /// - Precondition: `range` lies within 0 ..< `options.pairs`.
  /// - Complexity: O(rows); about 1.1 kB and 3 µs each. Memory grows with the range alone.
  public func append(_ range: Range<Int>, to bytes: inout [UInt8]) {
    precondition(range.lowerBound >= 0 && range.upperBound <= options.pairs)
    let sink = TextSink(capacity: range.count * 1400)
    var writer = Writer(grammar: grammar, sink: sink)
    for index in range { row(index, &writer) }
    unsafe bytes.append(contentsOf: sink.bytes)
  }

  /// Whether the label of row `index` is the wrong one.
  public func isFlipped(_ index: Int) -> Bool { flips.contains(index) }

  /// How row `index` is damaged; `nil` for a sound one.
  public func dirt(_ index: Int) -> Dirt? {
    guard dirty.contains(index) else { return nil }
    var random = SplitMix64(SplitMix64.seed(options.seed, .dirt, ~index))
    return Dirt.allCases[random.below(Dirt.allCases.count)]
  }

  /// The row whose responses row `index` judges: itself, or an earlier one that it repeats.
  func original(_ index: Int) -> Int {
    var index = index
    while index > 0, duplicates.contains(index) {
      var random = SplitMix64(SplitMix64.seed(options.seed, .duplicate, ~index))
      index -= 1 + random.below(min(index, 1000))
    }
    return index
  }

  func isTie(_ index: Int) -> Bool { ties.contains(index) }
}

extension SyntheticCorpus.Options {
  func check() throws(WinnowError) {
    try check("pairs", pairs, in: 0...1_000_000_000_000)
    try check("responses per prompt", responsesPerPrompt, in: 2...16)
    let most = responsesPerPrompt * (responsesPerPrompt - 1) / 2
    try check("pairs per prompt", pairsPerPrompt, in: 1...most)
    try check("prompts per group", promptsPerGroup, in: 1...8)
    let shares = [
      ("flipped", flipped), ("ties", ties), ("duplicates", duplicates), ("dirty", dirty),
    ]
    for (name, share) in shares where !(share >= 0 && share <= 1) {
      throw WinnowError(.badOption, "the share of \(name) must lie between 0 and 1: `\(share)`")
    }
    if promptsPerGroup > 1, shape == .standard {
      throw WinnowError(
        .badOption, "several prompts per group need the conversational shape",
        hint: "a prompt that goes on from another one is a list of messages")
    }
  }

  private func check(_ name: String, _ value: Int, in range: ClosedRange<Int>) throws(WinnowError) {
    guard !range.contains(value) else { return }
    throw WinnowError(
      .badOption,
      "the number of \(name) must lie in \(range.lowerBound)…\(range.upperBound): `\(value)`")
  }
}
