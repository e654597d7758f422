package import Records

/// Linear reward models that score single answers: one for each fold, of pairs outside it.
///
/// A margin of such a model is w · (φ(first) − φ(second)), so that w · φ(answer) is a score whose differences
/// within a prompt are the model's margins. Weights are averages over epochs. The zero means nothing,
/// and scores of prompts in different folds come from different models.
package struct AnswerReward: Sendable {
  /// Weights of one fold's models together.
  struct Fold: Sendable {
    var words: [Float]
    var characters: [Float]
    /// For normal scores of the dense features.
    var answer: [Float]
  }

  let weights: AnswerWeights
  let folds: [Fold]
  private let seed: UInt64
  /// Margins of the given label by models that have not seen the pair's group, shape (pairs).
  package let margins: [Double]

  /// Trains on `rows`, whose answers were weighed by `weights`: the linear parts of the recipe, of each
  /// the setting that the other folds' labels support best, added up by the recipe's weights.
  ///
  /// - Parameters:
  ///   - rows: made without a clip, else margins are no differences of scores.
  ///   - watch: follows the training; when it ends the work, the result means nothing.
  /// - Complexity: three trainings of `grid · folds` lanes.
  package init(
    _ rows: PairRows, weights: AnswerWeights, recipe: Recipe = .standard, folds count: Int,
    epochs: Int, seed: UInt64, workers: Int, watch: TrainingWatch = TrainingWatch()
  ) {
    var recipe = recipe
    recipe.parts = recipe.parts.filter { part in
      part.learner == .linear && part.views.allSatisfy(Self.views.contains)
    }
    recipe.epochs = max(1, epochs)
    recipe.consistency = nil
    var detector = DefaultDetector(recipe: recipe, trainer: .init(seed: seed, workers: workers))
    detector.watch = watch
    detector.keepsSparse = true
    let folds = Folds(rows.facts, count: count, seed: seed)
    let result = detector.detect(rows, folds: folds)
    self.weights = weights
    self.seed = seed
    margins = result.margins
    self.folds = (0..<folds.count).map { fold in
      var own = Fold(
        words: [Float](repeating: 0, count: weights.words.rarity.count),
        characters: [Float](repeating: 0, count: weights.characters.rarity.count),
        answer: [Float](repeating: 0, count: weights.scales.count))
      for part in result.linear where fold < part.models.count {
        let share = Float(part.weights[fold])
        Self.add(part.models[fold].rawWeights(of: "words"), times: share, to: &own.words)
        Self.add(
          part.models[fold].rawWeights(of: "characters"), times: share, to: &own.characters)
        Self.add(part.models[fold].rawWeights(of: "answer"), times: share, to: &own.answer)
      }
      // Rows hold differences of normal scores times their scales.
      for k in own.answer.indices { own.answer[k] *= weights.scales[k] }
      return own
    }
  }

  private static let views: Set<String> = ["words", "characters", "answer"]

  private static func add(_ raw: [Float]?, times share: Float, to sum: inout [Float]) {
    guard let raw, raw.count == sum.count else { return }
    for k in sum.indices where raw[k].isFinite { sum[k] += raw[k] * share }
  }

  /// Which model has not seen a group.
  package func fold(of group: PublicID) -> Int {
    Folds.fold(of: group, count: folds.count, seed: seed)
  }

  /// What scores answers; each thread has its own.
  package func scorer() -> AnswerScorer { AnswerScorer(self) }
}

/// Scores answers by the models of an `AnswerReward`. Keeps its memory between texts.
package final class AnswerScorer {
  private let reward: AnswerReward
  private let reader: AnswerReader
  private var terms = AnswerTerms()
  private var weighted = WeightedTerms()

  init(_ reward: AnswerReward) {
    self.reward = reward
    reader = AnswerReader(reward.weights.options)
  }

  /// Takes in the prompt to which answers will be scored.
  package func read(prompt: Body, in arena: ByteArena) {
    reader.read(prompt: prompt, in: arena)
  }

  /// The score of an answer to the prompt by the model of `fold`.
  ///
  /// - Complexity: O(n) in bytes.
  package func score(_ answer: Body, in arena: ByteArena, fold: Int) -> Double {
    reader.read(answer, in: arena, into: &terms)
    let own = reward.folds[fold]
    reward.weights.words.weigh(terms.words, into: &weighted)
    var score = Self.dot(weighted, own.words)
    reward.weights.characters.weigh(terms.characters, into: &weighted)
    score += Self.dot(weighted, own.characters)
    for k in own.answer.indices where own.answer[k] != 0 && k < terms.dense.count {
      score += Double(own.answer[k]) * Double(reward.weights.scores.score(terms.dense[k], k))
    }
    return score
  }

  private static func dot(_ terms: borrowing WeightedTerms, _ weights: [Float]) -> Double {
    let indices = terms.indices.span
    let values = terms.weights.span
    let weights = weights.span
    var sum = 0.0
    for i in indices.indices { sum += values[i] * Double(weights[Int(indices[i])]) }
    return sum
  }
}
