internal import Parquet
internal import Pipeline
internal import Records

/// The container of shards and how they are packed.
enum ShardForm: Sendable, Equatable {
  case lines(Compression, level: Int)
  /// `nil` for the codec's usual level.
  case parquet(Codec, level: Int?)

  /// The end of file names, with the first dot.
  var suffix: String {
    switch self {
    case .lines(let compression, _): ".jsonl\(compression.suffix)"
    case .parquet: ".parquet"
    }
  }
}

/// What the options call it.
extension ShardForm {
  enum Container: String, CaseIterable, Sendable {
    case jsonl, parquet
  }

  private enum Packing: String, CaseIterable, Sendable {
    case none, gzip, snappy, zstd
  }

  init(
    _ options: inout OptionReader, default container: Container
  ) throws(WinnowError) {
    let container = try options.choice(
      "container", default: container, doc: "`jsonl` for a line of JSON a row, `parquet`")
    let packing = try options.choice(
      "compression", default: Packing.zstd,
      doc: "how shards are packed; `gzip` goes with `jsonl`, `snappy` with `parquet`")
    let level = try options.int(
      optional: "level", in: 1...19,
      doc: "compression level; default 1 for zstd, 3 for zstd in Parquet, 4 for gzip")
    let levels: ClosedRange<Int>?
    switch (container, packing) {
    case (.jsonl, .none): (self, levels) = (.lines(.none, level: 0), nil)
    case (.jsonl, .gzip):
      let compression = Compression.gzip
      self = .lines(compression, level: level ?? compression.defaultLevel)
      levels = compression.levels
    case (.jsonl, .zstd):
      let compression = Compression.zstd
      self = .lines(compression, level: level ?? compression.defaultLevel)
      levels = compression.levels
    case (.parquet, .none): (self, levels) = (.parquet(.uncompressed, level: nil), nil)
    case (.parquet, .snappy): (self, levels) = (.parquet(.snappy, level: nil), nil)
    case (.parquet, .zstd):
      self = .parquet(.zstd, level: level)
      levels = Compression.zstd.levels
    case (.jsonl, .snappy), (.parquet, .gzip):
      (self, levels) = (.lines(.none, level: 0), nil)
      guard options.isDescribing else {
        let known = container == .jsonl ? "`none`, `gzip` or `zstd`" : "`none`, `snappy` or `zstd`"
        throw options.problem(
          "compression", must: "be \(known) for `container: \(container.rawValue)`")
      }
    }
    guard let level, !options.isDescribing, levels?.contains(level) != true else { return }
    throw options.problem(
      "level",
      must: levels.map { "be \($0.lowerBound) to \($0.upperBound) for \(packing.rawValue)" }
        ?? "not be given with `compression: \(packing.rawValue)`")
  }
}
