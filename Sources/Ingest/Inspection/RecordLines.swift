internal import Foundation
package import Records

/// The records of a file of any kind, member by member, each as a line of JSON; used by one thread.
package final class RecordLines {
  private let opening: PartOpening
  private let container: ContainerReader
  private var reader: RecordReader?
  /// Whether the member is Parquet, whose rows stand as lines already.
  private var isParquet = false
  private let arena = ByteArena(capacity: 1 << 20)

  /// - Throws: where the file cannot be opened.
  package init(path: String) throws(WinnowError) {
    opening = PartOpening(path: path, uri: path, scratch: NSTemporaryDirectory())
    container = try opening.open(keepsNulls: true)
  }

  /// The next record without a line ending; of one that cannot be read an object with `winnow_refused`, why, and `line`.
  /// `nil` at the end.
  ///
  /// - Throws: what broke the file off; after all records before it.
  package func next() throws(WinnowError) -> String? {
    do throws(ContainerError) {
      while true {
        if reader == nil {
          guard let info = try container.nextMember() else { return nil }
          isParquet = info.isParquet
          reader = opening.records(of: info, in: container)
        }
        arena.truncate(to: 0)
        var repairs = RepairCounts()
        guard let reading = try reader?.next(into: arena, repairs: &repairs) else {
          reader = nil
          continue
        }
        // As the file has them: nothing is mended.
        if isParquet,
          let row = reader.map({ unsafe String(decoding: $0.lastBytes, as: UTF8.self) }),
          !row.isEmpty
        {
          return row
        }
        switch reading.outcome {
        case .record(let value): return arena.string(value.appendCompact(to: arena))
        case .refused(let error):
          return "{\"winnow_refused\":\(JSONText.quoted("\(error.reason): \(error.detail)")),"
            + "\"line\":\(reading.line)}"
        }
      }
    } catch {
      reader = nil
      throw opening.explain(error)
    }
  }
}
