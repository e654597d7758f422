/// Floats laid out `[column][lane]`, on a 64-byte boundary.
///
/// - Note: `@unchecked Sendable`: used by the one thread that works on its block.
@safe final class LaneMemory: @unchecked Sendable {
  let count: Int
  let base: UnsafeMutableRawPointer
  private var floats: UnsafeMutablePointer<Float> {
    unsafe base.assumingMemoryBound(to: Float.self)
  }

  init(count: Int) {
    self.count = count
    // 64 bytes more: a pointer to nothing is still a place.
    unsafe base = .allocate(byteCount: count * 4 + 64, alignment: 64)
    _ = unsafe base.initializeMemory(as: Float.self, repeating: 0, count: count + 16)
  }

  deinit { unsafe base.deallocate() }

  func clear() {
    let floats = unsafe floats
    for i in 0..<count { unsafe floats[i] = 0 }
  }

  func add(_ other: LaneMemory) {
    let (floats, others) = unsafe (floats, other.floats)
    for i in 0..<min(count, other.count) { unsafe floats[i] += others[i] }
  }

  /// `self[column][lane] += other[column][lane] · factors[lane]`.
  func add(_ other: LaneMemory, times factors: [Float]) {
    let (floats, others) = unsafe (floats, other.floats)
    let width = factors.count
    var start = 0
    while start &+ width <= min(count, other.count) {
      for lane in 0..<width {
        unsafe floats[start &+ lane] += others[start &+ lane] * factors[lane]
      }
      start &+= width
    }
  }

  /// `self[column][lane] *= factors[lane]`.
  func multiply(by factors: [Float]) {
    let floats = unsafe floats
    let width = factors.count
    var start = 0
    while start &+ width <= count {
      for lane in 0..<width { unsafe floats[start &+ lane] *= factors[lane] }
      start &+= width
    }
  }

  /// Every `width`-th number from `lane` on: the weights of one lane.
  func lane(_ lane: Int, width: Int) -> [Float] {
    let floats = unsafe floats
    return stride(from: lane, to: count, by: width).map { unsafe floats[$0] }
  }

  /// The numbers as they lie.
  var values: [Float] {
    get { unsafe Array(UnsafeBufferPointer(start: floats, count: count)) }
    set {
      let floats = unsafe floats
      for (i, value) in newValue.prefix(count).enumerated() { unsafe floats[i] = value }
    }
  }
}
