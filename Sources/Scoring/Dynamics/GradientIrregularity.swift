internal import Foundation

/// How far a pair's gradient points away from that of its batch: 1 − cos(g_i, mean of the others' g).
///
/// Our reading of CRM's "irregular gradient updates" for linear models, where g_i = −(1 − p_i)·x_i with x_i
/// the scaled feature difference, chosen − rejected. In 0…2, 1 for an empty row; high for wrong labels.
/// The pair itself is left out of the mean: late in training the batch's gradients nearly cancel, its own,
/// large for a wrong label, is most of what is left, and the ranking was chance (AUROC 0.47 on 30 % flips).
/// Views weigh as the model uses them (a view with step 0 is left out).
package enum GradientIrregularity {
  /// - Parameters:
  ///   - margins: of the given label, shape (pairs), one array per epoch.
  ///   - views: the model's settings.
  ///   - batch: pairs whose mean gradient is compared with; rows are stored in random order.
  /// - Returns: mean over epochs, shape (pairs).
  /// - Complexity: per epoch two visits of every entry.
  package static func of(
    _ rows: PairRows, margins: [[Float]], views settings: [ViewSetting], batch: Int = 256
  ) -> [Double] {
    let views = zip(ScaledView.all(rows), settings).filter { $1.step > 0 }.map(\.0)
    let columns = views.filter(\.isDense).map(\.dimension).max() ?? 0
    let scratch = UnsafeMutablePointer<Float>.allocate(capacity: max(1, columns))
    defer { unsafe scratch.deallocate() }
    var sums = views.map { [Float](repeating: 0, count: $0.dimension) }
    var total = [Double](repeating: 0, count: rows.count)
    for epoch in margins where epoch.count == rows.count {
      for start in stride(from: 0, to: rows.count, by: max(1, batch)) {
        let part = start..<min(start + max(1, batch), rows.count)
        let sizes = part.map { i -> Float in
          let residual = 1 - Numerics.sigmoid(Numerics.bounded(epoch[i]))
          return rows.facts[i].firstIsBetter ? residual : -residual
        }
        var along = [Double](repeating: 0, count: part.count)
        for (v, view) in views.enumerated() {
          for i in part {
            let size = sizes[i - start] * view.scale
            unsafe view.withRow(i, scratch: scratch) { columns, values, count in
              for k in 0..<count {
                let column = if let columns = unsafe columns { unsafe Int(columns[k]) } else { k }
                unsafe sums[v][column] += size * values[k]
              }
            }
          }
          for i in part {
            let size = sizes[i - start] * view.scale
            unsafe view.withRow(i, scratch: scratch) { columns, values, count in
              var dot: Float = 0
              for k in 0..<count {
                let column = if let columns = unsafe columns { unsafe Int(columns[k]) } else { k }
                unsafe dot += sums[v][column] * values[k]
              }
              along[i - start] += Double(size * dot)
            }
          }
          for i in part {
            unsafe view.withRow(i, scratch: scratch) { columns, _, count in
              for k in 0..<count {
                let column = if let columns = unsafe columns { unsafe Int(columns[k]) } else { k }
                sums[v][column] = 0
              }
            }
          }
        }
        // ‖Σg‖² = Σ_i g_i·Σg.
        let all = along.reduce(0, +)
        for i in part {
          let norm = views.reduce(0.0) { $0 + Double($1.squaredNorms[i]) }
          let own = norm * Double(sizes[i - start] * sizes[i - start])
          let others = max(0, all - 2 * along[i - start] + own).squareRoot()
          let scale = own.squareRoot() * others
          let cosine = scale > 1e-9 ? (along[i - start] - own) / scale : 0
          total[i] += 1 - min(1, max(-1, cosine))
        }
      }
    }
    let epochs = margins.count { $0.count == rows.count }
    return total.map { epochs > 0 ? $0 / Double(epochs) : 1 }
  }
}
