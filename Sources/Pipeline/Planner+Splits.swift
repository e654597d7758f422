internal import Records
internal import Store

extension SplitAssigner {
  init(_ file: PipelineFile) {
    self.init(shares: file.splits.map { ($0.name, $0.share) }, seed: file.seed)
  }

  /// A store is split once: another way of splitting needs another store.
  ///
  /// - Parameter kept: how the store was split; `nil` if it was not yet.
  func check(_ kept: String?, of file: PipelineFile) throws(WinnowError) {
    guard let kept, kept != canonical else { return }
    throw WinnowError(
      .badPipeline, "the store was split in another way (\(kept)): `\(file.store)`",
      mark: SourceMark(file: file.file),
      hint: "splits are fixed when records are read; name another `store:` for other splits or seed"
    )
  }
}
