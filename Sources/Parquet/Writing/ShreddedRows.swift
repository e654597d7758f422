/// Rows as columns: what `RowBuilder` made and `ParquetWriter` takes.
public struct ShreddedRows: Sendable {
  /// How many rows there are.
  public let rows: Int
  /// What the values take when encoded plainly, about, in bytes.
  public let size: Int
  /// In the order of the schema.
  let leaves: [LeafValues]

  init(rows: Int, leaves: [LeafValues]) {
    self.rows = rows
    self.leaves = leaves
    size = leaves.reduce(0) { $0 + $1.size }
  }
}
