internal import Records

/// How much a reader takes in for one record.
package struct RecordLimits: Sendable, Equatable {
  /// Bytes of one record as it stands in the file.
  package var maxRecordBytes: Int
  /// Levels of arrays and objects, at most `JSONDocument.deepest`.
  package var maxDepth: Int

  /// Values in one record, each taking 32 bytes of memory while it is read.
  package var maxValues: Int

  package init(
    maxRecordBytes: Int = 256 << 20, maxDepth: Int = 256, maxValues: Int = 4 << 20
  ) {
    self.maxRecordBytes = maxRecordBytes
    self.maxDepth = maxDepth
    self.maxValues = maxValues
  }

  var tooLong: RecordError {
    RecordError(.tooLong, "more than \(maxRecordBytes) bytes")
  }
}
