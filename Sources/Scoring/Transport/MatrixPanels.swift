/// A matrix cut into panels of eight columns, each panel with all its rows one after the other: the right side of a
/// product.
struct MatrixPanels: Sendable {
  /// Rows, a multiple of eight: those past the matrix are zeros.
  let height: Int
  /// Panels.
  let panels: Int
  private(set) var values: [SIMD8<Float>]

  /// Zeros.
  init(rows: Int, panels: Int) {
    height = PoolDistances.panels(rows) * 8
    self.panels = panels
    values = [SIMD8<Float>](repeating: .zero, count: height * panels)
  }

  init(_ distances: PoolDistances) {
    self.init(rows: distances.count, panels: distances.panels)
    set(distances.rows, from: 0, rows: distances.count)
  }

  /// Puts in rows that lie vector by vector.
  mutating func set(_ rows: [SIMD8<Float>], from first: Int, rows count: Int) {
    for panel in 0..<panels {
      for i in 0..<count { values[panel &* height &+ first &+ i] = rows[i &* panels &+ panel] }
    }
  }

  /// `out` = `left` · self. Every entry is one sum over the rows in their order, whatever the block of rows.
  ///
  /// - Parameters:
  ///   - left: shape (rows, height / 8) of vectors.
  ///   - out: shape (rows, panels).
  func multiply(_ left: [SIMD8<Float>], rows: Int, into out: inout [SIMD8<Float>]) {
    let depth = height / 8
    for panel in 0..<panels {
      let first = panel &* height
      var i = 0
      while i < rows {
        // Four rows share what is read of the panel; of fewer the last stands in, and is not written.
        let (a, b) = (i &* depth, min(i &+ 1, rows &- 1) &* depth)
        let (c, d) = (min(i &+ 2, rows &- 1) &* depth, min(i &+ 3, rows &- 1) &* depth)
        var (x, y) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
        var (z, w) = (SIMD8<Float>.zero, SIMD8<Float>.zero)
        for k in 0..<depth {
          let (p, q) = (left[a &+ k], left[b &+ k])
          let (r, s) = (left[c &+ k], left[d &+ k])
          let base = first &+ k &* 8
          for lane in 0..<8 {
            let own = values[base &+ lane]
            x += own * p[lane]
            y += own * q[lane]
            z += own * r[lane]
            w += own * s[lane]
          }
        }
        out[i &* panels &+ panel] = x
        if i &+ 1 < rows { out[(i &+ 1) &* panels &+ panel] = y }
        if i &+ 2 < rows { out[(i &+ 2) &* panels &+ panel] = z }
        if i &+ 3 < rows { out[(i &+ 3) &* panels &+ panel] = w }
        i &+= 4
      }
    }
  }
}
