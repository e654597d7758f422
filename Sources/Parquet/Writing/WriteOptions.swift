/// How a file is written. The defaults are what readers of text data do well with.
public struct WriteOptions: Sendable {
  /// How pages are packed.
  public var codec: Codec
  /// The codec's own; `nil` for its usual one.
  public var level: Int?
  /// Size of the values at which a row group ends, in bytes; about three times as much is in memory.
  public var rowGroupBytes = 128 << 20
  /// Most rows of a row group.
  public var rowGroupRows = 1 << 20
  /// Size at which a data page ends, in bytes before packing.
  public var pageBytes = 1 << 20
  /// Most rows of a data page.
  public var pageRows = 20_000
  /// Most bytes of the page of a dictionary; a column that needs more is written without.
  public var dictionaryBytes = 64 << 20
  /// Whether repeated values are written once.
  public var usesDictionaries = true
  /// Threads that encode and pack at a time. The bytes do not depend on it.
  public var threads: Int
  /// What the file says it was written by, as `NAME version X.Y.Z`.
  public var createdBy: String

  /// The defaults.
  public init(
    codec: Codec = .zstd, level: Int? = nil, threads: Int = 1,
    createdBy: String = "winnow"
  ) {
    self.codec = codec
    self.level = level
    self.threads = threads
    self.createdBy = createdBy
  }
}
