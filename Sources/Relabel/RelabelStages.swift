// Relabelling: numbers for responses, and pairs made of numbers.
//
// One file per stage, or one folder where it takes several. All are stages over the corpus: they see prompts
// with all their responses (Corpus.forEachPromptBatch), and give scores, labels and pairs. Scores are rows that
// name their run; a pair that is made names its parent, so that `winnow why` leads back.

package import Pipeline

/// Every stage of this module, in the order the documentation lists them.
package let relabelStages: [StageEntry] = [
  StageEntry(ScoreRatingsStage.self),
  StageEntry(ScoreReferenceStage.self),
  StageEntry(ScoreRelevanceStage.self),
  StageEntry(ScoreRulesStage.self),
  StageEntry(ScoreFileStage.self),
  StageEntry(ScoreEmbeddedStage.self),
  StageEntry(ScoreEndpointStage.self),
  StageEntry(ScoreCombineStage.self),
  StageEntry(RewardAugmentedStage.self),
  StageEntry(BuildPairsStage.self),
  StageEntry(BestOfStage.self),
  StageEntry(UnpairedStage.self),
  StageEntry(TopPairsStage.self),
  StageEntry(DirectionalStage.self),
  StageEntry(PrinciplesStage.self),
  StageEntry(ScaffoldingStage.self),
  StageEntry(SoftLabelsStage.self),
  StageEntry(AnnotatorsStage.self),
  StageEntry(TransferStage.self),
]
