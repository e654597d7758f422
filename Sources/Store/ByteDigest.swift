internal import Crypto
package import Records

/// The SHA-256 of bytes that come piece by piece, as `sha256sum` prints it.
package struct ByteDigest: Sendable {
  private var hash = SHA256()

  package init() {}

  package mutating func add(_ bytes: UnsafeRawBufferPointer) {
    unsafe hash.update(bufferPointer: bytes)
  }

  /// 64 lower-case hexadecimal digits.
  package consuming func finish() -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: hash.finalize().flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
      as: UTF8.self)
  }
}

extension PublicID {
  /// The first 16 bytes of the plain SHA-256 of `bytes`: by what others name a text.
  package static func sha256(of bytes: UnsafeRawBufferPointer) -> PublicID {
    var hash = SHA256()
    unsafe hash.update(bufferPointer: bytes)
    return unsafe hash.finalize().withUnsafeBytes { unsafe PublicID(loading: $0) }
  }
}
