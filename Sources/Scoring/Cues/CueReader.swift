package import Records

/// Reads the cues of pairs; keeps its memory between them. One for each thread.
package final class CueReader {
  /// As much of a text as for the features of models.
  private let features = AnswerFeatures(longest: FeatureOptions().maximumTextBytes)

  package init() {}

  /// How much more of each cue `first` has than `second`, in the order of `Cue.all`.
  ///
  /// - Complexity: O(n) in bytes of the texts.
  package func differences(
    prompt: Body, _ first: Body, _ second: Body, in arena: ByteArena
  ) -> [Float] {
    features.read(prompt: prompt, in: arena)
    let a = features.features(of: first, in: arena)
    let b = features.features(of: second, in: arena)
    return Cue.all.map { cue in cue.columns.reduce(Float(0)) { $0 + a[$1] - b[$1] } }
  }
}
