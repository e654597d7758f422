// The library's public face: what the command line calls, and what a Swift program would.

internal import Export
internal import Filters
internal import Relabel
internal import Rubrics
internal import Ingest
internal import Pipeline
public import Records
internal import Store
internal import Trees

/// Curates preference data: runs pipelines over corpora, keeps every decision in a store, exports shards.
public enum Curation {
  /// The version of tool and library, as `CHANGELOG.md` lists them.
  public static let version = winnowVersion

  /// What any call may throw: code, message, place, hint.
  public typealias Failure = WinnowError

  /// Everything a pipeline file can name: the lists of the stage modules, joined.
  static let catalog = Catalog(
    stages: ingestStages + filterStages + relabelStages + rubricStages + treeStages,
    sources: CorpusReader(), exports: TrainerExports())

  /// Ends the work after the batch at hand; safe to call from a signal handler.
  public static func interrupt() { Interrupt.request() }
}

extension WinnowError {
  /// What the process should exit with.
  public var exitStatus: Int32 { code.exitStatus }
}
