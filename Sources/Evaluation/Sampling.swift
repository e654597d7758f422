internal import Foundation
internal import Records
internal import Scoring

/// Random numbers of an evaluation: by public id, seed and purpose alone.
enum Sampling {
  /// 64 random bits for an id.
  static func word(_ id: PublicID, _ seed: UInt64) -> UInt64 { Draw.word(id, seed) }

  /// A number in 0 ..< 1 for an id.
  static func unit(_ id: PublicID, _ seed: UInt64) -> Double { Draw.unit(id, seed) }

  /// A number in 0 ..< 1 for a name.
  static func unit(_ name: String, _ seed: UInt64) -> Double {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return Double(SplitMix64.mix(hash ^ SplitMix64.mix(seed)) >> 11) * 0x1p-53
  }

  /// The places of the `count` pairs that are drawn without putting back, each with chances after its weight.
  ///
  /// Efraimidis and Spirakis 2006: the smallest of −ln(u) / weight. Weights of 0 are never drawn.
  static func draw(
    _ count: Int, of ids: [PublicID], weights: [Double], seed: UInt64
  ) -> [Bool] {
    var keys: [(key: Double, place: Int)] = []
    for i in ids.indices where weights[i] > 0 {
      keys.append((-log(1 - unit(ids[i], seed)) / weights[i], i))
    }
    keys.sort { $0.key != $1.key ? $0.key < $1.key : ids[$0.place] < ids[$1.place] }
    var drawn = [Bool](repeating: false, count: ids.count)
    for entry in keys.prefix(max(0, count)) { drawn[entry.place] = true }
    return drawn
  }
}
