/// A trained linear reward model: the mean of its weights over epochs.
package struct LinearModel: Sendable {
  /// A named column's part in a margin.
  package struct Part: Sendable, Equatable {
    package var view: String
    package var column: Int
    /// weight · value, for the first answer over the second.
    package var contribution: Double
  }

  let views: [ScaledView]
  /// By view, for values as the learner scales them; empty for views that are off.
  let weights: [[Float]]

  /// Margins, first over second, of pairs the model need not have seen, shape (pairs).
  ///
  /// Views are found by name; one that is missing or of another width counts as 0.
  package func margins(_ rows: PairRows) -> [Double] {
    var margins = [Double](repeating: 0, count: rows.count)
    let columns = views.filter(\.isDense).map(\.dimension).max() ?? 0
    let scratch = UnsafeMutablePointer<Float>.allocate(capacity: max(1, columns))
    defer { unsafe scratch.deallocate() }
    for (view, weights) in zip(views, weights) where !weights.isEmpty {
      guard let view = view.rescaled(to: rows) else { continue }
      for i in 0..<rows.count {
        unsafe view.withRow(i, scratch: scratch) { columns, values, count in
          var sum: Float = 0
          for k in 0..<count {
            let column = if let columns = unsafe columns { unsafe Int(columns[k]) } else { k }
            unsafe sum += weights[column] * values[k]
          }
          if sum.isFinite { margins[i] += Double(sum * view.scale) }
        }
      }
    }
    return margins
  }

  /// Weights for the values of a view as they stand in the rows; `nil` where the model does not read it.
  func rawWeights(of name: String) -> [Float]? {
    for (view, weights) in zip(views, weights) where view.name == name && !weights.isEmpty {
      return weights.indices.map { weights[$0] * view.columnScale($0) }
    }
    return nil
  }

  /// Dense columns that pull the margin of pair `i` most, either way, largest first.
  package func topDense(_ i: Int, limit: Int = 5) -> [Part] {
    var parts: [Part] = []
    let columns = views.filter(\.isDense).map(\.dimension).max() ?? 0
    let scratch = UnsafeMutablePointer<Float>.allocate(capacity: max(1, columns))
    defer { unsafe scratch.deallocate() }
    for (view, weights) in zip(views, weights) where !weights.isEmpty && view.isDense {
      unsafe view.withRow(i, scratch: scratch) { _, values, count in
        for k in 0..<count {
          let part = unsafe Double(weights[k] * values[k] * view.scale)
          if part != 0 { parts.append(Part(view: view.name, column: k, contribution: part)) }
        }
      }
    }
    parts.sort { abs($0.contribution) > abs($1.contribution) }
    return Array(parts.prefix(max(0, limit)))
  }
}

extension LinearTrainer {
  /// Copy `copy` of a model, averaged over the epochs done.
  package func linearModel(model: Int, copy: Int) -> LinearModel {
    let (block, lane) = place(model: model, copy: copy)
    let share = 1 / Float(max(1, epoch))
    return LinearModel(
      views: views,
      weights: block.totals.map { $0.lane(lane, width: block.width).map { $0 * share } })
  }
}
