internal import Parquet
internal import Records

/// Makes frames of rows that are written as JSON Lines: packed as they are, or read into columns.
///
/// Trainers write one form, whatever the container; reading it again takes a tenth of what writing Parquet takes
/// otherwise.
struct FramePacker: ~Copyable {
  /// `nil` for Parquet.
  private var compressor: Compressor?
  private var columns: JSONRows?

  init(_ form: ShardForm, _ schema: Schema) throws(WinnowError) {
    switch form {
    case .lines(let compression, let level):
      columns = nil
      compressor = try Compressor(compression, level: level)
    case .parquet:
      compressor = nil
      do throws(ParquetError) { columns = try JSONRows(schema) } catch {
        throw WinnowError(parquet: error)
      }
    }
  }

  /// - Parameter lines: whole rows.
  mutating func pack(
    _ lines: UnsafeRawBufferPointer, rows: Int
  ) throws(WinnowError) -> PackedFrame {
    do throws(ParquetError) {
      try unsafe columns?.append(lines)
    } catch {
      throw WinnowError(parquet: error)
    }
    if let batch = columns?.finish() {
      return PackedFrame(content: .columns(batch), expanded: lines.count, rows: rows)
    }
    let bytes = unsafe try compressor?.compress(lines) ?? []
    return PackedFrame(content: .bytes(bytes), expanded: lines.count, rows: rows)
  }
}

extension WinnowError {
  /// A failure to write Parquet.
  init(parquet error: ParquetError) {
    switch error.kind {
    case .usage, .unsupported:
      self.init(
        WinnowError.Code("unfit-row", exitStatus: 1),
        "a row does not fit its columns: \(error)",
        hint: "this is a fault of winnow; please report it. `container: jsonl` takes any row")
    default:
      self.init(
        WinnowError.Code("export-failed", exitStatus: 1), "cannot write Parquet: \(error)",
        hint: "`container: jsonl` takes rows of any size")
    }
  }
}
