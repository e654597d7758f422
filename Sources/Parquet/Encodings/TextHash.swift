/// A hash of bytes for tables in memory: the halves of 128-bit products are folded, as wyhash does.
///
/// Eight bytes a step in four chains: a long text costs less than reading it from memory. It is no digest, and nothing
/// that is written depends on it.
enum TextHash {
  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    let count = bytes.count
    var hash = UInt64(truncatingIfNeeded: count) ^ a
    guard let base = bytes.baseAddress, count > 0 else { return fold(hash, b) }
    var place = 0
    if count >= 64 {
      var (x, y, z, w) = (hash, hash ^ b, hash ^ c, hash ^ d)
      repeat {
        unsafe x = fold(word(base, place) ^ b, word(base, place + 8) ^ x)
        unsafe y = fold(word(base, place + 16) ^ c, word(base, place + 24) ^ y)
        unsafe z = fold(word(base, place + 32) ^ d, word(base, place + 40) ^ z)
        unsafe w = fold(word(base, place + 48) ^ a, word(base, place + 56) ^ w)
        place += 64
      } while count - place >= 64
      hash = x ^ y &+ (z ^ w)
    }
    while count - place >= 8 {
      unsafe hash = fold(word(base, place) ^ c, hash ^ d)
      place += 8
    }
    var last: UInt64 = 0
    while place < count {
      unsafe last = last << 8 | UInt64(base.load(fromByteOffset: place, as: UInt8.self))
      place += 1
    }
    return fold(hash ^ last, b)
  }

  /// A hash of a number.
  static func hash(_ word: UInt64) -> UInt64 { fold(word ^ a, b) }

  @inline(__always)
  private static func word(_ base: UnsafeRawPointer, _ place: Int) -> UInt64 {
    unsafe base.loadUnaligned(fromByteOffset: place, as: UInt64.self)
  }

  @inline(__always)
  private static func fold(_ x: UInt64, _ y: UInt64) -> UInt64 {
    let product = x.multipliedFullWidth(by: y)
    return product.high ^ product.low
  }

  // Odd numbers with as many ones as zeros, without a pattern: digits of the square roots of 2, 3, 5 and 7.
  private static let a: UInt64 = 0x6a09_e667_f3bc_c909
  private static let b: UInt64 = 0xbb67_ae85_84ca_a73b
  private static let c: UInt64 = 0x3c6e_f372_fe94_f82b
  private static let d: UInt64 = 0xa54f_f53a_5f1d_36f1
}
