internal import Foundation

/// e^x of eight numbers at once, by additions and products alone: the same bits on every machine.
enum VectorExponential {
  /// e^x for x ≤ 80, within 2e-7 of it; 0 below −80.
  @inline(__always)
  static func of(_ x: SIMD8<Float>) -> SIMD8<Float> {
    let held = x.clamped(lowerBound: SIMD8(repeating: -80), upperBound: SIMD8(repeating: 80))
    // Adding and taking away 1.5 · 2^23 rounds to the nearest whole number.
    let shifted = held * 1.442_695_04 + 12_582_912
    let whole = shifted - 12_582_912
    // ln 2 in two parts, the first of few digits, so that whole · ln 2 is exact.
    let rest = (held - whole * 0.693_359_375) + whole * 2.121_944_4e-4
    var sum = rest * 1.984_126_98e-4 + 1.388_888_89e-3
    sum = sum * rest + 8.333_333_33e-3
    sum = sum * rest + 4.166_666_67e-2
    sum = sum * rest + 0.166_666_667
    sum = sum * rest + 0.5
    sum = sum * rest * rest + rest + 1
    // The whole number stands in the low bits of `shifted`; moved into the exponent it is 2^whole.
    let bits = unsafe unsafeBitCast(shifted, to: SIMD8<UInt32>.self)
    let offset = SIMD8<UInt32>(repeating: 127 &- 0x4B40_0000)
    let power = unsafe unsafeBitCast((bits &+ offset) &<< 23, to: SIMD8<Float>.self)
    return (sum * power).replacing(with: 0, where: x .< -80)
  }

  /// Natural logarithm; that of what is not above 0 is held at −80.
  static func log(_ x: Float) -> Float { x > 0 ? max(-80, Float(Foundation.log(Double(x)))) : -80 }
}
