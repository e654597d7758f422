package import Records

/// Tells finished features apart: a digest of the options, of the dense features there are, and of the pairs.
///
/// Pairs may be added in any order and by several workers, whose fingerprints are then merged. No
/// protection against somebody who wants two inputs to look alike.
package struct FeatureFingerprint: Sendable {
  /// Raised when the same text comes to give other features.
  private static let version: UInt64 = 2

  private let base: PublicID
  private var high: UInt64 = 0
  private var low: UInt64 = 0
  private var count: UInt64 = 0

  /// Of no pairs yet.
  package init(_ options: FeatureOptions) {
    var a = SplitMix64.mix(0x6665_6174_7572_6573 ^ Self.version)
    var b = SplitMix64.mix(a)
    func add(_ number: UInt64) {
      a = SplitMix64.mix(a ^ number)
      b = SplitMix64.mix(b &+ number &* 0x9E37_79B9_7F4A_7C15)
    }
    let options = options.clamped
    add(UInt64(options.wordBits))
    add(UInt64(options.characterBits))
    add(options.hashSeed)
    add(options.orderSeed)
    add(UInt64(options.minimumFrequency))
    add(UInt64(options.clip.bitPattern))
    add(UInt64(options.maximumTextBytes))
    if options.onlyWords { add(1) }
    for feature in DenseFeature.all {
      add(Array("\(feature.name) \(feature.squash)".utf8).span.hash)
    }
    base = PublicID(high: a, low: b)
  }

  /// Adds a pair.
  package mutating func add(_ fact: PairFact, fitted: Bool) {
    var a = SplitMix64.mix(fact.id.high ^ base.high)
    let flags: UInt64 = (fact.firstIsBetter ? 1 : 0) + (fitted ? 2 : 0)
    let row = UInt64(bitPattern: fact.row)
    let parts: [5 of UInt64] = [fact.id.low, fact.group.high, fact.group.low, row, flags]
    for i in parts.indices { a = SplitMix64.mix(a ^ parts[i]) }
    high &+= a
    low &+= SplitMix64.mix(a ^ base.low)
    count += 1
  }

  /// Adds the pairs another worker has added.
  package mutating func merge(_ other: FeatureFingerprint) {
    high &+= other.high
    low &+= other.low
    count += other.count
  }

  /// The digest.
  package var value: PublicID {
    PublicID(
      high: SplitMix64.mix(base.high ^ SplitMix64.mix(high ^ count)),
      low: SplitMix64.mix(base.low ^ SplitMix64.mix(low &+ high)))
  }
}
