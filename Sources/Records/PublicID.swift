/// The public name of a text, prompt, response, pair, record or run: 16 bytes of a SHA-256.
///
/// Ordered bytewise. Everything that must not depend on the order of arrival (seeds, sampling, folds,
/// ties) depends on public ids alone.
public struct PublicID: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The first eight bytes, big-endian.
  public let high: UInt64
  /// The last eight bytes, big-endian.
  public let low: UInt64

  /// An id from its two halves.
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Reads 16 bytes; `nil` when `bytes` is shorter.
  public init?(_ bytes: some Collection<UInt8>) {
    guard bytes.count >= 16 else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for (i, byte) in bytes.prefix(16).enumerated() {
      if i < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
    }
    self.init(high: high, low: low)
  }

  /// Bytewise order.
  public static func < (a: PublicID, b: PublicID) -> Bool {
    a.high != b.high ? a.high < b.high : a.low < b.low
  }

  /// The 16 bytes.
  public var bytes: [UInt8] {
    (0..<16).map { i in UInt8(truncatingIfNeeded: (i < 8 ? high : low) >> (56 - UInt64(i % 8) * 8))
    }
  }

  /// 32 lower-case hexadecimal digits.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    let text = bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  /// A number in [0, 1) that depends on the id alone.
  public var unitInterval: Double { Double(high >> 11) * 0x1p-53 }
}

extension PublicID {
  /// An id from its 32 hexadecimal digits; `nil` for anything else.
  package init?(hexadecimal digits: Span<UInt8>) {
    guard digits.count == 32 else { return nil }
    var halves: (UInt64, UInt64) = (0, 0)
    for i in digits.indices {
      let value: UInt64
      switch digits[i] {
      case 0x30...0x39: value = UInt64(digits[i] - 0x30)
      case 0x61...0x66: value = UInt64(digits[i] - 0x57)
      case 0x41...0x46: value = UInt64(digits[i] - 0x37)
      default: return nil
      }
      if i < 16 { halves.0 = halves.0 << 4 | value } else { halves.1 = halves.1 << 4 | value }
    }
    self.init(high: halves.0, low: halves.1)
  }
}
