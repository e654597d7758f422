internal import Foundation

/// The margins of a pair as one model of a run gave them, epoch by epoch.
package struct DynamicsRow: Sendable {
  /// Row id of the pair.
  package var pair: Int64
  /// Which model of the run: 0, 1, 2 …
  package var peer: Int64
  /// The fold in which the pair was held out; −1 where the model was trained on it too, or nobody knows.
  package var fold: Int64
  /// Reward of the chosen minus that of the rejected response, an epoch each.
  package var margins: [Float]

  package init(pair: Int64, peer: Int64, fold: Int64, margins: [Float]) {
    self.pair = pair
    self.peer = peer
    self.fold = fold
    self.margins = margins
  }

  /// As the store keeps margins: Float32, little-endian.
  var blob: [UInt32] { margins.map { $0.bitPattern.littleEndian } }

  /// Reads what the store keeps.
  static func margins(of bytes: Data) -> [Float] {
    stride(from: 0, to: bytes.count - 3, by: 4).map { start in
      let word = (0..<4).reduce(UInt32(0)) { word, i in
        word | UInt32(bytes[bytes.startIndex + start + i]) << (8 * UInt32(i))
      }
      return Float(bitPattern: word)
    }
  }
}

/// How likely a pair's label is wrong, and how hard the pair is: two different things.
package struct NoiseRow: Sendable {
  /// Row id of the pair.
  package var pair: Int64
  /// That the label is wrong, 0 to 1.
  package var wrong: Double
  /// How little the evidence decides, 0 to 1.
  package var ambiguity: Double

  package init(pair: Int64, wrong: Double, ambiguity: Double) {
    self.pair = pair
    self.wrong = wrong
    self.ambiguity = ambiguity
  }
}
