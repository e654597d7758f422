/// What a file may ask for. The defaults suit files of any writer and keep a hostile one small.
public struct ParquetLimits: Sendable, Equatable {
  /// The longest footer, in bytes.
  public var maxFooterBytes = 128 << 20
  /// The longest page, in bytes after decompression.
  public var maxPageBytes = 1 << 30
  /// The longest page header, in bytes; statistics may stand in it.
  public var maxPageHeaderBytes = 16 << 20
  /// How deep the schema may nest; a list takes three levels.
  public var maxDepth = 100
  /// The most columns of a file, leaves of its schema.
  public var maxColumns = 100_000

  /// The defaults.
  public init() {}
}
