internal import Foundation

/// g(x) − g(−x) with g(x) = v·φ(W·x + b): odd in x, whatever the weights.
package struct MLPNetwork: Sendable {
  package enum Activation: Sendable { case tanh, relu }

  package let inputs: Int
  package let hidden: Int
  package let activation: Activation
  /// W as `[input][unit]`, then b, then v.
  package var weights: [Float]

  /// Random W and b (uniform, ±1/√inputs and ±½) and v (±1/√hidden) from the seed.
  package init(inputs: Int, hidden: Int, activation: Activation, seed: UInt64) {
    self.inputs = inputs
    self.hidden = hidden
    self.activation = activation
    var random = SplitMix64(SplitMix64.mix(seed &+ 1))
    func draw(_ count: Int, _ width: Double) -> [Float] {
      (0..<count).map { _ in Float((random.unit() * 2 - 1) * width) }
    }
    weights =
      draw(inputs * hidden, 1 / Double(max(1, inputs)).squareRoot())
      + draw(hidden, 0.5) + draw(hidden, 1 / Double(max(1, hidden)).squareRoot())
  }

  /// The margin of `x`, shape (inputs); `sums` takes W·x, shape (hidden).
  package func margin(_ x: [Float], sums: inout [Float]) -> Float {
    for k in 0..<hidden { sums[k] = 0 }
    unsafe weights.withUnsafeBufferPointer { weights in
      for (j, value) in x.enumerated() where value != 0 {
        let row = j &* hidden
        for k in 0..<hidden { unsafe sums[k] += weights[row &+ k] * value }
      }
    }
    var z: Float = 0
    for k in 0..<hidden {
      let bias = weights[inputs * hidden + k]
      z += weights[(inputs + 1) * hidden + k] * (value(sums[k] + bias) - value(bias - sums[k]))
    }
    return Numerics.bounded(z)
  }

  /// Adds slope · dz/dweights to `gradient`, after `margin` of the same `x` filled `sums`.
  package func addGradient(_ x: [Float], sums: [Float], slope: Float, to gradient: inout [Float]) {
    let biases = inputs * hidden
    let outs = biases + hidden
    var inner = [Float](repeating: 0, count: hidden)
    for k in 0..<hidden {
      let bias = weights[biases + k]
      let out = weights[outs + k]
      let (plus, minus) = (derivative(sums[k] + bias), derivative(bias - sums[k]))
      gradient[outs + k] += slope * (value(sums[k] + bias) - value(bias - sums[k]))
      gradient[biases + k] += slope * out * (plus - minus)
      inner[k] = slope * out * (plus + minus)
    }
    unsafe gradient.withUnsafeMutableBufferPointer { gradient in
      for (j, value) in x.enumerated() where value != 0 {
        let row = j &* hidden
        for k in 0..<hidden { unsafe gradient[row &+ k] += inner[k] * value }
      }
    }
  }

  private func value(_ a: Float) -> Float {
    activation == .tanh ? tanhf(a) : max(0, a)
  }

  private func derivative(_ a: Float) -> Float {
    guard activation == .tanh else { return a > 0 ? 1 : 0 }
    let t = tanhf(a)
    return 1 - t * t
  }
}
