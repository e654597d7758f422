internal import Foundation
package import Pipeline
package import Records

/// Reads the records of a source file once more, as the bytes they stand in: what is written back
/// beside a finding. Used by one thread; memory is bounded by the longest record.
package final class RawRecords {
  private let part: SourcePart
  private let opening: PartOpening
  private let container: ContainerReader
  private var reader: RecordReader?
  private let arena = ByteArena(capacity: 1 << 20)

  /// - Throws: where the file is gone or is not what it was.
  package init(_ part: SourcePart) throws(WinnowError) {
    guard let prepared = part.prepared as? CorpusReader.Prepared else {
      throw WinnowError(.badInput, "this part was not made by the corpus reader: `\(part.name)`")
    }
    self.part = part
    opening = prepared.opening
    container = try prepared.opening.open(keepsNulls: true)
  }

  /// Moves to the next member; gives its name in the store, `nil` at the end.
  package func nextMember() throws(WinnowError) -> String? {
    reader = nil
    do throws(ContainerError) {
      guard let info = try opening.nextMember(of: container) else { return nil }
      reader = opening.records(of: info, in: container)
      return info.name.isEmpty ? part.name : "\(part.name)!\(info.name)"
    } catch {
      throw opening.explain(error)
    }
  }

  /// A record where it stands.
  @safe package struct Record {
    /// 1-based count within the member, as in the store.
    package var number: UInt32
    package var line: UInt64
    /// Whether it is an object, or a row that fits its header.
    package var isWhole: Bool
    /// Whether its line ended with CR LF.
    package var hasCRLF: Bool
    /// Without line ending; empty where it is too long or its end is not known. Valid until the next
    /// record is asked for.
    @unsafe package var bytes: UnsafeRawBufferPointer
  }

  /// The next record of the member; `nil` at its end.
  package func next() throws(WinnowError) -> Record? {
    guard let reader else { return nil }
    arena.truncate(to: 0)
    var repairs = RepairCounts()
    do throws(ContainerError) {
      guard let reading = try reader.next(into: arena, repairs: &repairs) else { return nil }
      var isWhole = false
      if case .record = reading.outcome { isWhole = true }
      return unsafe Record(
        number: reading.number, line: reading.line, isWhole: isWhole,
        hasCRLF: reader.lastHadCRLF, bytes: reader.lastBytes)
    } catch {
      throw opening.explain(error)
    }
  }

  /// How the records of the member lie; known once one was asked for.
  package var shape: RecordShape? { reader?.shape }
  /// The names of a CSV file's columns; `nil` for JSON.
  package var columns: [String]? { reader?.columns }
  /// The header of a CSV file as it stands there.
  package var headerBytes: [UInt8] { reader?.headerBytes ?? [] }
}
