internal import Records
internal import Store

/// A criterion as words without case and punctuation, and how like another it is.
struct CriterionWords: Sendable {
  /// Hashes of neighbouring words, the first with what stands before all, ascending, each once.
  let shingles: [UInt64]
  /// The words with a blank between two.
  let text: String

  init(_ text: String) {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
    self.text = words.joined(separator: " ")
    var hashes: [UInt64] = []
    var last = Self.hash("")
    for word in words {
      let own = Self.hash(word)
      hashes.append(Self.mix(last &* 31 &+ own))
      last = own
    }
    shingles = Set(hashes).sorted()
  }

  /// Shared shingles among all, 0 to 1; 1 of two without any.
  func similarity(_ other: CriterionWords) -> Double {
    var (i, j, shared) = (0, 0, 0)
    while i < shingles.count, j < other.shingles.count {
      if shingles[i] == other.shingles[j] {
        shared += 1
        i += 1
        j += 1
      } else if shingles[i] < other.shingles[j] {
        i += 1
      } else {
        j += 1
      }
    }
    let all = shingles.count + other.shingles.count - shared
    return all == 0 ? 1 : Double(shared) / Double(all)
  }

  /// What criteria of the same words, and of weights on the same side of 0, share.
  func key(isAgainst: Bool) -> PublicID {
    var digest = DigestBuilder("winnow survey criterion 1")
    digest.add(isAgainst ? 1 : 0)
    digest.add(text)
    return digest.finish()
  }

  /// FNV-1a.
  private static func hash(_ word: some StringProtocol) -> UInt64 {
    word.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }

  /// The finish of SplitMix64.
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9e37_79b9_7f4a_7c15
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}

/// Finds texts that say nearly the same among many, without comparing all with all.
///
/// MinHash (Broder 1997) with 16 bands of 4: of two texts with a Jaccard index of 0.7 some 99 % are found, of 0.8 all but
/// a few in ten thousand. What is found is compared exactly.
enum NearTexts {
  static let bands = 16
  static let width = 4
  /// With how many of a bucket a text is compared.
  static let deepest = 30

  /// Pairs of places with a similarity of at least `least`, the most similar first.
  static func pairs(
    of texts: [CriterionWords], least: Double
  ) -> [(first: Int, second: Int, similarity: Double)] {
    var found: [UInt64: Double] = [:]
    for band in 0..<bands {
      var buckets: [UInt64: [Int]] = [:]
      for (place, text) in texts.enumerated() where !text.shingles.isEmpty {
        buckets[signature(text, band), default: []].append(place)
      }
      for bucket in buckets.values where bucket.count > 1 {
        for (i, second) in bucket.enumerated() {
          for first in bucket[..<i].prefix(deepest) {
            let key = UInt64(first) << 32 | UInt64(second)
            guard found[key] == nil else { continue }
            let similarity = texts[first].similarity(texts[second])
            if similarity >= least { found[key] = similarity }
          }
        }
      }
    }
    return found.map { (Int($0 >> 32), Int($0 & 0xffff_ffff), $1) }
      .sorted { ($1.2, $0.0, $0.1) < ($0.2, $1.0, $1.1) }
  }

  private static func signature(_ text: CriterionWords, _ band: Int) -> UInt64 {
    (0..<width).reduce(UInt64(band)) { whole, row in
      let seed = CriterionWords.mix(UInt64(band * width + row + 1))
      let least = text.shingles.lazy.map { CriterionWords.mix($0 ^ seed) }.min() ?? 0
      return CriterionWords.mix(whole ^ least)
    }
  }
}
