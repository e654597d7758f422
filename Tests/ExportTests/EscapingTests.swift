import Foundation
import Testing

@testable import Export

@Suite struct EscapingTests {
  /// `text` as the inside of a JSON string.
  private func escape(_ text: [UInt8]) -> [UInt8] {
    var buffer = RowBuffer(capacity: 1)
    unsafe text.withUnsafeBytes { unsafe buffer.append(escaping: $0) }
    return unsafe Array(buffer.bytes)
  }

  private func encoded(_ text: String) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    return String(decoding: try encoder.encode([text]), as: UTF8.self)
  }

  @Test func `every short text of awkward characters is what JSONEncoder writes`() throws {
    let alphabet = ["\"", "\\", "\n", "\u{0}", "\u{1f}", "a", "é", "\u{2028}", "🙂", "/", "\u{7f}"]
    for first in alphabet {
      for second in alphabet {
        for padding in 0..<10 {
          let text = String(repeating: "x", count: padding) + first + second
          let escaped = String(decoding: escape(Array(text.utf8)), as: UTF8.self)
          #expect(try "[\"\(escaped)\"]" == encoded(text))
        }
      }
    }
  }

  @Test(arguments: 0..<200)
  func `any text comes back from JSONDecoder`(seed: UInt64) throws {
    var random = TestRandom(seed: seed)
    let count = Int.random(in: 0..<(seed < 190 ? 300 : 70_000), using: &random)
    var text = ""
    for _ in 0..<count {
      let value =
        Bool.random(using: &random)
        ? UInt32.random(in: 0..<128, using: &random)
        : UInt32.random(in: 0..<0x11_0000, using: &random)
      if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
    }
    let whole = Array("[\"".utf8) + escape(Array(text.utf8)) + Array("\"]".utf8)
    #expect(try JSONDecoder().decode([String].self, from: Data(whole)) == [text])
    #expect(try String(decoding: whole, as: UTF8.self) == encoded(text))
  }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct TestRandom: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
