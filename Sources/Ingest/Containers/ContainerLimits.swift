/// How far a container may expand before it is taken for hostile.
package struct ContainerLimits: Sendable, Equatable {
  /// Most bytes one input file may expand to, at any one layer.
  package var maxExpandedBytes: Int64 = 1 << 40
  /// Most bytes that may come out of one byte of the input file.
  package var maxRatio = 1000.0
  /// The ratio is judged once this many bytes have come out: small files of repeated rows are
  /// harmless and reach any ratio.
  package var ratioFloorBytes: Int64 = 64 << 20
  /// Most entries of one input file, those passed over included.
  package var maxMembers = 100_000
  /// Most layers of compression and archives around one member: a `.gz` in a `.tar.gz` has 3.
  package var maxNesting = 3
  /// Base-2 logarithm of the largest zstd window, in bytes; 10 to 31.
  package var maxWindowLog = 27
  /// Most bytes of scratch space for archives that have to be seekable but are not.
  package var maxScratchBytes: Int64 = 16 << 30

  /// Most bytes that the reader of a Parquet file holds at a time.
  package var maxHeldBytes = 1 << 30

  /// Whether the rows of a Parquet file have their null members too.
  package var keepsNulls = false

  package init() {}
}
