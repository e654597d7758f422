internal import Records

/// How texts are made into features.
package struct FeatureOptions: Sendable, Hashable {
  /// Word n-grams fall into 2^`wordBits` columns; 8 … 24.
  package var wordBits = 18
  /// Character n-grams fall into 2^`characterBits` columns; 8 … 24.
  package var characterBits = 18
  /// Whether only word n-grams are made: the other views are then empty, and a text takes a third of the time.
  package var onlyWords = false
  /// Of the hashes of n-grams. Peers of differing seeds see differing collisions.
  package var hashSeed: UInt64 = 0
  /// Of the order of rows.
  package var orderSeed: UInt64 = 0
  /// A term in fewer fitted answers than this weighs nothing.
  package var minimumFrequency = 3
  /// Differences of the normal scores of dense features are cut off at this many of their standard deviations.
  package var clip: Float = 6
  /// Of a longer text the rest is not read, in bytes.
  package var maximumTextBytes = 1 << 20

  /// The defaults.
  package init() {}

  /// Its numbers, clamped to what the rest of this folder can do.
  var clamped: FeatureOptions {
    var options = self
    options.wordBits = min(24, max(8, wordBits))
    options.characterBits = min(24, max(8, characterBits))
    options.minimumFrequency = max(0, minimumFrequency)
    options.clip = clip > 0 ? clip : .infinity
    options.maximumTextBytes = max(1, maximumTextBytes)
    return options
  }

  /// Where a pair stands among the rows: by this, then by id.
  func orderKey(_ id: PublicID) -> UInt64 {
    SplitMix64.mix(id.high ^ SplitMix64.mix(orderSeed ^ id.low))
  }
}
