internal import Foundation

/// Weights and work space of up to 16 models that are trained side by side.
///
/// Memory: `columns · width · 12` bytes over all views (weights, their mean within the epoch, their sum over
/// epochs) and 12 bytes per row and lane.
///
/// - Note: `@unchecked Sendable`: one thread at a time uses a block.
@safe final class LaneBlock: @unchecked Sendable {
  /// What a lane is asked to do.
  struct Lane {
    var views: [ViewSetting]
    var target: Float
    var damping: Float
    /// Pairs it is trained on, bootstrap counts included: what the penalty is divided by.
    var trained: Double
  }

  let lanes: [Lane]
  /// 1, 4, 8 or 16: the lanes, rounded up.
  let width: Int
  let views: [ScaledView]
  let rows: Int
  /// Weight of each row for each lane, `[row][lane]`; 0 gives no gradient.
  var factors: [Float]
  /// Probability that the first answer is better, `[row][lane]`.
  var targets: [Float]
  /// Margins, first over second, by the mean weights of the last epoch, `[lane][row]`.
  var margins: [Float]
  /// w = scale · stored weight, `[view][lane]`: the penalty shrinks `scale` alone.
  var scales: [Double]
  /// Raw memory of each view, `columns · width` floats each.
  let weights: [LaneMemory]
  let epochSum: [LaneMemory]
  let totals: [LaneMemory]

  init(lanes: [Lane], views: [ScaledView], rows: Int) {
    self.lanes = lanes
    self.views = views
    self.rows = rows
    let width = Self.width(lanes.count)
    self.width = width
    factors = [Float](repeating: 0, count: rows * width)
    targets = [Float](repeating: 0.5, count: rows * width)
    margins = [Float](repeating: 0, count: rows * lanes.count)
    scales = [Double](repeating: 1, count: views.count * width)
    // Views that no lane uses take no memory.
    let used = views.indices.map { v in lanes.contains { $0.views[v].step > 0 } }
    func memory() -> [LaneMemory] {
      views.indices.map { LaneMemory(count: used[$0] ? views[$0].dimension * width : 0) }
    }
    weights = memory()
    epochSum = memory()
    totals = memory()
  }

  static func width(_ lanes: Int) -> Int { [1, 4, 8].first { $0 >= lanes } ?? 16 }

  /// One epoch of stochastic gradient steps, then the margins of all rows.
  ///
  /// - Parameters:
  ///   - step: of a pair, at a share 0…1 of the way through the epoch.
  ///   - snapshots: how many iterates within the epoch are averaged.
  func trainEpoch(order: RowOrder, snapshots: Int, step: (Double) -> Double) {
    for memory in epochSum { memory.clear() }
    let space = unsafe Workspace(self)
    let parts = max(1, min(snapshots, rows))
    var done = 0
    var part = 1
    order.forEach { row in
      unsafe train(row, step: step(Double(done) / Double(rows)), space)
      done += 1
      if done == rows * part / parts {
        addSnapshot(share: 1 / Float(parts))
        part += 1
      }
    }
    for (total, sum) in zip(totals, epochSum) { total.add(sum) }
    for row in 0..<rows { unsafe evaluate(row, space) }
  }

  /// Pointers that one epoch works in.
  @unsafe private struct Workspace: ~Copyable {
    let dense: UnsafeMutablePointer<Float>
    let dot: UnsafeMutablePointer<Float>
    let z: UnsafeMutablePointer<Float>
    let slope: UnsafeMutablePointer<Float>

    init(_ block: LaneBlock) {
      let columns = block.views.filter(\.isDense).map(\.dimension).max() ?? 0
      unsafe dense = .allocate(capacity: max(1, columns))
      // SIMD16 wants 64-byte places.
      func lanes() -> UnsafeMutablePointer<Float> {
        let raw = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
        return unsafe raw.initializeMemory(as: Float.self, repeating: 0, count: 16)
      }
      unsafe dot = lanes()
      unsafe z = lanes()
      unsafe slope = lanes()
    }

    deinit {
      unsafe dense.deallocate()
      unsafe dot.deallocate()
      unsafe z.deallocate()
      unsafe slope.deallocate()
    }
  }

  private func train(_ row: Int, step: Double, _ space: borrowing Workspace) {
    let first = row &* width
    for lane in 0..<width { unsafe space.z[lane] = 0 }
    for v in views.indices where weights[v].count > 0 {
      unsafe views[v].withRow(row, scratch: space.dense) { columns, values, count in
        unsafe ChosenKernels.dot(
          columns, values, count: count, weights[v].base, width: width, into: space.dot)
        for lane in 0..<width {
          unsafe space.z[lane] +=
            Float(scales[v &* width &+ lane]) * views[v].scale * space.dot[lane]
        }
      }
    }
    for lane in lanes.indices {
      let weight = factors[first &+ lane]
      unsafe space.slope[lane] =
        weight > 0 ? weight * slope(lane, targets[first &+ lane], space.z[lane]) : 0
    }
    for v in views.indices where weights[v].count > 0 {
      // A row far longer than the others would overshoot.
      let clip = min(1, 4 / max(views[v].squaredNorms[row], 1e-30))
      for lane in lanes.indices {
        let setting = lanes[lane].views[v]
        let rate = step * setting.step
        let place = v &* width &+ lane
        let shrink =
          rate * setting.l2 / max(1, lanes[lane].trained) * Double(factors[first &+ lane])
        scales[place] *= max(0.5, 1 - shrink)
        unsafe space.dot[lane] =
          -Float(rate / scales[place]) * clip * views[v].scale * space.slope[lane]
      }
      unsafe views[v].withRow(row, scratch: space.dense) { columns, values, count in
        unsafe ChosenKernels.add(
          columns, values, count: count, space.dot, width: width, to: weights[v].base)
      }
      foldSmallScales(v)
    }
  }

  /// dℓ/dz, first over second: −(target − σ(z)), damped for the mixture.
  @inline(__always)
  private func slope(_ lane: Int, _ first: Float, _ z: Float) -> Float {
    let bounded = Numerics.bounded(z)
    let target = lanes[lane].target
    let drawn = target * first + (1 - target) * (1 - first)
    let plain = Numerics.sigmoid(bounded) - drawn
    let e = lanes[lane].damping
    guard e > 0 else { return plain }
    let oriented = first >= 0.5 ? bounded : -bounded
    return plain * (1 - 2 * e) / ((1 - e) + e * exp(-oriented))
  }

  /// Brings a scale below 1e-6 back to 1; the other lanes are multiplied by exactly 1.
  private func foldSmallScales(_ v: Int) {
    guard (0..<width).contains(where: { scales[v * width + $0] < 1e-6 }) else { return }
    var factors = [Float](repeating: 1, count: width)
    for lane in 0..<width where scales[v * width + lane] < 1e-6 {
      factors[lane] = Float(scales[v * width + lane])
      scales[v * width + lane] = 1
    }
    weights[v].multiply(by: factors)
  }

  private func addSnapshot(share: Float) {
    for v in views.indices {
      let factors = (0..<width).map { Float(scales[v * width + $0]) * share }
      epochSum[v].add(weights[v], times: factors)
    }
  }

  private func evaluate(_ row: Int, _ space: borrowing Workspace) {
    for lane in 0..<width { unsafe space.z[lane] = 0 }
    for v in views.indices where weights[v].count > 0 {
      unsafe views[v].withRow(row, scratch: space.dense) { columns, values, count in
        unsafe ChosenKernels.dot(
          columns, values, count: count, epochSum[v].base, width: width, into: space.dot)
        for lane in 0..<width { unsafe space.z[lane] += views[v].scale * space.dot[lane] }
      }
    }
    for lane in lanes.indices {
      margins[lane &* rows &+ row] = unsafe Numerics.bounded(space.z[lane])
    }
  }
}
