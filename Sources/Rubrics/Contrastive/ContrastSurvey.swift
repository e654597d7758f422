internal import Pipeline
internal import Records
internal import Rules
internal import Scoring
internal import Store

/// How the answers of all pairs differ, and the words of their prompts: what rubrics are learned from.
///
/// Prompts stand in the order of their public ids, so that nothing depends on the order of files.
struct ContrastSurvey: Sendable {
  /// A prompt with its decided pairs.
  struct Prompt: Sendable {
    var id: PublicID
    var group: PublicID
    /// Different words, hashed, ascending.
    var words: [UInt32]
    /// Sum of the values of its responses, shape (bank), and how many there are.
    var sum: [Double]
    var responses: Int
    /// The hard rules that it states.
    var rules: [Criterion]
    var pairs: [Pair]
  }

  /// A decided pair.
  struct Pair: Sendable {
    var id: PublicID
    /// Chosen − rejected, shape (bank).
    var difference: [Float]
    /// Share of the prompt's hard rules that the chosen answer keeps, less that of the other.
    var rules: Double
  }

  private(set) var prompts: [Prompt] = []
  /// Pairs that may not be fitted, being held out beside `train`.
  private(set) var heldOut = 0

  /// Bytes of memory that a pair and a prompt take, about.
  private static let bytesPerPair: Int64 = 140
  private static let bytesPerPrompt: Int64 = 400

  /// - Parameter robust: whether only pairs count that the noise stage calls robust.
  /// - Throws: `too-little-memory`.
  /// - Complexity: O(bytes of all texts).
  init(_ corpus: Corpus, robust: Bool = false) throws(WinnowError) {
    var found: [Prompt] = []
    var (bytes, left): (Int64, Int) = (0, 0)
    _ = try corpus.forEachPromptBatch(
      .init(),
      worker: { () throws(WinnowError) in
        (
          AnswerFeatures(longest: 1 << 20),
          robust ? try NoiseClasses(corpus, isDeclared: true) : nil
        )
      },
      { [selection = corpus.selection] (worker, batch) throws(WinnowError) in
        try Reading(batch: batch, features: worker.0, classes: worker.1).prompts(selection)
      },
      consume: { part throws(WinnowError) in
        left += part.heldOut
        found += part.prompts
        bytes += part.prompts.reduce(0) {
          $0 + Self.bytesPerPrompt + 4 * Int64($1.words.count)
            + Self.bytesPerPair * Int64($1.pairs.count)
        }
        guard bytes < corpus.memory / 2 else {
          throw WinnowError(
            WinnowError.Code("too-little-memory", exitStatus: 2),
            "what rubrics are learned from needs more than half of the memory the pipeline allows",
            hint: "raise `memory:`; a pair takes about \(Self.bytesPerPair) bytes, a prompt "
              + "\(Self.bytesPerPrompt) and 4 a word")
        }
      })
    prompts = found.sorted { $0.id < $1.id }
    heldOut = left
  }

  /// Mean of each contrast over the responses, shape (bank).
  var centers: [Float] {
    var sums = Contrast.bank.map { _ in 0.0 }
    var count = 0
    for prompt in prompts {
      for k in sums.indices { sums[k] += prompt.sum[k] }
      count += prompt.responses
    }
    return sums.map { Float($0 / Double(max(1, count))) }
  }

  var pairs: Int { prompts.reduce(0) { $0 + $1.pairs.count } }

  /// Learns rubrics from all pairs.
  ///
  /// - Parameter counts: of which groups; by default of all.
  func generator(
    _ options: RubricGenerator.Options, groups counts: (PublicID) -> Bool = { _ in true }
  ) -> RubricGenerator {
    RubricGenerator(
      prompts.enumerated().flatMap { number, prompt in
        counts(prompt.group)
          ? prompt.pairs.map {
            RubricGenerator.Example(difference: $0.difference, prompt: number, rules: $0.rules)
          } : []
      }, words: prompts.map(\.words), options: options)
  }

  /// Numbers of prompts by their ids.
  var numbers: [PublicID: Int] {
    Dictionary(uniqueKeysWithValues: prompts.enumerated().map { ($1.id, $0) })
  }

  /// One batch.
  private struct Reading {
    let batch: ResponseBatch
    let features: AnswerFeatures
    let classes: NoiseClasses?

    func prompts(
      _ selection: Selection
    ) throws(WinnowError) -> (prompts: [Prompt], heldOut: Int) {
      var found: [Prompt] = []
      var heldOut = 0
      let known = try classes?.classes(of: batch)
      for prompt in batch.prompts {
        let decided = prompt.pairs.filter { place in
          batch.pairs[place].ordered != nil && (known == nil || known?[place] == .robust)
        }.map { batch.pairs[$0] }
        guard !decided.isEmpty else { continue }
        guard selection.fits(prompt.split) else {
          heldOut += decided.count
          continue
        }
        found.append(read(prompt, decided))
      }
      return (found, heldOut)
    }

    private func read(
      _ prompt: ResponseBatch.Prompt, _ decided: [ResponseBatch.Pair]
    ) -> Prompt {
      features.read(prompt: prompt.text, in: batch.arena)
      let words = features.questionWords()
      let asked = PromptRules(prompt, batch)
      var (values, kept): ([[Float]], [Double]) = ([], [])
      for response in batch.responses[prompt.responses] {
        values.append(Contrast.values(features.features(of: response.body, in: batch.arena)))
        kept.append(asked.share(keptBy: response, batch))
      }
      let start = prompt.responses.lowerBound
      return Prompt(
        id: prompt.id, group: prompt.group, words: words,
        sum: Contrast.bank.indices.map { k in
          values.reduce(0.0) { $0 + Double($1[k].isFinite ? $1[k] : 0) }
        }, responses: values.count, rules: asked.criteria,
        pairs: decided.compactMap { pair in
          guard let (chosen, rejected) = pair.ordered else { return nil }
          let (one, other) = (chosen - start, rejected - start)
          return Pair(
            id: pair.id, difference: zip(values[one], values[other]).map { $0 - $1 },
            rules: kept[one] - kept[other])
        })
    }
  }
}

/// The hard rules that a prompt states.
struct PromptRules {
  let rules: [Rule]
  private let question: String

  init(_ prompt: ResponseBatch.Prompt, _ batch: ResponseBatch) {
    rules = RuleParser.rules(in: AnswerText.string(prompt.text, in: batch.arena, .lastUserTurn))
      .map(\.rule)
    question = rules.isEmpty ? "" : AnswerText.string(prompt.text, in: batch.arena)
  }

  /// The share of the rules that a response keeps; 1 without rules.
  func share(keptBy response: ResponseBatch.Response, _ batch: ResponseBatch) -> Double {
    guard !rules.isEmpty else { return 1 }
    let text = ScalarText(AnswerText.string(response.body, in: batch.arena))
    return rules.share(keptBy: text, prompt: question)
  }

  /// As criteria with their checks.
  var criteria: [Criterion] {
    rules.map { Criterion(.hardRule, $0.text, check: CriterionCheck.rule($0).json) }
  }
}
