// Filters: what can be seen of a pair, or of a prompt's pairs, by reading it, and (TrainingDynamics/) from
// how reward models learn the corpus.
//
// One file per stage. What they share: BodyText.swift (the text of a body), UTF8Scan.swift
// (counting characters and words), FilterAction.swift (options). A stage never edits anything: it
// gives findings, each with a fixed reason, and of several reasons for one pair the first it tests.

package import Pipeline

/// Every stage of this module, in the order the documentation lists them.
package let filterStages: [StageEntry] = [
  StageEntry(ExactDuplicatesFilter.self),
  StageEntry(ContradictionsFilter.self),
  StageEntry(EmptyResponseFilter.self),
  StageEntry(IdenticalResponsesFilter.self),
  StageEntry(LengthFilter.self),
  StageEntry(UnfinishedResponseFilter.self),
  StageEntry(TemplateLeakageFilter.self),
  StageEntry(TrainingDynamicsFilter.self),
  StageEntry(RewardGroupsFilter.self),
]
