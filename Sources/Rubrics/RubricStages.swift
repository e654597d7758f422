// Rubrics: what a good answer to a prompt must do, and whether answers do it.
//
// One file per stage, or one folder where it takes several. Rules that a program checks are the module `Rules`; what
// can be learned from pairs without a model is `Scoring/Rubrics`.

package import Pipeline

/// Every stage of this module, in the order the documentation lists them.
package let rubricStages: [StageEntry] = [
  StageEntry(VerifyStage.self),
  StageEntry(ImportStage.self),
  StageEntry(ContrastiveStage.self),
  StageEntry(ContrastiveEndpointStage.self),
  StageEntry(GenerateStage.self),
  StageEntry(RubricScoreStage.self),
  StageEntry(RefineStage.self),
  StageEntry(SurveyStage.self),
  StageEntry(SafetyStage.self),
]
