/// Arithmetic of one row against the weights of several models ("lanes"), laid out `[column][lane]`.
///
/// Lanes never mix, and every width and both forms add in the same order, so that a model's numbers do
/// not depend on what is trained beside it. Widths: 1, 4, 8, 16.
@unsafe protocol LaneKernels {
  /// `out[lane] = Σ values[k] · weights[columns[k]][lane]`; columns 0, 1, 2… where `columns` is `nil`.
  static func dot(
    _ columns: UnsafePointer<UInt32>?, _ values: UnsafePointer<Float>, count: Int,
    _ weights: UnsafeMutableRawPointer, width: Int, into out: UnsafeMutablePointer<Float>)

  /// `weights[columns[k]][lane] += values[k] · factors[lane]`.
  static func add(
    _ columns: UnsafePointer<UInt32>?, _ values: UnsafePointer<Float>, count: Int,
    _ factors: UnsafeMutablePointer<Float>, width: Int, to weights: UnsafeMutableRawPointer)
}

#if DEBUG
  // Without the optimiser vectors cost 100 times as much as plain loops: 2 µs against 21 ns a column.
  typealias ChosenKernels = PlainKernels
#else
  typealias ChosenKernels = VectorKernels
#endif

/// The definition, in plain loops.
enum PlainKernels: LaneKernels {
  static func dot(
    _ columns: UnsafePointer<UInt32>?, _ values: UnsafePointer<Float>, count: Int,
    _ weights: UnsafeMutableRawPointer, width: Int, into out: UnsafeMutablePointer<Float>
  ) {
    var lane = 0
    while lane < width {
      let base = unsafe weights.assumingMemoryBound(to: Float.self) + lane
      var even: Float = 0
      var odd: Float = 0
      var k = 0
      if let columns = unsafe columns {
        while k &+ 1 < count {
          unsafe even += base[Int(columns[k]) &* width] * values[k]
          unsafe odd += base[Int(columns[k &+ 1]) &* width] * values[k &+ 1]
          k &+= 2
        }
        if k < count { unsafe even += base[Int(columns[k]) &* width] * values[k] }
      } else {
        while k &+ 1 < count {
          unsafe even += base[k &* width] * values[k]
          unsafe odd += base[(k &+ 1) &* width] * values[k &+ 1]
          k &+= 2
        }
        if k < count { unsafe even += base[k &* width] * values[k] }
      }
      unsafe out[lane] = even + odd
      lane &+= 1
    }
  }

  static func add(
    _ columns: UnsafePointer<UInt32>?, _ values: UnsafePointer<Float>, count: Int,
    _ factors: UnsafeMutablePointer<Float>, width: Int, to weights: UnsafeMutableRawPointer
  ) {
    var lane = 0
    while lane < width {
      let base = unsafe weights.assumingMemoryBound(to: Float.self) + lane
      let factor = unsafe factors[lane]
      var k = 0
      if let columns = unsafe columns {
        while k < count {
          unsafe base[Int(columns[k]) &* width] += factor * values[k]
          k &+= 1
        }
      } else {
        while k < count {
          unsafe base[k &* width] += factor * values[k]
          k &+= 1
        }
      }
      lane &+= 1
    }
  }
}

/// The same with SIMD registers: one load brings the weights of all lanes.
enum VectorKernels: LaneKernels {
  static func dot(
    _ columns: UnsafePointer<UInt32>?, _ values: UnsafePointer<Float>, count: Int,
    _ weights: UnsafeMutableRawPointer, width: Int, into out: UnsafeMutablePointer<Float>
  ) {
    switch width {
    case 16: unsafe dot(columns, values, count, weights, SIMD16<Float>.self, out)
    case 8: unsafe dot(columns, values, count, weights, SIMD8<Float>.self, out)
    case 4: unsafe dot(columns, values, count, weights, SIMD4<Float>.self, out)
    default:
      unsafe PlainKernels.dot(columns, values, count: count, weights, width: width, into: out)
    }
  }

  static func add(
    _ columns: UnsafePointer<UInt32>?, _ values: UnsafePointer<Float>, count: Int,
    _ factors: UnsafeMutablePointer<Float>, width: Int, to weights: UnsafeMutableRawPointer
  ) {
    switch width {
    case 16: unsafe add(columns, values, count, factors, weights, SIMD16<Float>.self)
    case 8: unsafe add(columns, values, count, factors, weights, SIMD8<Float>.self)
    case 4: unsafe add(columns, values, count, factors, weights, SIMD4<Float>.self)
    default:
      unsafe PlainKernels.add(columns, values, count: count, factors, width: width, to: weights)
    }
  }

  @inline(__always)
  private static func dot<V: SIMD>(
    _ columns: UnsafePointer<UInt32>?, _ values: UnsafePointer<Float>, _ count: Int,
    _ weights: UnsafeMutableRawPointer, _ type: V.Type, _ out: UnsafeMutablePointer<Float>
  ) where V.Scalar == Float {
    let stride = MemoryLayout<V>.stride
    var even = V.zero
    var odd = V.zero
    @inline(__always) func weight(_ k: Int) -> V {
      let column = if let columns = unsafe columns { unsafe Int(columns[k]) } else { k }
      return unsafe weights.load(fromByteOffset: column &* stride, as: V.self)
    }
    var k = 0
    while k &+ 1 < count {
      unsafe even += weight(k) * values[k]
      unsafe odd += weight(k &+ 1) * values[k &+ 1]
      k &+= 2
    }
    if k < count { unsafe even += weight(k) * values[k] }
    unsafe UnsafeMutableRawPointer(out).storeBytes(of: even + odd, as: V.self)
  }

  @inline(__always)
  private static func add<V: SIMD>(
    _ columns: UnsafePointer<UInt32>?, _ values: UnsafePointer<Float>, _ count: Int,
    _ factors: UnsafeMutablePointer<Float>, _ weights: UnsafeMutableRawPointer, _ type: V.Type
  ) where V.Scalar == Float {
    let stride = MemoryLayout<V>.stride
    let factor = unsafe UnsafeRawPointer(factors).load(as: V.self)
    var k = 0
    while k < count {
      let column = if let columns = unsafe columns { unsafe Int(columns[k]) } else { k }
      let place = unsafe weights + column &* stride
      unsafe place.storeBytes(of: place.load(as: V.self) + factor * values[k], as: V.self)
      k &+= 1
    }
  }
}
