/// How much of each target item's mass goes to each source item.
package struct TransportPlan: Sendable {
  /// Target items.
  package let rows: Int
  /// Source items.
  package let columns: Int
  private let panels: Int
  private let values: [SIMD8<Float>]

  init(_ blocks: [TransportRows], columns: Int) {
    rows = blocks.reduce(0) { $0 + $1.range.count }
    self.columns = columns
    panels = PoolDistances.panels(columns)
    values = blocks.flatMap(\.plan)
  }

  /// T of a target and a source item; both must be in range.
  package subscript(row: Int, column: Int) -> Float {
    values[row * panels + column / 8][column % 8]
  }

  /// All of a target item, by source item.
  package func row(_ row: Int) -> [Float] { (0..<columns).map { self[row, $0] } }
}
