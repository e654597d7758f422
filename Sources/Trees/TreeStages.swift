// Trees: what responses of a prompt, or dialogues of a group, begin with in common, responses that a model writes as trees,
// and pairs made of them.
//
// `TextCuts` cuts a text into pieces, `PieceTrie` and `TurnTrie` put pieces and turns into a trie, `Backup` gives its
// nodes values. One file per stage; Generate/Growth.swift grows trees.

package import Pipeline

/// Every stage of this module, in the order the documentation lists them.
package let treeStages: [StageEntry] = [
  StageEntry(SharedPrefixStage.self),
  StageEntry(GenerateStage.self),
  StageEntry(TreeValuesStage.self),
  StageEntry(TreePairsStage.self),
]
