// Trees: what responses of a prompt, or dialogues of a group, begin with in common, and pairs made of it.
//
// `TextCuts` cuts a text into pieces, `PieceTrie` and `TurnTrie` put pieces and turns into a trie, `Backup` gives its
// nodes values. One file per stage.

package import Pipeline

/// Every stage of this module, in the order the documentation lists them.
package let treeStages: [StageEntry] = [
  StageEntry(SharedPrefixStage.self),
  StageEntry(TreePairsStage.self),
]
