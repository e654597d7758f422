package import Records

/// Puts each group into a split by its digest, once, at ingest.
///
/// Depends on the seed and the group alone: neither order nor other groups move it.
public struct SplitAssigner: Sendable, Equatable {
  /// Names with shares that sum to 1, in the order of the pipeline.
  public var shares: [(name: String, share: Double)]
  /// What the assignment depends on besides the group.
  public var seed: UInt64

  /// An assigner for these shares, which sum to 1.
  public init(shares: [(name: String, share: Double)], seed: UInt64) {
    self.shares = shares
    self.seed = seed
  }

  /// Whether every group would go to the same split.
  public static func == (a: SplitAssigner, b: SplitAssigner) -> Bool {
    a.seed == b.seed && a.shares.elementsEqual(b.shares) { $0 == $1 }
  }

  /// The split of `group`.
  package func split(of group: PublicID) -> String {
    var digest = DigestBuilder("winnow split 1")
    digest.add(seed)
    digest.add(group)
    var place = digest.finish().unitInterval
    for (name, share) in shares {
      if place < share { return name }
      place -= share
    }
    // Rounding left a rest: the last split that has a share.
    return shares.last { $0.share > 0 }?.name ?? "train"
  }

  /// What the store remembers, so that a store is never split in two ways.
  package var canonical: String {
    "seed \(seed): " + shares.map { "\($0.name)=\($0.share)" }.joined(separator: " ")
  }
}
