package import Records

/// Which part of the pairs is held out by which model: a group is never split.
package struct Folds: Sendable, Equatable {
  /// At least 1.
  package let count: Int
  /// Fold of each pair, in `0 ..< count`.
  package let assignment: [Int]

  /// By group: the same group and seed give the same fold whatever else is in the set.
  package init(_ facts: [PairFact], count: Int = 5, seed: UInt64 = 0) {
    let folds = max(1, count)
    self.count = folds
    assignment = facts.map { Self.fold(of: $0.group, count: folds, seed: seed) }
  }

  /// The fold of a group, whether it has pairs or not.
  package static func fold(of group: PublicID, count: Int, seed: UInt64) -> Int {
    Int(Draw.word(group, seed) % UInt64(max(1, count)))
  }

  /// As the caller says, such as folds that share no generator; numbers outside are taken modulo `count`.
  package init(assignment: [Int], count: Int) {
    let folds = max(1, count)
    self.count = folds
    self.assignment = assignment.map { (($0 % folds) + folds) % folds }
  }
}

/// Random numbers that depend on an id and a seed alone.
package enum Draw {
  /// 64 random bits.
  package static func word(_ id: PublicID, _ seed: UInt64) -> UInt64 {
    SplitMix64.mix(
      id.high ^ SplitMix64.mix(id.low &+ SplitMix64.mix(seed &+ 0x9E37_79B9_7F4A_7C15)))
  }

  /// A number in 0 ..< 1.
  package static func unit(_ id: PublicID, _ seed: UInt64) -> Double {
    Double(word(id, seed) >> 11) * 0x1p-53
  }
}
