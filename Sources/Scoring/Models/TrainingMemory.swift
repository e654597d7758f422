package import Records

/// What training the standard recipe takes.
package enum TrainingMemory {
  /// Refuses what would not fit: about 1.2 kB a pair (margins of every model and epoch, factors, index) and
  /// 160 MB of weights at five folds, measured on 112,000 pairs; mapped scratch files do not count.
  ///
  /// - Parameter allowed: bytes.
  package static func check(pairs: Int, folds: Int, allowed: Int64) throws(WinnowError) {
    let needed = (Int64(160 << 20) + Int64(pairs) * 1200) * Int64(max(5, folds)) / 5
    guard needed > allowed else { return }
    let gigabytes = (needed + (1 << 30) - 1) >> 30
    throw WinnowError(
      WinnowError.Code("too-little-memory", exitStatus: 2),
      "training on \(pairs) pairs needs about \(needed >> 20) MB, more than the pipeline allows",
      hint: "write `memory: \(gigabytes)GB` in the pipeline, or `--memory \(gigabytes)GB`")
  }
}
